import type { ServerResponse } from 'node:http';
import type { HttpReplyBody } from '../http/http-reply.js';
import { drained } from './drained.js';
import { finish } from './finish.js';

/** Writes bytes as fast as the client takes them. When they break off, or are not as many as announced, so does the connection. */
export async function writeBytes(
  { chunks, length }: Extract<HttpReplyBody, { readonly kind: 'bytes' }>,
  response: ServerResponse,
  { stallTimeoutMs }: { readonly stallTimeoutMs: number },
): Promise<void> {
  let written = 0;
  try {
    for await (const chunk of chunks) {
      if (response.destroyed) return;
      written += chunk.byteLength;
      if (length !== null && written > length) break;
      if (!response.write(chunk)) await drained(response, stallTimeoutMs);
    }
    if (length === null || written === length) finish(response, '', stallTimeoutMs);
    else response.destroy();
  } catch {
    response.destroy();
  }
}
