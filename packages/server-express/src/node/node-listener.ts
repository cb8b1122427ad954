import type { IncomingMessage, RequestListener } from 'node:http';
import type { HttpApi } from '../http/http-api.js';
import type { HttpReply } from '../http/http-reply.js';
import { portTarget } from '../ports/port-target.js';
import { proxyRequest } from '../ports/proxy-request.js';
import { NodeRequest, type Question } from './node-request.js';
import { defaultWriteOptions, type WriteOptions } from './write-options.js';
import { writeReply } from './write-reply.js';

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
    const target = targetOf(message);
    if (otherwise !== undefined && !api.serves(target)) otherwise(message, response);
    else void answer(api, { message, response, target, awaitsContinue }, options);
  };
}

/** Answers one request. Never rejects. */
export async function answer(api: HttpApi, question: Question, options: WriteOptions): Promise<void> {
  const { message, response } = question;
  try {
    const before = message.socket.bytesWritten;
    const place = portTarget(question.target, api.options.basePath);
    if (place !== null) {
      await proxyRequest(api, question, { place, options });
      return;
    }
    const reply = await api.handle(new NodeRequest(question, api.options.proxies));
    tellWhenWritten(reply, question, before);
    writeReply(reply, { message, response, drain: api.drain }, options);
  } catch {
    // What cannot be written, such as a header with a line break in it, leaves nothing to say to the client.
    response.destroy();
  }
}

function tellWhenWritten({ written }: HttpReply, { message, response }: Question, before: number): void {
  if (written === undefined) return;
  const tell = () => {
    written({ bytes: message.socket.bytesWritten - before, complete: response.writableFinished });
  };
  if (response.destroyed) tell();
  else response.once('close', tell);
}

const ORIGIN = /^https?:\/\/[^/?]*/i;

/** Path and query of what is asked for; a client may name the whole URL, as it does to a proxy. */
export function targetOf({ url = '/' }: IncomingMessage): string {
  if (url.startsWith('/')) return url;
  const target = url.replace(ORIGIN, '');
  return target.startsWith('/') || target === url ? target : `/${target}`;
}
