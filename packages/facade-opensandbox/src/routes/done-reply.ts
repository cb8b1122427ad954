import { emptyReply, type Reply, type ReplyHeaders } from '@carrel/server-express';

/** An answer that says no more than that it is done. Clients take an unknown length for JSON, so it says that there is nothing. */
export function doneReply(status = 200, headers: ReplyHeaders = {}): Reply {
  return emptyReply(status, { 'Content-Length': '0', ...headers });
}
