import { err, type Result, type ResultAsync } from '@carrel/core/kernel';
import type { StoreError, WorkWatch } from '@carrel/core/store';
import type { SqliteTransaction } from './sqlite-transaction.js';
import { runWork } from './sqlite-work.js';

/** One transaction on its way: waiting for its turn, then for its commit. */
export class SqliteJob<T, E> {
  readonly result: Promise<Result<T, E | StoreError>>;
  readonly enqueuedAt = performance.now();
  private resolve: (result: Result<T, E | StoreError>) => void = () => undefined;
  private reject: (thrown: unknown) => void = () => undefined;
  private outcome: () => void = () => undefined;

  constructor(
    private readonly work: (tx: SqliteTransaction) => ResultAsync<T, E>,
    private readonly watch: WorkWatch,
  ) {
    this.result = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** Runs the work, and says whether what it wrote is to be kept. Never rejects; may be called again. */
  async run(tx: SqliteTransaction): Promise<boolean> {
    try {
      const result = await runWork({ watch: this.watch, view: tx, work: this.work });
      // What failed under the work is not undone by a work that looks away.
      const outcome = tx.failure === null ? result : err(tx.failure);
      this.outcome = () => {
        this.resolve(outcome);
      };
      return outcome.isOk();
    } catch (thrown) {
      this.outcome = () => {
        this.reject(thrown);
      };
      return false;
    }
  }

  /** Gives the caller what came of the last run. */
  settle(): void {
    this.outcome();
  }

  fail(error: StoreError): void {
    this.resolve(err(error));
  }
}
