import type { RequestListener } from 'node:http';
import type { HttpApi } from '../http/http-api.js';
import { NodeRequest, type Question } from './node-request.js';
import { defaultWriteOptions, writeReply, type WriteOptions } from './write-reply.js';

export interface ListenerOptions extends Partial<WriteOptions> {
  /** Takes what the interface does not serve, such as an Express app. @default the interface's own 404 */
  readonly otherwise?: RequestListener;
  /** Whether its requests hold their bodies back: the listener is one of `checkContinue`. @default false */
  readonly awaitsContinue?: boolean;
}

/** The interface as a listener of `node:http`: for `createServer`, or inside another framework. */
export function nodeListener(
  api: HttpApi,
  { otherwise, awaitsContinue = false, ...given }: ListenerOptions = {},
): RequestListener {
  const options: WriteOptions = { ...defaultWriteOptions, ...given };
  return (message, response) => {
    const target = message.url ?? '/';
    if (otherwise !== undefined && !api.serves(target)) otherwise(message, response);
    else void answer(api, { message, response, target, awaitsContinue }, options);
  };
}

/** Answers one request. Never rejects. */
export async function answer(api: HttpApi, question: Question, options: WriteOptions): Promise<void> {
  const { message, response } = question;
  const reply = await api.handle(new NodeRequest(question));
  writeReply(reply, { message, response, drain: api.drain }, options);
}
