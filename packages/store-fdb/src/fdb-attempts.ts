import { err, ResultAsync, Semaphore, type Clock, type Result } from '@carrel/core/kernel';
import {
  storeContention,
  storeOutcomeUnknown,
  storeUnavailable,
  type StoreError,
  type WorkWatch,
} from '@carrel/core/store';
import type { Catalog } from './catalog.js';
import type { CommitMarks } from './commit-marks.js';
import { fdbErrorCode, type FdbDatabase, type FdbNativeTransaction } from './fdb-binding.js';
import type { FdbView } from './fdb-view.js';
import { runWork } from './run-work.js';
import { toStoreError } from './to-store-error.js';

/** What tries need of their store. */
export interface AttemptContext {
  readonly database: FdbDatabase;
  readonly marks: CommitMarks;
  readonly lanes: RetryLanes;
  readonly watch: WorkWatch;
  readonly clock: Clock;
  readonly transactionTimeoutMs: number;
  readonly retryTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** What the store is taken for at the moment. */
  readonly catalog: () => Catalog;
  /** Looks at the store again after another process changed it. */
  readonly refresh: () => Promise<Result<void, StoreError>>;
}

/**
 * Transactions that conflicted over the same first key are tried again one after the other, so that of many which want the same
 * record every one gets its turn, and none is tried in vain.
 */
export class RetryLanes {
  private readonly lanes = Array.from({ length: LANES }, () => new Semaphore(1));

  async run<T>(key: Buffer, attempt: () => Promise<T>): Promise<T> {
    const lane = this.lanes[key.reduce((hash, byte) => (hash * 31 + byte) % LANES, 0)] as Semaphore;
    // Without a signal a turn always comes.
    const turn = await lane.run('The transaction', () => ResultAsync.fromSafePromise(attempt()));
    return turn._unsafeUnwrap();
  }
}

const LANES = 64;

/** What came of one try. */
type Attempt<T, E> =
  | { readonly end: Result<T, E | StoreError> }
  | { readonly code: number; readonly cause: unknown; readonly key: Buffer | null }
  | { readonly outdated: true };

const CONFLICT = 1020;

/** Makes the view of one try, over the native transaction that is tried. */
export type CreateView<V> = (native: FdbNativeTransaction, catalog: Catalog) => V;

/** Tries one transaction, or one view, until it succeeds, cannot, or has had its time. */
export class FdbAttempts<V extends FdbView, T, E> {
  private readonly native: FdbNativeTransaction;
  private readonly startedAt: number;
  private readonly mark: Buffer;
  private tried = 0;
  /** What the tries gave whose commits ended without an answer, by their numbers. */
  private readonly unanswered = new Map<number, Result<T, E>>();

  constructor(
    private readonly context: AttemptContext,
    private readonly create: CreateView<V>,
    private readonly work: (view: V) => ResultAsync<T, E>,
  ) {
    const { database, transactionTimeoutMs, retryTimeoutMs } = context;
    this.native = database.rawCreateTransaction({ timeout: transactionTimeoutMs + retryTimeoutMs });
    this.startedAt = context.clock.now();
    this.mark = context.marks.create();
  }

  async run(): Promise<Result<T, E | StoreError>> {
    try {
      let attempt = await this.attempt();
      while (!('end' in attempt)) {
        const failure = await this.recover(attempt);
        if (failure !== null) return await this.conclude(err(failure));
        const key = 'code' in attempt && attempt.code === CONFLICT ? attempt.key : null;
        attempt = await (key === null ? this.attempt() : this.context.lanes.run(key, () => this.attempt()));
      }
      return attempt.end;
    } finally {
      this.native.rawCancel();
    }
  }

  private async attempt(): Promise<Attempt<T, E>> {
    this.tried += 1;
    const { watch, catalog, marks } = this.context;
    try {
      const landed = this.unanswered.size === 0 ? null : await marks.read(this.native, this.mark);
      if (landed !== null) return { end: this.settled(landed, err(storeContention())) };
      const view = this.create(this.native, catalog());
      return await this.finish(view, await runWork(watch, view, this.work));
    } catch (thrown) {
      const code = fdbErrorCode(thrown);
      if (code === null) throw thrown;
      return { code, cause: thrown, key: null };
    }
  }

  private async finish(view: V, result: Result<T, E> | null): Promise<Attempt<T, E>> {
    if (result === null)
      return { end: await this.conclude(err(view.isWaiting ? storeUnavailable() : storeContention())) };
    const { failure, firstWritten } = view;
    if (failure?.reason === 'data') return { end: await this.conclude(err(failure.error)) };
    if (failure?.reason === 'outdated') return { outdated: true };
    if (failure !== null) return { code: failure.code, cause: failure.cause, key: firstWritten };
    // What an error left behind is dropped with the transaction; reads alone were of one state already.
    if (result.isErr() || firstWritten === null) return { end: await this.conclude(result) };
    return this.commit(firstWritten, result);
  }

  private async commit(key: Buffer, result: Result<T, E>): Promise<Attempt<T, E>> {
    const { marks } = this.context;
    try {
      marks.write(this.native, this.mark, this.tried);
      await this.native.rawCommit();
      marks.spend(this.mark);
      return { end: result };
    } catch (thrown) {
      const code = fdbErrorCode(thrown);
      if (code === null) throw thrown;
      if (!isNotCommitted(code)) this.unanswered.set(this.tried, result);
      return { code, cause: thrown, key };
    }
  }

  /** Makes ready for another try; the error when there is to be none. */
  private async recover(attempt: Exclude<Attempt<T, E>, { end: unknown }>): Promise<StoreError | null> {
    const { clock, retryTimeoutMs, refresh } = this.context;
    const isLate = clock.now() - this.startedAt >= retryTimeoutMs;
    if ('outdated' in attempt) {
      if (isLate) return storeContention();
      const refreshed = await refresh();
      // The state is read at a new version.
      return refreshed.isErr() ? refreshed.error : this.again({ code: CONFLICT, cause: undefined });
    }
    return isLate ? toStoreError(attempt.code, attempt.cause) : this.again(attempt);
  }

  private async again({ code, cause }: { readonly code: number; readonly cause: unknown }): Promise<StoreError | null> {
    try {
      await this.native.rawOnError(code);
      return null;
    } catch (thrown) {
      return toStoreError(fdbErrorCode(thrown) ?? code, cause);
    }
  }

  /** The result, when no earlier try was committed without an answer. */
  private async conclude(result: Result<T, E | StoreError>): Promise<Result<T, E | StoreError>> {
    if (this.unanswered.size === 0) return result;
    const { database, marks, connectTimeoutMs } = this.context;
    const landed = await marks.settle(database, this.mark, connectTimeoutMs);
    if (landed === null) return err(storeOutcomeUnknown(result.isErr() ? result.error : undefined));
    return this.settled(landed, result);
  }

  private settled(landed: number, otherwise: Result<T, E | StoreError>): Result<T, E | StoreError> {
    this.context.marks.spend(this.mark);
    return this.unanswered.get(landed) ?? otherwise;
  }
}

/** Whether the error of a commit says that it did not happen; every other leaves it open. */
function isNotCommitted(code: number): boolean {
  return code >= 2_000 || NOT_COMMITTED.has(code);
}

const NOT_COMMITTED: ReadonlySet<number> = new Set([1007, 1009, CONFLICT, 1037, 1038, 1042, 1051, 1078, 1213, 1223]);
