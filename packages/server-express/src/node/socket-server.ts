import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { err, errAsync, forbidden, hasScope, type Caller, type Result, type ResultAsync } from '@carrel/core/kernel';
import { shuttingDown } from '@carrel/core/workspaces';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ApiError } from '../http/api-error.js';
import type { HttpApi } from '../http/http-api.js';
import {
  noRoute,
  originRefused,
  requestTimedOut,
  serviceFailed,
  socketLimit,
  socketsFull,
} from '../http/http-errors.js';
import { takeFromBudget } from '../http/rate-gate.js';
import { compileRoutes, type RouteTable } from '../http/route-table.js';
import { endOf, fitted, SERVICE_RESTART } from '../sockets/close-code.js';
import { SocketCount } from '../sockets/socket-count.js';
import { authenticateSocket, SUBPROTOCOL, type SocketHandshake } from '../sockets/socket-credentials.js';
import { guardSocket } from '../sockets/socket-guard.js';
import { isAllowedOrigin } from '../sockets/socket-origin.js';
import type { SocketRoute } from '../sockets/socket-route.js';
import type { SocketEnd } from '../sockets/socket.js';
import { WsSocket } from '../sockets/ws-socket.js';
import { peerOf } from './node-request.js';
import { targetOf } from './node-listener.js';
import { writeProblem } from './refuse-connection.js';

/** The route that a request is for, and what its path names. */
interface Found {
  readonly route: SocketRoute;
  readonly values: readonly string[];
}

/** A socket that was opened: by whom, for what. */
interface Opened extends Found {
  readonly caller: Caller;
  readonly handshake: SocketHandshake;
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
  private readonly count: SocketCount;
  private readonly open = new Set<WsSocket>();
  private readonly heartbeat: NodeJS.Timeout;
  private opening = 0;
  private onEmpty: () => void = () => undefined;

  constructor(private readonly api: HttpApi) {
    const { basePath, sockets: options } = api.options;
    this.table = compileRoutes(api.sockets, ({ path }) => [basePath + path]);
    this.count = new SocketCount(options.maxPerUser);
    this.library = new WebSocketServer({
      ...{ noServer: true, clientTracking: false, perMessageDeflate: false },
      ...{ maxPayload: options.maxMessageBytes, closeTimeout: options.closeTimeoutMs },
      handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
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
    return this.open.size + this.opening;
  }

  /** Answers one request to upgrade to a WebSocket. Never throws. */
  upgrade(message: IncomingMessage, connection: Duplex, head: Buffer): void {
    const { api } = this;
    connection.on('error', () => connection.destroy());
    const { headers } = message;
    const requestId = api.requestIdOf(headers);
    const { basePath, proxies } = api.options;
    const peer = peerOf(message, proxies);
    const handshake = { target: targetOf(message), headers, peer, requestId, basePath };
    const found = this.find(handshake);
    if ('type' in found) {
      refuse(found, connection, requestId);
      return;
    }
    this.opening += 1;
    void this.authenticate(handshake).then((caller) => {
      this.opening -= 1;
      if (caller.isErr()) refuse(caller.error, connection, requestId);
      else if (api.drain.active) refuse(shuttingDown(), connection, requestId);
      else {
        const opened = { ...found, handshake, caller: caller.value };
        this.library.handleUpgrade(message, connection, head, (ws) => void this.serve(ws, opened));
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
  }

  private endAll(): void {
    clearInterval(this.heartbeat);
    for (const socket of this.open) socket.close(RECONNECT);
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
    const { carrel, clock, options } = this.api;
    const { handshakeTimeoutMs } = options.sockets;
    return new Promise((resolve) => {
      const cancel = clock.setTimer(handshakeTimeoutMs, () => {
        resolve(err(requestTimedOut(handshakeTimeoutMs)));
      });
      const settle = (caller: Result<Caller, ApiError>) => {
        cancel();
        resolve(caller);
      };
      authenticateSocket(handshake, carrel).then(settle, (cause: unknown) => {
        settle(err(serviceFailed(cause)));
      });
    });
  }

  private async serve(ws: WebSocket, opened: Opened): Promise<void> {
    const { api } = this;
    const { carrel, clock } = api;
    const { caller, handshake } = opened;
    const { recheckMs } = api.options.sockets;
    const connection = carrel.connections.begin(caller, opened.route.path);
    const socket = new WsSocket(ws, { clock, connection, options: api.options.sockets });
    this.open.add(socket);
    const counted = this.count.enter(caller);
    const close = (end: SocketEnd) => {
      socket.close(end);
    };
    const release = guardSocket({ carrel, caller, clock, recheckMs, close });
    ws.once('close', () => {
      release();
      this.open.delete(socket);
      if (counted) this.count.leave(caller);
      if (this.size === 0) this.onEmpty();
    });
    if (!counted) {
      close(endOf(socketLimit(api.options.sockets.maxPerUser)));
      return;
    }
    const { requestId } = handshake;
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
    const { route, values, caller, handshake } = opened;
    if (!hasScope(caller, route.scope)) return errAsync(forbidden(`use ${route.scope}`));
    const serve = route.read(handshake.target, values, handshake.requestId);
    if (serve.isErr()) return errAsync(serve.error);
    const { carrel, options } = this.api;
    return takeFromBudget(caller, OPENING_COST, { limiter: carrel.rateLimiter, options: options.rateLimit }).andThen(
      () => serve.value(socket, carrel, caller),
    );
  }
}

/** What opening a socket takes from the budget of its user. */
const OPENING_COST = 2;

const RECONNECT: SocketEnd = { code: SERVICE_RESTART, reason: fitted('the server is ending, connect again') };

function refuse(error: ApiError, connection: Duplex, requestId: string): void {
  if (connection.writable) writeProblem(error, connection, { 'X-Request-Id': requestId });
  else connection.destroy();
}
