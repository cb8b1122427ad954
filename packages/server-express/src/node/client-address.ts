import type { IncomingMessage } from 'node:http';

/** Where a request came from: what the audit says of it. */
export function clientAddress({ socket }: IncomingMessage): string | undefined {
  return socket.remoteAddress;
}
