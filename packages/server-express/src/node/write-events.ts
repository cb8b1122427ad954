import type { HttpReplyBody } from '../http/http-reply.js';
import { encodeEvent, encodeReconnect, HEARTBEAT } from '../http/server-sent-event.js';
import { drained } from './drained.js';
import { finish } from './finish.js';
import type { Connection, WriteOptions } from './write-options.js';

/**
 * Writes events as they come. Nothing is asked for while the client has not taken what it was sent, so a slow one holds no
 * memory. When the server ends, the reader is told to connect again.
 */
export async function writeEvents(
  { events, stop }: Extract<HttpReplyBody, { readonly kind: 'events' }>,
  { response, drain }: Connection,
  { heartbeatMs, stallTimeoutMs, reconnectMs }: WriteOptions,
): Promise<void> {
  response.flushHeaders();
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(HEARTBEAT);
  }, heartbeatMs).unref();
  drain.signal.addEventListener('abort', stop, { once: true });
  if (drain.active) stop();
  try {
    for await (const event of events) {
      if (response.destroyed) return;
      if (!response.write(encodeEvent(event))) await drained(response, stallTimeoutMs);
    }
    finish(response, drain.active ? encodeReconnect(reconnectMs) : '', stallTimeoutMs);
  } catch {
    response.destroy();
  } finally {
    clearInterval(heartbeat);
    drain.signal.removeEventListener('abort', stop);
  }
}
