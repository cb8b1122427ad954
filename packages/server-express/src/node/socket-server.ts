import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { err, errAsync, Ticker, type Caller, type Result, type ResultAsync } from '@carrel/core/kernel';
import { shuttingDown } from '@carrel/core/workspaces';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ApiError } from '../http/api-error.js';
import type { HttpApi } from '../http/http-api.js';
import {
  malformedRequest,
  noRoute,
  originRefused,
  requestTimedOut,
  serviceFailed,
  socketLimit,
  socketsFull,
} from '../http/http-errors.js';
import { OpenCount } from '../http/open-count.js';
import { inScope } from '../http/in-scope.js';
import { takeFromBudget } from '../http/rate-gate.js';
import { SeenRequest } from '../http/request-observer.js';
import { errorAnswers } from '../http/error-answers.js';
import { compileRoutes, type RouteTable } from '../http/route-table.js';
import { endOf, fitted, SERVICE_RESTART } from '../sockets/close-code.js';
import { authenticateSocket, SUBPROTOCOL, type SocketHandshake } from '../sockets/socket-credentials.js';
import { SocketGuard } from '../sockets/socket-guard.js';
import { isAllowedOrigin } from '../sockets/socket-origin.js';
import type { SocketRoute } from '../sockets/socket-route.js';
import type { SocketEnd } from '../sockets/socket.js';
import { WsSocket } from '../sockets/ws-socket.js';
import type { RequestHeaders } from '../http/http-request.js';
import { peerOf } from './node-request.js';
import { askedPlace } from '../ports/asked-place.js';
import { PortSockets } from '../ports/proxy-upgrade.js';
import { targetOf } from './node-listener.js';
import { writeProblem } from './refuse-connection.js';

/** The route that a request is for, and what its path names. */
interface Found {
  readonly route: SocketRoute;
  readonly values: readonly string[];
}

/** A socket that was opened: by whom, for what. Nothing else of its request is kept while it is open. */
interface Opened extends Found, Pick<SocketHandshake, 'target' | 'requestId'> {
  readonly caller: Caller;
  readonly seen: SeenRequest;
}

interface Upgraded {
  readonly ws: WebSocket;
  /** The connection beneath it. */
  readonly wire: Duplex;
}

/**
 * The WebSockets of an interface, for the `upgrade` requests of a server of `node:http`.
 *
 * Until it is known who asks, a refusal is an answer of HTTP; nothing is done or sent before. From then on the upgrade is accepted
 * and a refusal is a close code, which a browser can see.
 */
export class SocketServer {
  private readonly table: RouteTable<SocketRoute>;
  private readonly library: WebSocketServer;
  private readonly count: OpenCount;
  private readonly open = new Set<WsSocket>();
  private readonly heartbeat: NodeJS.Timeout;
  private readonly rechecks: Ticker;
  private readonly reminders: Ticker;
  /** The ids of requests whose upgrades are accepted. */
  private readonly upgrading = new WeakMap<IncomingMessage, string>();
  private readonly ports: PortSockets;
  private opening = 0;
  private onEmpty: () => void = () => undefined;

  constructor(private readonly api: HttpApi) {
    const { basePath, sockets: options } = api.options;
    this.table = compileRoutes(api.sockets, ({ path }) => [basePath + path]);
    this.count = new OpenCount(options);
    this.rechecks = new Ticker(api.clock, options.recheckMs);
    this.reminders = new Ticker(api.clock, REMINDER_MS);
    this.library = new WebSocketServer({
      ...{ noServer: true, clientTracking: false, perMessageDeflate: false },
      ...{ maxPayload: options.maxMessageBytes, closeTimeout: options.closeTimeoutMs },
      handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    });
    this.library.on('headers', (lines, message) => {
      const requestId = this.upgrading.get(message);
      if (requestId !== undefined) lines.push(`X-Request-Id: ${requestId}`);
    });
    this.library.on('wsClientError', (_cause, connection, message) => {
      const seen = new SeenRequest('GET', 'none', api.requestIdOf(message.headers));
      this.refuse(malformedRequest(NO_HANDSHAKE), seen, connection);
    });
    this.ports = new PortSockets(api, () => {
      if (this.size === 0) this.onEmpty();
    });
    this.heartbeat = setInterval(() => {
      for (const socket of this.open) socket.beat();
    }, options.heartbeatMs).unref();
    api.drain.signal.addEventListener('abort', () => {
      this.endAll();
    });
  }

  /** How many sockets are open or being opened. */
  get size(): number {
    return this.open.size + this.opening + this.ports.size;
  }

  /** Answers one request to upgrade to a WebSocket. Never throws. */
  upgrade(message: IncomingMessage, connection: Duplex, head: Buffer): void {
    const { api } = this;
    connection.on('error', destroyBroken);
    const place = askedPlace(api, message, targetOf(message));
    if (place === 'nowhere') {
      this.refuse(noRoute(), new SeenRequest('GET', 'none', api.requestIdOf(message.headers)), connection);
      return;
    }
    if (place !== null) {
      this.ports.upgrade({ message, connection, head, target: targetOf(message), place });
      return;
    }
    const { headers } = message;
    const requestId = api.requestIdOf(headers);
    const { basePath, proxies } = api.options;
    const peer = peerOf(message, proxies);
    const handshake = { target: targetOf(message), headers, peer, requestId, basePath };
    const found = this.find(handshake);
    const seen = new SeenRequest('GET', 'type' in found ? 'none' : found.route.path, requestId);
    const refuse = (error: ApiError) => {
      this.refuse(error, seen, connection);
    };
    if ('type' in found) {
      refuse(found);
      return;
    }
    seen.at(found.route.params, found.values);
    this.opening += 1;
    void this.authenticate(handshake).then((caller) => {
      this.opening -= 1;
      if (caller.isErr()) refuse(caller.error);
      else if (api.drain.active) refuse(shuttingDown());
      else {
        seen.by(caller.value);
        const opened = { ...found, target: handshake.target, requestId, caller: caller.value, seen };
        this.upgrading.set(message, requestId);
        this.library.handleUpgrade(message, connection, head, (ws) => {
          void this.observe({ ws, wire: connection }, opened, headers);
        });
      }
      if (this.size === 0) this.onEmpty();
    });
  }

  /** Tells every client to connect again; resolves when all have gone. What is slow to go is cut by `terminate`. */
  drain(): Promise<void> {
    this.endAll();
    if (this.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.onEmpty = resolve;
    });
  }

  /** Cuts every connection. */
  terminate(): void {
    for (const socket of this.open) socket.terminate();
    this.ports.cutAll();
  }

  private endAll(): void {
    clearInterval(this.heartbeat);
    for (const socket of this.open) socket.close(RECONNECT);
    this.ports.cutAll();
  }

  private find(handshake: SocketHandshake): Found | ApiError {
    const { maxTargetBytes, allowedOrigins, sockets } = this.api.options;
    if (this.api.drain.active) return shuttingDown();
    const { target } = handshake;
    const match = target.length > maxTargetBytes ? null : this.table.match(target.replace(/\?.*$/s, ''));
    const route = match?.routes.get('GET');
    if (match === null || route === undefined) return noRoute();
    if (!isAllowedOrigin(handshake, allowedOrigins)) return originRefused();
    return this.size >= sockets.maxSockets ? socketsFull() : { route, values: match.values };
  }

  /** Never rejects. */
  private authenticate(handshake: SocketHandshake): Promise<Result<Caller, ApiError>> {
    const { clock, options } = this.api;
    const { handshakeTimeoutMs } = options.sockets;
    return new Promise((resolve) => {
      const cancel = clock.setTimer(handshakeTimeoutMs, () => {
        resolve(err(requestTimedOut(handshakeTimeoutMs)));
      });
      const settle = (caller: Result<Caller, ApiError>) => {
        cancel();
        resolve(caller);
      };
      authenticateSocket(handshake, this.api).then(settle, (cause: unknown) => {
        settle(err(serviceFailed(cause)));
      });
    });
  }

  private observe(upgraded: Upgraded, opened: Opened, headers: RequestHeaders): Promise<number> {
    const closed = new Promise<number>((resolve) => {
      upgraded.ws.once('close', resolve);
    });
    return this.api.observer.socket(opened.seen, headers, async () => {
      await this.serve(upgraded, opened);
      return closed;
    });
  }

  private refuse(error: ApiError, seen: SeenRequest, connection: Duplex): void {
    this.api.observer.refused(seen, errorAnswers[error.type].status);
    this.api.observer.metrics.refused(error.type);
    if (connection.writable) writeProblem(error, connection, { 'X-Request-Id': seen.fields.requestId });
    else connection.destroy();
  }

  private async serve({ ws, wire }: Upgraded, opened: Opened): Promise<void> {
    const { api } = this;
    const { carrel, clock } = api;
    const { caller, requestId } = opened;
    const { rechecks, reminders } = this;
    const { recheckMs } = api.options.sockets;
    const connection = carrel.connections.begin(caller, opened.route.path);
    const socket = new WsSocket(ws, { clock, connection, wire, reminders, options: api.options.sockets });
    this.open.add(socket);
    const refusal = this.count.enter(caller);
    const close = (end: SocketEnd) => {
      socket.close(end);
    };
    const guard = new SocketGuard({ carrel, caller, clock, rechecks, recheckMs, close });
    ws.once('close', () => {
      guard.release();
      this.open.delete(socket);
      if (refusal === null) this.count.leave(caller);
      if (this.size === 0) this.onEmpty();
    });
    if (refusal !== null) {
      close(endOf(socketLimit(refusal)));
      return;
    }
    try {
      const end = await this.answer(socket, opened);
      if (end.isErr()) api.report(end.error, requestId);
      close(end.isOk() ? end.value : endOf(end.error));
    } catch (cause) {
      const failed = serviceFailed(cause);
      api.report(failed, requestId);
      close(endOf(failed));
    }
  }

  private answer(socket: WsSocket, opened: Opened): ResultAsync<SocketEnd, ApiError> {
    const { route, values, caller, target, requestId } = opened;
    const { carrel, options } = this.api;
    const call = `GET ${route.path}`;
    return inScope(caller, { scope: route.scope, call }, carrel).andThen(() => {
      const serve = route.read(target, values, requestId);
      if (serve.isErr()) return errAsync(serve.error);
      return takeFromBudget(caller, OPENING_COST, { limiter: carrel.rateLimiter, options: options.rateLimit }).andThen(
        () => serve.value(socket, carrel, caller),
      );
    });
  }
}

/** With nothing of the request that the connection came with, which it would keep for as long as it is open. */
function destroyBroken(this: Duplex): void {
  this.destroy();
}

/** How often a socket is reminded that wants to be. */
const REMINDER_MS = 10_000;

const NO_HANDSHAKE = 'The request is no handshake of a WebSocket of version 13.';

/** What opening a socket takes from the budget of its user. */
const OPENING_COST = 1;

const RECONNECT: SocketEnd = { code: SERVICE_RESTART, reason: fitted('the server is ending, connect again') };
