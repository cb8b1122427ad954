import { setMaxListeners } from 'node:events';
import { err, ok, type Result } from '../kernel/index.js';
import { connectionLimit, portRefused, type ConnectionLimit, type PortRefused } from '../runtime/index.js';
import { MemoryPortStream } from './memory-port-stream.js';
import type { ProgramStream } from './memory-program.js';

/** How many streams to ports one box has at most. */
const MAX_STREAMS = 256;
/** The first port that is given to a program which does not mind. */
const FIRST_FREE_PORT = 49_152;

interface Listener {
  readonly serve: (stream: ProgramStream) => Promise<void> | void;
  /** Fires when the program is over. */
  readonly running: AbortSignal;
}

/** The ports of a box that programs listen on, and the streams to them. */
export class MemoryPorts {
  private readonly listeners = new Map<number, Listener>();
  private readonly streams = new Set<MemoryPortStream>();

  /**
   * Gives the port; a free one for 0.
   *
   * @throws Error when the port is taken.
   */
  listen(port: number, listener: Listener): number {
    const number = port === 0 ? this.freePort() : port;
    if (this.listeners.has(number)) throw new Error(`port ${number} is taken`);
    // Each of its streams waits for its end.
    setMaxListeners(0, listener.running);
    this.listeners.set(number, listener);
    listener.running.addEventListener('abort', () => {
      this.listeners.delete(number);
    });
    return number;
  }

  /** A stream to the program that listens. */
  open(port: number): Result<MemoryPortStream, ConnectionLimit | PortRefused> {
    const listener = this.listeners.get(port);
    if (this.streams.size >= MAX_STREAMS) return err(connectionLimit('too many streams to ports'));
    if (listener === undefined) return err(portRefused(port));
    const stream = new MemoryPortStream(port, listener.running);
    this.streams.add(stream);
    stream.once('close', () => {
      this.streams.delete(stream);
    });
    void this.serve(listener, stream);
    return ok(stream);
  }

  /** Of one stream: what it throws breaks this stream off, and no other. */
  private async serve({ serve }: Listener, stream: MemoryPortStream): Promise<void> {
    try {
      await serve(stream.program);
      stream.leave();
    } catch {
      stream.reset();
    }
  }

  private freePort(): number {
    let port = FIRST_FREE_PORT;
    while (this.listeners.has(port)) port += 1;
    return port;
  }
}
