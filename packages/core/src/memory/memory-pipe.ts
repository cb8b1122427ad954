import { stoppable } from '../kernel/index.js';

/** What a pipe takes before its writer waits, as on Linux. */
const CAPACITY = 65_536;

/** A bounded stream of bytes from writers to one reader. */
export class MemoryPipe {
  private chunks: Uint8Array[] = [];
  private size = 0;
  private ended = false;
  private abandoned = false;
  private readonly waiting = new Set<() => void>();

  /** Whether nobody reads any more, or the end was written. */
  get closed(): boolean {
    return this.ended || this.abandoned;
  }

  /** Resolves when all of `data` is in the pipe; `false` when it takes no more, or `signal` fired before it had room. */
  async write(data: Uint8Array, signal?: AbortSignal): Promise<boolean> {
    let rest = data;
    while (rest.length > 0) {
      if (this.closed || signal?.aborted === true) return false;
      const taken = rest.slice(0, CAPACITY - this.size);
      rest = rest.subarray(taken.length);
      if (taken.length > 0) this.put(taken);
      if (rest.length > 0) await this.change(signal);
    }
    return !this.closed;
  }

  /** The reader gets what is in the pipe, and then the end. */
  end(): void {
    this.ended = true;
    this.wake();
  }

  /** Nothing is read any more; writers are refused. */
  abandon(): void {
    this.abandoned = true;
    this.chunks = [];
    this.wake();
  }

  /** Everything up to the end, or until `over` fires. */
  read(over: AbortSignal): AsyncIterable<Uint8Array> {
    return stoppable((stopped) => this.items(stopped), over);
  }

  private async *items(over: AbortSignal): AsyncGenerator<Uint8Array, undefined, undefined> {
    while (!over.aborted) {
      const chunk = this.chunks.shift();
      if (chunk !== undefined) {
        this.size -= chunk.length;
        this.wake();
        yield chunk;
      } else if (this.closed) {
        return;
      } else {
        await this.change(over);
      }
    }
  }

  private put(chunk: Uint8Array): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    this.wake();
  }

  private change(over: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        this.waiting.delete(finish);
        over?.removeEventListener('abort', finish);
        resolve();
      };
      this.waiting.add(finish);
      over?.addEventListener('abort', finish, { once: true });
    });
  }

  private wake(): void {
    for (const finish of [...this.waiting]) finish();
  }
}
