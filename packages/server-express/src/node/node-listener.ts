import type { IncomingMessage, RequestListener } from 'node:http';
import type { HttpApi } from '../http/http-api.js';
import { headersTooLarge, malformedRequest, type HttpError } from '../http/http-errors.js';
import type { HttpReply } from '../http/http-reply.js';
import { askedHostOf, askedPlace } from '../ports/asked-place.js';
import { proxyRequest } from '../ports/proxy-request.js';
import { NodeRequest, type Question } from './node-request.js';
import { defaultWriteOptions, type WriteOptions } from './write-options.js';
import { writeReply } from './write-reply.js';

export interface ListenerOptions extends Partial<WriteOptions> {
  /** Takes what the interface does not serve, such as an Express app. @default the interface's own 404 */
  readonly otherwise?: RequestListener;
  /** How many headers one request may have; one with more is refused with 431. @default 200 */
  readonly maxHeaders?: number;
  /** Whether its requests hold their bodies back: the listener is one of `checkContinue`. @default false */
  readonly awaitsContinue?: boolean;
}

/** How many headers one request may have, where nothing else is said. */
export const MAX_HEADERS = 200;

/** The interface as a listener of `node:http`: for `createServer`, or inside another framework. */
export function nodeListener(
  api: HttpApi,
  { otherwise, maxHeaders = MAX_HEADERS, awaitsContinue = false, ...given }: ListenerOptions = {},
): RequestListener {
  const options: WriteOptions = { ...defaultWriteOptions, ...given };
  return (message, response) => {
    const target = targetOf(message);
    const question = { message, response, target, awaitsContinue };
    if (otherwise !== undefined && !api.serves(target, askedHostOf(api, message))) otherwise(message, response);
    else if (hasManyHeaders(message, maxHeaders)) refuse(api, question, { error: headersTooLarge(), options });
    else if (lacksHost(message)) refuse(api, question, { error: malformedRequest(NO_HOST), options });
    else void answer(api, question, options);
  };
}

/** Answers one request. Never rejects. */
export async function answer(api: HttpApi, question: Question, options: WriteOptions): Promise<void> {
  const { message, response } = question;
  try {
    const before = message.socket.bytesWritten;
    const place = askedPlace(api, message, question.target);
    if (place !== null && place !== 'nowhere') {
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

/** Whether it has more than `maxHeaders`, as far as node read them. */
export function hasManyHeaders({ rawHeaders }: IncomingMessage, maxHeaders: number): boolean {
  return rawHeaders.length > 2 * maxHeaders;
}

const NO_HOST = 'The request names no host.';

/** HTTP/1.1 asks for it; a server of `HttpServer` leaves it to us, so that the refusal is one of the interface. */
function lacksHost({ httpVersion, headers }: IncomingMessage): boolean {
  return httpVersion === '1.1' && headers.host === undefined;
}

/** What it asks for is not looked at, and its connection closes: its headers cannot be relied on. */
function refuse(
  api: HttpApi,
  { message, response }: Question,
  { error, options }: { readonly error: HttpError; readonly options: WriteOptions },
): void {
  const id = api.requestIdOf(message.headers);
  const reply = api.refuse(error, id, { 'X-Request-Id': id, 'X-Content-Type-Options': 'nosniff' });
  response.shouldKeepAlive = false;
  writeReply(reply, { message, response, drain: api.drain }, options);
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
