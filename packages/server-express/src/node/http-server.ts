import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Server as NetServer, type Socket } from 'node:net';
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { createIdSource, requestId, ResultAsync, systemClock } from '@carrel/core/kernel';
import type { HttpApi } from '../http/http-api.js';
import { AddressCount } from './address-count.js';
import { IdleConnections } from './idle-connections.js';
import { toListenError, type Address, type ListenError } from './listen-errors.js';
import { mountSockets } from './mount-sockets.js';
import { MAX_HEADERS, nodeListener, type ListenerOptions } from './node-listener.js';
import { refuseConnection } from './refuse-connection.js';
import type { SocketServer } from './socket-server.js';
import type { TlsFiles } from './tls-files.js';

/** Bounds of the server's connections. Durations in milliseconds, sizes in bytes. */
export interface HttpServerOptions extends ListenerOptions {
  /** The most of the headers of one request. @default 16 KiB */
  readonly maxHeaderBytes?: number;
  /** How long the headers of a request may take to arrive. @default 15,000 */
  readonly headersTimeoutMs?: number;
  /** How long a whole request may take to arrive, its body included. @default 600,000 */
  readonly receiveTimeoutMs?: number;
  /** How long a silent connection is kept for another request. @default 65,000 */
  readonly keepAliveTimeoutMs?: number;
  /** How many connections there may be at once; more are closed as they come. @default 10,000 */
  readonly maxConnections?: number;
  /** How many of them may be of one address; behind a proxy all are the proxy's. More are closed as they come. @default 5,000 */
  readonly maxConnectionsPerAddress?: number;
  /** Serves by TLS with this certificate, and with each that replaces it. It stays its owner's to dispose. @default no TLS */
  readonly tls?: TlsFiles;
  /** How long answers that are under way may take once the server is ending. @default 25,000 */
  readonly drainMs?: number;
}

const defaults = {
  maxHeaderBytes: 16 * 1024,
  headersTimeoutMs: 15_000,
  receiveTimeoutMs: 600_000,
  keepAliveTimeoutMs: 65_000,
  maxConnections: 10_000,
  maxConnectionsPerAddress: 5_000,
  drainMs: 25_000,
} satisfies HttpServerOptions;

/** How often connections are looked at for requests that take too long. */
const CHECK_MS = 1_000;

/** How long connections are still taken at most when the server ends, to be answered that it does. */
const LAST_CONNECTIONS_MS = 2_000;
const STILL_TURNS = 10;
const TURN_MS = 10;

/** How often idle connections are closed while the server ends. */
const IDLE_CHECK_MS = 50;

/** The interface on a port of its own. */
export class HttpServer implements AsyncDisposable {
  private readonly server: Server;
  private readonly drainMs: number;
  private readonly open = new Set<Socket>();
  private readonly sockets: SocketServer;
  private readonly idle: IdleConnections;
  private taken = 0;
  private ending: Promise<void> | undefined;

  constructor(
    private readonly api: HttpApi,
    options: HttpServerOptions = {},
  ) {
    const bounds = { ...defaults, ...options };
    const listener = nodeListener(api, options);
    const ids = createIdSource(systemClock);
    this.drainMs = bounds.drainMs;
    this.server = serverOf(
      {
        maxHeaderSize: bounds.maxHeaderBytes,
        headersTimeout: bounds.headersTimeoutMs,
        requestTimeout: bounds.receiveTimeoutMs,
        keepAliveTimeout: bounds.keepAliveTimeoutMs,
        connectionsCheckingInterval: CHECK_MS,
        // Refused by the listener, with problem details: node's own refusal says nothing.
        requireHostHeader: false,
      },
      listener,
      options.tls,
    );
    const { maxHeaders = MAX_HEADERS } = options;
    // One more is read, to know that there are more.
    this.server.maxHeadersCount = maxHeaders + 1;
    this.server.maxConnections = bounds.maxConnections;
    this.server.on('checkContinue', nodeListener(api, { ...options, awaitsContinue: true }));
    // What else a client expects is nothing that anybody gives: it gets the answer that it gets without.
    this.server.on('checkExpectation', listener);
    this.idle = new IdleConnections(this.server, options.tls !== undefined);
    this.sockets = mountSockets(this.server, api, { maxHeaders });
    const addresses = new AddressCount(bounds.maxConnectionsPerAddress);
    this.server.on('connection', (socket: Socket) => {
      // One that offered an upgrade which nobody wants comes a second time.
      if (this.open.has(socket)) return;
      if (!addresses.enter(socket)) {
        socket.destroy();
        return;
      }
      this.open.add(socket);
      this.taken += 1;
      socket.once('close', () => this.open.delete(socket));
    });
    this.server.on('clientError', (cause: NodeJS.ErrnoException, socket) => {
      refuseConnection(cause, socket, requestId.create(ids));
    });
  }

  /** How many connections are open now. */
  get connections(): number {
    return this.open.size;
  }

  /** Takes connections when ok; gives the address, with the port that was chosen for port 0. */
  listen(address: Address): ResultAsync<Address, ListenError> {
    return ResultAsync.fromThrowable(() => this.listening(address), toListenError(address))();
  }

  /**
   * Takes no more connections and no new work, lets answers under way finish for `drainMs`, tells streams to connect again, and
   * then closes what is left. Idempotent; never rejects.
   */
  drain(): Promise<void> {
    this.ending ??= this.end();
    return this.ending;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.drain();
  }

  private listening({ host, port }: Address): Promise<Address> {
    const { server } = this;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, () => {
        server.off('error', reject);
        const bound = server.address();
        resolve({ host, port: typeof bound === 'object' && bound !== null ? bound.port : port });
      });
    });
  }

  /** Takes the connections that wait to be taken, of which node takes one at a time, until none came for a few turns. */
  private async takeLast(maxMs: number): Promise<void> {
    const until = Date.now() + maxMs;
    let before = -1;
    for (let still = 0; still < STILL_TURNS && Date.now() < until;) {
      still = this.taken === before ? still + 1 : 0;
      before = this.taken;
      await setTimeoutPromise(TURN_MS);
      await new Promise(setImmediate);
    }
  }

  private async end(): Promise<void> {
    const { api, drainMs, server } = this;
    const timer = setTimeout(() => {
      server.closeAllConnections();
      this.sockets.terminate();
    }, drainMs);
    // An answer that began before the end did not say that its connection closes; it falls idle when it is written.
    const idle = setInterval(() => {
      this.idle.closeQuiet();
    }, IDLE_CHECK_MS);
    api.drain.begin();
    // What connected by now is told that the server ends; once nobody listens, the kernel would only break it off.
    if (this.open.size > 0) await this.takeLast(Math.min(LAST_CONNECTIONS_MS, drainMs));
    await new Promise<void>((resolve) => {
      stopListening(server, resolve);
    });
    clearTimeout(timer);
    clearInterval(idle);
  }
}

/** A server of node, by TLS where there is a certificate. Connections that are open keep the one they began with. */
function serverOf(options: ServerOptions, listener: RequestListener, tls?: TlsFiles): Server {
  if (tls === undefined) return createServer(options, listener);
  const handshakeTimeout = options.headersTimeout ?? defaults.headersTimeoutMs;
  const server = createTlsServer({ ...options, ...tls.pair.context, handshakeTimeout }, listener);
  const stop = tls.onChange(({ context }) => {
    server.setSecureContext(context);
  });
  return server.once('close', stop);
}

/** Takes no more connections, and leaves those that are open alone, idle ones too; `close` of HTTP would cut these at once. */
function stopListening(server: Server, done: () => void): void {
  NetServer.prototype.close.call(server, () => {
    // What the server of HTTP has beside its connections ends with it.
    server.close();
    done();
  });
}
