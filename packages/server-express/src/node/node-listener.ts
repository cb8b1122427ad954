import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { HttpApi } from '../http/http-api.js';
import { NodeRequest } from './node-request.js';
import { defaultWriteOptions, writeReply, type WriteOptions } from './write-reply.js';

export interface ListenerOptions extends Partial<WriteOptions> {
  /** Takes what the interface does not serve. @default the interface's own 404 */
  readonly otherwise?: RequestListener;
}

/** The interface as a listener of `node:http`: for `createServer`, or inside another framework. */
export function nodeListener(api: HttpApi, { otherwise, ...given }: ListenerOptions = {}): RequestListener {
  const options: WriteOptions = { ...defaultWriteOptions, ...given };
  return (message, response) => {
    const target = message.url ?? '/';
    if (otherwise !== undefined && !api.serves(target)) otherwise(message, response);
    else void answer(api, { message, response, target }, options);
  };
}

/** Answers one request; `target` is what it asks for, when that is not its URL. Never rejects. */
export async function answer(
  api: HttpApi,
  { message, response, target }: { readonly message: IncomingMessage; readonly response: ServerResponse; readonly target: string },
  options: WriteOptions,
): Promise<void> {
  const reply = await api.handle(new NodeRequest(message, response, { target }));
  writeReply(reply, { message, response, drain: api.drain }, options);
}
