import { aborted, type Aborted } from './error.js';
import { err, ok, ResultAsync, type Result } from './result.js';

/** Admits at most `permits` pieces of work at once, the rest in order of arrival. */
export class Semaphore {
  private free: number;
  private readonly waiting = new Set<() => void>();

  constructor(permits: number) {
    this.free = permits;
  }

  /** Runs `work` when a place is free. `request/aborted` when `signal` fires while still waiting; then `work` never ran. */
  run<T, E>(operation: string, work: () => ResultAsync<T, E>, signal?: AbortSignal): ResultAsync<T, E | Aborted> {
    return new ResultAsync<T, E | Aborted>(this.admit(operation, work, signal));
  }

  private async admit<T, E>(
    operation: string,
    work: () => ResultAsync<T, E>,
    signal: AbortSignal | undefined,
  ): Promise<Result<T, E | Aborted>> {
    if (!(await this.acquire(signal))) return err(aborted(operation));
    try {
      const result = await work();
      return result.isOk() ? ok(result.value) : err(result.error);
    } finally {
      this.release();
    }
  }

  private acquire(signal: AbortSignal | undefined): Promise<boolean> {
    if (signal?.aborted === true) return Promise.resolve(false);
    if (this.free > 0) {
      this.free -= 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const admit = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve(true);
      };
      const giveUp = () => {
        this.waiting.delete(admit);
        resolve(false);
      };
      this.waiting.add(admit);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  private release(): void {
    const [next] = this.waiting;
    if (next === undefined) {
      this.free += 1;
      return;
    }
    this.waiting.delete(next);
    next();
  }
}
