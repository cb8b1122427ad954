import { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { readExecEnd, type ExecEnd } from './exec-status.js';

/** The protocols that are spoken, the better first: the older one cannot tell the other side that the input is over. */
export const EXEC_PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;

const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, status: 3, close: 255 } as const;

/** The most that one message carries: servers hold a message as a whole before they pass it on. */
const MAX_MESSAGE = 64 * 1024;
/** How much of what a program says on its standard error is kept, for who asks why it failed. */
const MAX_STDERR = 4_096;
/** How long the other side may take to answer that the socket is to be closed. */
const CLOSE_MS = 2_000;
const NORMAL = 1000;

/**
 * The standard input and output of a program in a pod, over the WebSocket of an exec. What the program says on its standard error
 * is kept aside. Reading waits when nobody takes what came, and writing until the socket has taken it.
 */
export class ExecStream extends Duplex {
  /** How the program ended; `failed` when the socket ended first. */
  readonly ended: Promise<ExecEnd>;
  private settle: (end: ExecEnd) => void = () => undefined;
  private readonly errors: Buffer[] = [];
  private errorBytes = 0;

  constructor(private readonly socket: WebSocket) {
    super({ allowHalfOpen: true });
    this.ended = new Promise((resolve) => {
      this.settle = resolve;
    });
    socket.on('message', (data, isBinary) => {
      this.receive(toBuffer(data), isBinary);
    });
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => {
      this.settle({ type: 'failed', reason: 'Closed', message: 'The socket was closed before the program ended.' });
      // What came is read first.
      if (!this.readableEnded) this.push(null);
      this.destroySoon();
    });
  }

  /** The last that the program said on its standard error. */
  get stderr(): string {
    return Buffer.concat(this.errors).toString('utf8');
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.sendPieces(chunk, callback);
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], callback: (error?: Error | null) => void): void {
    this.sendPieces(Buffer.concat(chunks.map(({ chunk }) => chunk)), callback);
  }

  /** The older protocol has no word for the end of input: it ends with the socket. */
  override _final(callback: (error?: Error | null) => void): void {
    const { socket } = this;
    if (socket.readyState !== socket.OPEN || socket.protocol !== EXEC_PROTOCOLS[0]) return callback();
    socket.send(Buffer.from([CHANNEL.close, CHANNEL.stdin]), () => callback());
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    const { socket } = this;
    if (socket.readyState === socket.OPEN) {
      // Told first, since the program goes on where nobody tells it that its input is over.
      if (socket.protocol === EXEC_PROTOCOLS[0])
        socket.send(Buffer.from([CHANNEL.close, CHANNEL.stdin]), () => undefined);
      socket.resume();
      socket.close(NORMAL);
    }
    const force = setTimeout(() => {
      socket.terminate();
    }, CLOSE_MS).unref();
    socket.once('close', () => {
      clearTimeout(force);
    });
    if (socket.readyState === socket.CONNECTING || socket.readyState === socket.CLOSED) socket.terminate();
    callback(error);
  }

  private destroySoon(): void {
    if (this.readableEnded || this.destroyed) this.destroy();
    else this.once('end', () => this.destroy());
  }

  private sendPieces(bytes: Buffer, callback: (error?: Error | null) => void): void {
    const { socket } = this;
    if (socket.readyState !== socket.OPEN) return callback(new Error('The socket of the exec is closed.'));
    for (let at = 0; at < bytes.length || at === 0; at += MAX_MESSAGE) {
      const piece = bytes.subarray(at, at + MAX_MESSAGE);
      const message = Buffer.allocUnsafe(piece.length + 1);
      message[0] = CHANNEL.stdin;
      piece.copy(message, 1);
      const isLast = at + MAX_MESSAGE >= bytes.length;
      socket.send(message, isLast ? (error) => callback(error ?? null) : () => undefined);
    }
  }

  private receive(message: Buffer, isBinary: boolean): void {
    if (!isBinary || message.length === 0) return;
    const content = message.subarray(1);
    switch (message[0]) {
      case CHANNEL.stdout:
        if (content.length > 0 && !this.readableEnded && !this.push(content)) this.socket.pause();
        return;
      case CHANNEL.stderr:
        return this.keepError(content);
      case CHANNEL.status:
        // The end of the program, after all that it said.
        return this.settle(readExecEnd(content.toString('utf8')));
      default:
    }
  }

  private keepError(content: Buffer): void {
    this.errors.push(content);
    this.errorBytes += content.length;
    while (this.errors.length > 1 && this.errorBytes - (this.errors[0]?.length ?? 0) >= MAX_STDERR) {
      this.errorBytes -= this.errors.shift()?.length ?? 0;
    }
  }
}

function toBuffer(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
