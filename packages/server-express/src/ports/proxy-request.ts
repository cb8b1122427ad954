import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Caller } from '@carrel/core/kernel';
import type { ApiError } from '../http/api-error.js';
import { preflightHeaders } from '../http/cors.js';
import type { HttpApi } from '../http/http-api.js';
import { toHttpReply } from '../http/http-reply.js';
import { emptyReply } from '../http/reply.js';
import type { Question } from '../node/node-request.js';
import { writeBytes } from '../node/write-bytes.js';
import type { WriteOptions } from '../node/write-options.js';
import { drained } from '../node/drained.js';
import { awaitPort, canAwait } from './await-port.js';
import { enterPort } from './enter-port.js';
import type { Admitted } from './port-credentials.js';
import { PortExchange } from './port-exchange.js';
import { framing, headersForClient, headersForProgram } from './port-headers.js';
import { ticketOff } from './port-link.js';
import type { PortPlace } from './port-place.js';
import { ProgramLink } from './program-link.js';
import { closing, seenBy, seenPort } from './seen-port.js';
import { reachPort, type ReachedPort } from './reach-port.js';
import { toPortError } from './to-port-error.js';

/** What one request takes from the budget of its user. */
const COST = 1;

/** A body is taken as slowly as a program likes: its answer has a time, and its workspace an end. */
const NO_STALL_MS = 2_147_483_647;

/** Any method may be: programs say what they take. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

interface Proxying {
  readonly place: PortPlace;
  readonly options: WriteOptions;
}

/** Answers one request with what a program in a workspace answers, and resolves when that is over. Never rejects. */
export function proxyRequest(api: HttpApi, question: Question, proxying: Proxying): Promise<void> {
  const { message, response } = question;
  const before = message.socket.bytesWritten;
  const seen = seenPort(message.method ?? 'GET', proxying.place, api.requestIdOf(message.headers));
  return api.observer.passed(seen, message.headers, async (answered) => {
    try {
      await begin(new PortExchange(api, question, { ...proxying, seen, answered }));
    } catch {
      // What cannot be written leaves nothing to say to the client.
      response.destroy();
    }
    await closing(response);
    return { bytes: message.socket.bytesWritten - before, complete: response.writableFinished };
  });
}

async function begin(exchange: PortExchange): Promise<void> {
  const { api, common, parts, question, request } = exchange;
  const { message, response } = question;
  const { place, seen } = parts;
  if (isPreflight(message) && 'Access-Control-Allow-Origin' in common) {
    exchange.reply(toHttpReply(emptyReply(204, preflight(message)), common, () => undefined));
    return;
  }
  if (place.by === 'host' && (await enterPort(exchange, place))) return;
  let admitted: Admitted | undefined;
  const reached = await reachPort({
    ...{ api, place, target: question.target, cost: COST, signal: request.signal },
    authenticate: () => seenBy(seen, exchange.admit()).map((by) => (admitted = by)),
    timeoutMs: api.options.requestTimeoutMs,
  });
  if (response.destroyed) return;
  if (reached.isErr()) await refuse(exchange, reached.error, admitted?.caller);
  else new ProxiedRequest(exchange, reached.value).begin();
}

/** Tells of the error, or waits for somebody who looks at a page until there is something else to tell. */
async function refuse(exchange: PortExchange, error: ApiError, caller: Caller | undefined): Promise<void> {
  const { api, common, framedBy, parts, question, requestId } = exchange;
  const { answered, options, place } = parts;
  if (place.by === 'path' || !exchange.isPage || caller === undefined || !canAwait(error, caller, api)) {
    exchange.refuse(error);
    return;
  }
  const waiting = { caller, named: place.named, response: question.response, options, answered };
  const tell = (why: ApiError) => {
    exchange.refuse(why);
  };
  await awaitPort(api, { ...waiting, common, framedBy, requestId, refuse: tell }, error);
}

/** One request to a program, from its stream to the end of its answer. */
class ProxiedRequest {
  private readonly link: ProgramLink;
  private settled = false;

  constructor(
    private readonly exchange: PortExchange,
    private readonly reached: ReachedPort,
  ) {
    const { api, question } = exchange;
    const { place } = exchange.parts;
    const { message, response } = question;
    this.link = new ProgramLink(api, {
      ...{ message, place, reached, recheckMs: api.options.streamRecheckMs },
      close: () => response.destroy(),
      fail: (error) => {
        this.fail(error);
      },
    });
    // The client left, or has the whole answer.
    response.once('close', () => {
      this.end();
    });
  }

  begin(): void {
    const { method = 'GET', rawHeaders } = this.exchange.question.message;
    const request = this.link.ask(() => ({
      ...{ method, path: pathWithoutTicket(this.exchange.parts.place) },
      headers: [
        ...headersForProgram(rawHeaders, this.link.passage()),
        ...framing(rawHeaders, method),
        ...['Connection', 'close'],
      ],
    }));
    if (request === null) return;
    request.on('response', (answer) => void this.answer(answer));
    request.on('information', () => {
      this.link.timer.progress();
    });
    void this.sendBody(request);
  }

  private async sendBody(request: ClientRequest): Promise<void> {
    const { message, response, awaitsContinue = false } = this.exchange.question;
    const passed = () => {
      this.link.timer.progress();
    };
    try {
      if (awaitsContinue) response.writeContinue();
      for await (const chunk of message.iterator({ destroyOnReturn: false })) {
        if (request.destroyed) break;
        if (!request.write(chunk)) await drained(request, NO_STALL_MS);
        passed();
      }
      if (message.complete) request.end(passed);
    } catch {
      // The client broke off in the middle: so does what the program is sent.
      this.link.stream.destroy();
    }
    // What nobody takes any more must not hold up the next request of the connection.
    message.resume();
  }

  private async answer(answer: IncomingMessage): Promise<void> {
    if (this.settled) return;
    this.settled = true;
    this.link.timer.stop();
    const { api, parts, question } = this.exchange;
    const { response } = question;
    const { drain } = api;
    // How its content is to be read is for the program to say.
    const { 'X-Content-Type-Options': _nosniff, ...common } = this.exchange.common;
    const { rawHeaders, statusCode = 502, statusMessage = '' } = answer;
    const headers = headersForClient(rawHeaders, this.link.passage(), common);
    try {
      if (drain.active) headers.push('Connection', 'close');
      response.writeHead(statusCode, statusMessage, headers);
      response.flushHeaders();
      parts.answered(statusCode);
    } catch (cause) {
      this.settled = false;
      this.fail(toPortError(cause, this.reached.port));
      return;
    }
    const cut = () => response.destroy();
    // Events go on for ever, and their reader connects again; other answers have the time that the drain leaves them.
    const isEvents = /^text\/event-stream\b/i.test(answer.headers['content-type'] ?? '');
    if (isEvents) drain.signal.addEventListener('abort', cut, { once: true });
    await writeBytes({ kind: 'bytes', chunks: answer, length: null }, response, parts.options);
    drain.signal.removeEventListener('abort', cut);
    this.link.stream.destroy();
  }

  /** Answers with the error, where nothing was answered yet. */
  private fail(error: ApiError): void {
    if (this.settled) return;
    this.settled = true;
    this.end();
    this.exchange.refuse(error);
  }

  private end(): void {
    this.settled = true;
    this.link.end();
  }
}

/** The program's own path and query: what let the caller in is not for it. */
function pathWithoutTicket({ by, path }: PortPlace): string {
  return by === 'host' ? ticketOff(path).rest : path;
}

/** A browser's question before a request of another origin; it comes without a token. */
function isPreflight({ headers, method }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && 'access-control-request-method' in headers;
}

function preflight({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const asked = headers['access-control-request-headers'];
  const allowed = preflightHeaders(METHODS);
  return asked === undefined ? allowed : { ...allowed, 'Access-Control-Allow-Headers': asked };
}
