import { ResultAsync, type Result } from '../kernel/index.js';

/** What is under way, to be waited for at the end. */
export class RunningWork {
  private readonly running = new Set<Promise<unknown>>();

  during<T, E>(work: () => Promise<Result<T, E>>): ResultAsync<T, E> {
    const begun = work();
    this.running.add(begun);
    const over = () => this.running.delete(begun);
    void begun.then(over, over);
    return new ResultAsync(begun);
  }

  get isBusy(): boolean {
    return this.running.size > 0;
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }
}
