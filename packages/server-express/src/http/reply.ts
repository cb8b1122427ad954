import type { ServerSentEvent } from './server-sent-event.js';

export type ReplyHeaders = Readonly<Record<string, string>>;

export type ReplyBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'bytes'; readonly chunks: AsyncIterable<Uint8Array>; readonly length: number | null }
  | { readonly kind: 'events'; readonly events: AsyncIterable<ServerSentEvent> };

/** What a route answers. */
export interface Reply {
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly body: ReplyBody;
}

const NO_HEADERS: ReplyHeaders = {};
const NO_BODY: ReplyBody = { kind: 'none' };

export function jsonReply(status: number, value: unknown, headers: ReplyHeaders = NO_HEADERS): Reply {
  return { status, headers, body: { kind: 'json', value } };
}

/** An answer without a body: 204, or another status that has none. */
export function emptyReply(status = 204, headers: ReplyHeaders = NO_HEADERS): Reply {
  return { status, headers, body: NO_BODY };
}

/**
 * Bytes as they come, `length` of them where that is known. When they break off, or are not as many as said, the connection is
 * cut, so that the client sees that a part is missing.
 */
export function bytesReply(
  status: number,
  { chunks, length }: { readonly chunks: AsyncIterable<Uint8Array>; readonly length: number | null },
  headers: ReplyHeaders,
): Reply {
  return { status, headers, body: { kind: 'bytes', chunks, length } };
}

/** A stream of events that stays open until `events` ends, the client goes, or the server ends. */
export function eventsReply(events: AsyncIterable<ServerSentEvent>): Reply {
  return { status: 200, headers: NO_HEADERS, body: { kind: 'events', events } };
}
