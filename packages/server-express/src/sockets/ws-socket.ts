import type { Duplex } from 'node:stream';
import type { Clock, SessionId, Ticker, Ticking } from '@carrel/core/kernel';
import type { OpenConnection } from '@carrel/core/sessions';
import type { RawData, WebSocket } from 'ws';
import { fitted } from './close-code.js';
import { MessageQueue, type Pacer } from './message-queue.js';
import { MessageRate } from './message-rate.js';
import type { ResolvedSocketOptions } from './socket-options.js';
import type { Drained, MessageListener, Socket, SocketEnd } from './socket.js';

const BINARY = { binary: true, compress: false };
const TEXT = { binary: false, compress: false };

export interface WsSocketDeps {
  readonly clock: Clock;
  readonly options: ResolvedSocketOptions;
  /** What others see of it; closed with the socket. */
  readonly connection: OpenConnection;
  /** The connection beneath, which `ws` writes whole frames to, as nothing is compressed. */
  readonly wire: Duplex;
  /** Calls all sockets that want to be reminded. */
  readonly reminders: Ticker;
}

/** A socket over the library `ws`. */
export class WsSocket implements Socket, Pacer {
  readonly messages = new MessageQueue(this);
  private controller: AbortController | null = null;
  private isEnded = false;
  private reminded: Ticking | null = null;
  private readonly rate: MessageRate;
  private alive = true;
  private sentAt = 0;
  private waiters: ((drained: Drained) => void)[] = [];

  constructor(
    private readonly ws: WebSocket,
    private readonly deps: WsSocketDeps,
  ) {
    this.rate = new MessageRate(deps.options.maxMessagesPerSecond, deps.clock.now());
    ws.on('message', (data: RawData, isBinary: boolean) => {
      this.take(data, isBinary);
    });
    ws.on('pong', () => {
      this.alive = true;
    });
    // What breaks a connection closes it too, and nobody is left to be told.
    ws.on('error', ignore);
    ws.on('close', () => {
      this.over();
    });
  }

  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.isEnded) this.controller.abort();
    return this.controller.signal;
  }

  get isOver(): boolean {
    return this.isEnded;
  }

  listen(listener: MessageListener): void {
    this.messages.listen(listener);
  }

  remind(ticking: Ticking): void {
    if (this.isEnded) return;
    this.reminded = ticking;
    this.deps.reminders.add(ticking);
  }

  enter(sessionId: SessionId): void {
    this.deps.connection.enter(sessionId);
  }

  send(data: Uint8Array | string): boolean {
    const { ws } = this;
    if (this.isEnded) return true;
    ws.send(data, typeof data === 'string' ? TEXT : BINARY, this.onSent);
    return ws.bufferedAmount <= this.deps.options.maxBufferedBytes;
  }

  sendFramed(frame: Uint8Array): boolean {
    const { ws } = this;
    if (this.isEnded || ws.readyState !== ws.OPEN) return true;
    this.deps.wire.write(frame, this.onSent);
    return ws.bufferedAmount <= this.deps.options.maxBufferedBytes;
  }

  drained(): Promise<Drained> {
    if (this.isEnded) return Promise.resolve('gone');
    if (this.hasRoom()) return Promise.resolve('room');
    this.sentAt = this.deps.clock.now();
    return new Promise((resolve) => {
      const { clock, options } = this.deps;
      let cancel = () => undefined as void;
      const settle = (drained: Drained) => {
        cancel();
        resolve(drained);
      };
      const look = () => {
        const idleMs = clock.now() - this.sentAt;
        if (idleMs >= options.stallTimeoutMs) settle('stalled');
        else cancel = clock.setTimer(options.stallTimeoutMs - idleMs, look);
      };
      this.waiters.push(settle);
      look();
    });
  }

  /** Begins the end, unless it has begun. What was sent before comes before it. */
  close({ code, reason }: SocketEnd): void {
    if (this.isEnded) return;
    this.ws.close(code, fitted(reason));
    this.over();
    // The client's answer is read even if what it sent before was left unread.
    this.ws.resume();
  }

  /** Cuts the connection. */
  terminate(): void {
    this.ws.terminate();
  }

  /** Asks whether the client is still there, and cuts the connection of one that did not answer the last time. */
  beat(): void {
    const { ws } = this;
    if (this.isEnded) return;
    // Neither does an answer come through while the client's messages are left unread, nor while it does not read ours, which
    // has a limit of its own.
    if (ws.isPaused || this.waiters.length > 0) {
      this.alive = true;
      return;
    }
    if (!this.alive) {
      ws.terminate();
      return;
    }
    this.alive = false;
    ws.ping();
  }

  private take(data: RawData, isBinary: boolean): void {
    if (this.isEnded) return;
    this.alive = true;
    const bytes = toBytes(data);
    this.messages.push(isBinary ? { kind: 'binary', data: bytes } : { kind: 'text', text: bytes.toString() });
    this.steer();
  }

  /** A message was taken: the next one may be, if not at once. */
  taken(): void {
    const { clock } = this.deps;
    const waitMs = this.rate.take(clock.now());
    if (waitMs > 0) {
      this.messages.hold();
      clock.setTimer(waitMs, () => {
        this.messages.release();
      });
    }
    this.steer();
  }

  /** Reads from the network only what is asked for. */
  private steer(): void {
    const { ws } = this;
    const mayRead = this.isEnded || this.messages.size === 0;
    if (mayRead && ws.isPaused) ws.resume();
    else if (!mayRead && !ws.isPaused) ws.pause();
  }

  private readonly onSent = (): void => {
    if (this.waiters.length === 0) return;
    this.sentAt = this.deps.clock.now();
    if (this.hasRoom()) this.settle('room');
  };

  private hasRoom(): boolean {
    return this.ws.bufferedAmount <= this.deps.options.maxBufferedBytes / 2;
  }

  private settle(drained: Drained): void {
    for (const settle of this.waiters.splice(0)) settle(drained);
  }

  private over(): void {
    this.isEnded = true;
    this.controller?.abort();
    if (this.reminded !== null) this.deps.reminders.delete(this.reminded);
    this.reminded = null;
    this.deps.connection.close();
    this.messages.end();
    this.settle('gone');
  }
}

function ignore(): void {
  return;
}

function toBytes(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
