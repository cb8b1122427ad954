import type { HttpReply } from '../http/http-reply.js';
import { finish } from './finish.js';
import { writeBytes } from './write-bytes.js';
import { writeEvents } from './write-events.js';
import type { Connection, WriteOptions } from './write-options.js';

/** How long a client that still sends is listened to, so that it can read the answer to what it sent so far. */
const LINGER_MS = 2_000;

/** Writes the answer; a connection that fails on the way is over, and nobody is told. */
export function writeReply(reply: HttpReply, connection: Connection, options: WriteOptions): void {
  const { status, headers, body } = reply;
  const { message, response, drain } = connection;
  if (response.destroyed) return;
  const last = drain.active || !message.complete;
  response.writeHead(status, last ? { ...headers, Connection: 'close' } : headers);
  switch (body.kind) {
    case 'none':
      end(connection, '', options);
      break;
    case 'text':
      end(connection, body.text, options);
      break;
    case 'bytes':
      void writeBytes(body, response, options);
      break;
    case 'events':
      void writeEvents(body, connection, options);
      break;
    default:
      body satisfies never;
  }
}

/**
 * Ends the answer. While the client still sends a body that nobody reads, the end waits for it a while: closing at once would
 * reset the connection, and with it the answer.
 */
function end({ message, response }: Connection, text: string, { stallTimeoutMs }: WriteOptions): void {
  if (message.complete) {
    finish(response, text, stallTimeoutMs);
    return;
  }
  if (text === '') response.flushHeaders();
  else response.write(text);
  const enough = () => {
    clearTimeout(timer);
    finish(response, '', stallTimeoutMs);
  };
  const timer = setTimeout(enough, LINGER_MS).unref();
  message.once('end', enough).once('close', enough).resume();
}
