import { Duplex } from 'node:stream';
import { CarrelException } from '../kernel/index.js';
import { connectionLost, portReset } from '../runtime/index.js';
import { MemoryPipe } from './memory-pipe.js';
import type { ProgramStream } from './memory-program.js';

/** How much a program writes before others get their turn. */
const TURN_BYTES = 65_536;

/** A stream between a client and a program that listens in the box: the client's end of it. */
export class MemoryPortStream extends Duplex {
  /** The program's end. */
  readonly program: ProgramStream;
  private readonly toProgram = new MemoryPipe();
  private readonly toClient = new MemoryPipe();
  private readonly received: AsyncIterator<Uint8Array>;
  private readonly over = new AbortController();
  private broken = false;
  private sinceTurn = 0;

  /** @param running fires when the program is over. */
  constructor(
    private readonly port: number,
    running: AbortSignal,
  ) {
    super({ allowHalfOpen: true });
    this.received = this.toClient.read(this.over.signal)[Symbol.asyncIterator]();
    this.program = {
      input: { [Symbol.asyncIterator]: () => this.input(running) },
      write: (data) => this.send(data),
      end: () => {
        this.toClient.end();
      },
    };
    running.addEventListener('abort', () => {
      this.leave();
    });
  }

  /** The program is gone, with both directions: what it wrote is still read. */
  leave(): void {
    this.toClient.end();
    this.toProgram.abandon();
  }

  /** The program breaks off. */
  reset(): void {
    this.destroy(new CarrelException(portReset(this.port)));
  }

  /** The link is gone. */
  cut(): void {
    this.destroy(new CarrelException(connectionLost()));
  }

  override _read(): void {
    void this.received.next().then((item) => this.push(item.done === true ? null : item.value));
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    void this.toProgram.write(chunk, this.over.signal).then((taken) => {
      done(taken || this.destroyed ? null : new CarrelException(portReset(this.port)));
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    this.toProgram.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.broken = error !== null || !this.writableFinished;
    this.over.abort();
    this.toProgram.end();
    this.toClient.abandon();
    done(error);
  }

  /** An end that is none is told to the program as what it is. */
  private async *input(running: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
    for await (const chunk of this.toProgram.read(running)) yield chunk;
    if (running.aborted) await new Promise(() => undefined);
    if (this.broken) throw new Error('the other side broke the stream off');
  }

  /** Others get their turn beside a program that writes without end. */
  private async turn(bytes: number): Promise<void> {
    this.sinceTurn += bytes;
    if (this.sinceTurn < TURN_BYTES) return;
    this.sinceTurn = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }

  private async send(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
    const taken = await this.toClient.write(bytes);
    await this.turn(bytes.length);
    if (!taken) throw new Error('the other side broke the stream off');
  }
}
