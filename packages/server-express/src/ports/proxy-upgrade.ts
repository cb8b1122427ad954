import { ServerResponse, type IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '@carrel/core/kernel';
import type { ApiError } from '../http/api-error.js';
import { errorAnswers } from '../http/error-answers.js';
import { originRefused } from '../http/http-errors.js';
import type { HttpApi } from '../http/http-api.js';
import type { SeenRequest } from '../http/request-observer.js';
import { drained } from '../node/drained.js';
import { peerOf } from '../node/node-request.js';
import { writeProblem } from '../node/refuse-connection.js';
import { writeBytes } from '../node/write-bytes.js';
import { isAllowedOrigin } from '../sockets/socket-origin.js';
import { headersForClient, headersForProgram } from './port-headers.js';
import { portBadAnswer } from './port-proxy-errors.js';
import type { PortPlace } from './port-place.js';
import { admitSocket } from './port-socket-credentials.js';
import { ProgramLink } from './program-link.js';
import { closing, seenBy, seenPort } from './seen-port.js';
import { reachPort, type ReachedPort } from './reach-port.js';
import { chosenProtocol, pathForProgram, protocolsForProgram } from './socket-offer.js';
import { toPortError } from './to-port-error.js';

/** What opening a socket takes from the budget of its user, as for those of the interface. */
const COST = 2;

const NO_STALL_MS = 2_147_483_647;

/** How often it is asked whether a silent client is still there. */
const KEEP_ALIVE_MS = 30_000;

/** An `upgrade` request for a port. */
export interface PortUpgrade {
  readonly message: IncomingMessage;
  readonly connection: Duplex;
  readonly head: Buffer;
  /** As it was sent. */
  readonly target: string;
  readonly place: PortPlace;
}

/** The WebSockets that are passed on to programs in workspaces, as the bytes that they are. */
export class PortSockets {
  private readonly open = new Set<Duplex>();

  constructor(
    private readonly api: HttpApi,
    private readonly onEmpty: () => void,
  ) {}

  get size(): number {
    return this.open.size;
  }

  /** Never throws. */
  upgrade(asked: PortUpgrade): void {
    const { connection } = asked;
    this.open.add(connection);
    connection.once('close', () => {
      this.open.delete(connection);
      if (this.size === 0) this.onEmpty();
    });
    if (connection instanceof Socket) connection.setKeepAlive(true, KEEP_ALIVE_MS);
    void this.pass(asked);
  }

  /** Cuts every connection: their clients connect again. */
  cutAll(): void {
    for (const connection of this.open) connection.destroy();
  }

  private pass(asked: PortUpgrade): Promise<void> {
    const { connection, message, place } = asked;
    const seen = seenPort(message.method ?? 'GET', place, this.api.requestIdOf(message.headers));
    return this.api.observer.upgraded(seen, message.headers, async (answered) => {
      try {
        await this.begin(asked, seen, answered);
      } catch {
        connection.destroy();
      }
      await closing(connection);
    });
  }

  private async begin(asked: PortUpgrade, seen: SeenRequest, answered: (status: number) => void): Promise<void> {
    const { api } = this;
    const { connection, message, place, target } = asked;
    const { headers } = message;
    const { requestId } = seen.fields;
    const refuse = (error: ApiError) => {
      api.report(error, requestId);
      api.observer.metrics.refused(error.type);
      answered(errorAnswers[error.type].status);
      if (connection.writable) writeProblem(error, connection, { 'X-Request-Id': requestId });
      else connection.destroy();
    };
    const { proxies, sockets } = api.options;
    const peer = peerOf(message, proxies);
    if (!isAllowedOrigin({ headers, peer }, api.options.allowedOrigins)) {
      refuse(originRefused());
      return;
    }
    const gone = new AbortController();
    connection.once('close', () => {
      gone.abort();
    });
    const reached = await reachPort({
      ...{ api, place, target, cost: COST, signal: gone.signal, timeoutMs: sockets.handshakeTimeoutMs },
      authenticate: () => seenBy(seen, admitSocket({ target, headers, peer, requestId, place }, api)),
    });
    if (connection.destroyed) return;
    if (reached.isErr()) refuse(reached.error);
    else new ProxiedSocket(api, asked, { reached: reached.value, refuse, answered, requestId }).begin();
  }
}

interface Passing {
  readonly reached: ReachedPort;
  readonly refuse: (error: ApiError) => void;
  /** Told with which status the program answers. */
  readonly answered: (status: number) => void;
  readonly requestId: string;
}

/** One WebSocket to a program, from its stream to its end. */
class ProxiedSocket {
  private readonly link: ProgramLink;
  private settled = false;

  constructor(
    private readonly api: HttpApi,
    private readonly asked: PortUpgrade,
    private readonly passing: Passing,
  ) {
    const { connection, message, place } = asked;
    this.link = new ProgramLink(api, {
      ...{ message, place, reached: passing.reached, recheckMs: api.options.sockets.recheckMs },
      close: () => connection.destroy(),
      fail: (error) => {
        this.fail(error);
      },
    });
    connection.once('close', () => {
      this.link.end();
    });
  }

  begin(): void {
    const { message, place } = this.asked;
    const request = this.link.ask(() => ({
      ...{ method: 'GET', path: pathForProgram(place, message.headers) },
      headers: this.headers(),
    }));
    if (request === null) return;
    request.on('upgrade', (answer, _stream, head) => {
      this.accept(answer, head);
    });
    request.on('response', (answer) => void this.refusal(answer));
    request.end();
  }

  private headers(): string[] {
    const { message } = this.asked;
    const sent = headersForProgram(protocolsForProgram(message.rawHeaders), this.link.passage());
    return [...sent, 'Connection', 'Upgrade', 'Upgrade', 'websocket'];
  }

  /** The program took the socket: from here on bytes go to and fro. */
  private accept(answer: IncomingMessage, head: Buffer): void {
    if (this.settled) return;
    if (answer.headers.upgrade?.toLowerCase() !== 'websocket') {
      this.fail(portBadAnswer(this.passing.reached.port));
      return;
    }
    this.settled = true;
    this.link.timer.stop();
    const { connection, head: early, message } = this.asked;
    const { stallTimeoutMs, closeTimeoutMs } = this.api.options.sockets;
    const headers = headersForClient(answer.rawHeaders, this.link.passage(), this.common());
    headers.push('Connection', 'Upgrade', 'Upgrade', 'websocket', ...chosenProtocol(message.headers, answer.headers));
    const lines = [`HTTP/1.1 101 ${answer.statusMessage ?? ''}`];
    for (let index = 0; index < headers.length; index += 2)
      lines.push(`${headers[index] ?? ''}: ${headers[index + 1] ?? ''}`);
    connection.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
    this.passing.answered(101);
    connection.write(head);
    this.link.stream.write(early);
    const ways = [
      passOn(connection, this.link.stream, NO_STALL_MS),
      passOn(this.link.stream, connection, stallTimeoutMs),
    ];
    void cutAfter(ways, { clock: this.api.clock, closeTimeoutMs, connection });
  }

  /** The program answered otherwise, and the client is told so. */
  private async refusal(answer: IncomingMessage): Promise<void> {
    const { connection, message } = this.asked;
    if (this.settled) return;
    // A response writes to no other kind of connection.
    if (!(connection instanceof Socket)) {
      this.fail(portBadAnswer(this.passing.reached.port));
      return;
    }
    this.settled = true;
    this.link.timer.stop();
    const response = new ServerResponse(message);
    const { stallTimeoutMs } = this.api.options.sockets;
    try {
      response.shouldKeepAlive = false;
      response.assignSocket(connection);
      const headers = headersForClient(answer.rawHeaders, this.link.passage(), this.common());
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', [...headers, 'Connection', 'close']);
    } catch (cause) {
      response.detachSocket(connection);
      this.settled = false;
      this.fail(toPortError(cause, this.passing.reached.port));
      return;
    }
    this.passing.answered(response.statusCode);
    response.once('finish', () => connection.end());
    await writeBytes({ kind: 'bytes', chunks: answer, length: null }, response, { stallTimeoutMs });
  }

  private fail(error: ApiError): void {
    if (this.settled) return;
    this.settled = true;
    this.link.timer.stop();
    this.link.stream.destroy();
    this.passing.refuse(error);
  }

  private common(): Readonly<Record<string, string>> {
    return { 'X-Request-Id': this.passing.requestId };
  }
}

/** Passes bytes on as fast as they are taken, and then their end. One that breaks breaks the other. */
async function passOn(from: Duplex, to: Duplex, stallTimeoutMs: number): Promise<void> {
  try {
    for await (const chunk of from.iterator({ destroyOnReturn: false })) {
      if (to.destroyed) break;
      if (!to.write(chunk)) await drained(to, stallTimeoutMs);
    }
    to.end();
  } catch {
    to.destroy();
  }
}

/** Once one side ended, the other has its time for that too. */
async function cutAfter(
  ways: readonly Promise<void>[],
  end: { readonly clock: Clock; readonly closeTimeoutMs: number; readonly connection: Duplex },
): Promise<void> {
  const { clock, closeTimeoutMs, connection } = end;
  await Promise.race(ways);
  const cancel = clock.setTimer(closeTimeoutMs, () => connection.destroy());
  connection.once('close', cancel);
}
