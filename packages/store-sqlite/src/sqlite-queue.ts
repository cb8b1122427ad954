import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { aborted, errAsync, ResultAsync, type Result } from '@carrel/core/kernel';
import { storeBusy, storeFailed, type StoreError, type WorkWatch } from '@carrel/core/store';
import type { SqliteConnection } from './sqlite-connection.js';
import { SqliteJob } from './sqlite-job.js';
import type { SqliteLog } from './sqlite-log.js';
import type { SqliteTransaction } from './sqlite-transaction.js';
import type { WrittenRecord } from './sqlite-watches.js';
import { isBusy, toStoreError } from './to-store-error.js';

export interface SqliteQueueOptions {
  readonly connection: SqliteConnection;
  readonly createTransaction: () => SqliteTransaction;
  /** Looks, with the write lock held, whether the file is still what this process takes it for. */
  readonly check: () => Result<void, StoreError>;
  /** What makes commits durable, where they are to be. */
  readonly log: SqliteLog | null;
  /** Called when a commit is durable, before anybody is told of it, with what its transactions wrote. */
  readonly committed: (written: readonly WrittenRecord[]) => void;
  readonly watch: WorkWatch;
  readonly busyTimeoutMs: number;
  readonly maxBatch: number;
  /** The most bytes that the transactions of one commit write together, give or take the last one. */
  readonly maxBatchBytes: number;
}

type AnyJob = SqliteJob<unknown, unknown>;

/**
 * Lets one transaction write after the other, in order of arrival, and commits those that wait at the same time together:
 * each in a savepoint of its own, so that one that fails takes nothing of the others with it. A caller gets its result when
 * the commit is durable.
 */
export class SqliteQueue {
  private readonly waiting = new Set<AnyJob>();
  /** Those that get a commit of their own, before any that wait: a shared commit failed, and one of them may be why. */
  private readonly alone: AnyJob[] = [];
  private draining: Promise<void> | null = null;

  constructor(private readonly options: SqliteQueueOptions) {}

  run<T, E>(work: (tx: SqliteTransaction) => ResultAsync<T, E>, signal?: AbortSignal): ResultAsync<T, E | StoreError> {
    const { failure } = this;
    if (failure !== null) return errAsync(failure);
    if (signal?.aborted === true) return errAsync(aborted('The transaction'));
    const job = new SqliteJob(work, this.options.watch);
    this.waiting.add(job as AnyJob);
    if (signal !== undefined) this.leaveWhenAborted(job as AnyJob, signal);
    this.start();
    return new ResultAsync(job.result);
  }

  /** Like `run`, in a commit that it shares with no other, before those that wait. */
  runAlone<T, E>(work: (tx: SqliteTransaction) => ResultAsync<T, E>): ResultAsync<T, E | StoreError> {
    if (this.failure !== null) return errAsync(this.failure);
    const job = new SqliteJob(work, this.options.watch);
    this.alone.push(job as AnyJob);
    this.start();
    return new ResultAsync(job.result);
  }

  /** Resolves when nothing waits and nothing is under way. */
  async idle(): Promise<void> {
    while (this.draining !== null) await this.draining;
  }

  private leaveWhenAborted(job: AnyJob, signal: AbortSignal): void {
    const leave = () => {
      if (this.waiting.delete(job)) job.fail(aborted('The transaction'));
    };
    const stay = () => {
      signal.removeEventListener('abort', leave);
    };
    signal.addEventListener('abort', leave, { once: true });
    job.result.then(stay, stay);
  }

  private start(): void {
    this.draining ??= this.drain();
  }

  private async drain(): Promise<void> {
    do {
      // A turn of the event loop lets all that becomes ready in it arrive before the commit that they will share.
      await nextTurn();
      if (await this.begin()) await this.commitBatch();
    } while (this.hasJobs);
    this.draining = null;
  }

  private get hasJobs(): boolean {
    return this.alone.length > 0 || this.waiting.size > 0;
  }

  /** Takes the write lock. False when nobody waits for it any more, or when those who did were told why they cannot have it. */
  private async begin(): Promise<boolean> {
    for (let attempt = 1; this.hasJobs; attempt += 1) {
      try {
        this.options.connection.run('BEGIN IMMEDIATE');
        const checked = this.options.check();
        if (checked.isOk()) return true;
        this.failAll(checked.error);
      } catch (thrown) {
        if (!isBusy(thrown)) this.failAll(toStoreError(thrown));
      }
      this.rollback();
      this.failOverdue();
      if (this.hasJobs) await sleep(Math.random() * Math.min(attempt, MAX_POLL_MS));
    }
    return false;
  }

  private async commitBatch(): Promise<void> {
    const jobs: AnyJob[] = [];
    const written: WrittenRecord[] = [];
    let bytes = 0;
    let isChanged = false;
    let failure: StoreError | null = null;
    let turnEndsAt = performance.now() + MAX_TURN_MS;
    for (const job of this.candidates()) {
      if (performance.now() >= turnEndsAt) {
        await nextTurn();
        turnEndsAt = performance.now() + MAX_TURN_MS;
      }
      jobs.push(job);
      const tx = this.options.createTransaction();
      failure = await this.runInSavepoint(job, tx);
      bytes += tx.size;
      isChanged ||= tx.hasWritten;
      for (const each of tx.written) written.push(each);
      if (failure !== null || bytes >= this.options.maxBatchBytes) break;
    }
    failure ??= this.commit();
    if (failure !== null) this.settle(jobs, failure);
    else await this.tellWhenDurable(jobs, isChanged ? written : null);
  }

  /** @param written `null` when nothing was */
  private async tellWhenDurable(jobs: readonly AnyJob[], written: readonly WrittenRecord[] | null): Promise<void> {
    const lost = written === null ? this.failure : ((await this.options.log?.sync()) ?? null);
    if (lost !== null) {
      for (const job of jobs) job.fail(lost);
      this.failAll(lost);
      return;
    }
    if (written !== null) this.options.committed(written);
    this.settle(jobs, null);
  }

  private get failure(): StoreError | null {
    return this.options.log?.failure ?? null;
  }

  /** The jobs of one commit, taken as it goes on. */
  private *candidates(): Iterable<AnyJob> {
    const single = this.alone.shift();
    if (single !== undefined) {
      yield single;
      return;
    }
    for (let count = 0; count < this.options.maxBatch; count += 1) {
      const [next] = this.waiting;
      if (next === undefined) return;
      this.waiting.delete(next);
      yield next;
    }
  }

  /** What the store failed with when nothing of the transaction around it is left; `null` when it goes on. */
  private async runInSavepoint(job: AnyJob, tx: SqliteTransaction): Promise<StoreError | null> {
    const { connection } = this.options;
    try {
      connection.run('SAVEPOINT work');
      const keep = await job.run(tx);
      // A full disk, among others, can make SQLite roll everything back by itself.
      if (!connection.inTransaction) return tx.failure ?? storeFailed();
      if (!keep) connection.run('ROLLBACK TO work');
      connection.run('RELEASE work');
      return null;
    } catch (thrown) {
      this.rollback();
      return toStoreError(thrown);
    }
  }

  private commit(): StoreError | null {
    try {
      this.options.connection.run('COMMIT');
      return null;
    } catch (thrown) {
      this.rollback();
      return toStoreError(thrown);
    }
  }

  private rollback(): void {
    const { connection } = this.options;
    try {
      if (connection.inTransaction) connection.run('ROLLBACK');
    } catch {
      // What is still open makes the next BEGIN fail, which is told to those who wait for it.
    }
  }

  private settle(jobs: readonly AnyJob[], failure: StoreError | null): void {
    if (failure === null) for (const job of jobs) job.settle();
    else if (jobs.length === 1) jobs[0]?.fail(failure);
    else this.alone.push(...jobs);
  }

  private failAll(error: StoreError): void {
    for (const job of [...this.alone.splice(0), ...this.waiting]) job.fail(error);
    this.waiting.clear();
  }

  /** Another process holds the lock: those who have waited for it long enough are told so. */
  private failOverdue(): void {
    const overdue = (job: AnyJob) => performance.now() - job.enqueuedAt >= this.options.busyTimeoutMs;
    for (const job of this.waiting) {
      if (overdue(job)) this.waiting.delete(job);
      if (overdue(job)) job.fail(storeBusy());
    }
    const [first] = this.alone;
    if (first !== undefined && overdue(first)) this.alone.shift()?.fail(storeBusy());
  }
}

/** How long transactions of one commit hold the thread before it looks at what else there is to do, in milliseconds. */
const MAX_TURN_MS = 0.25;

/** The longest pause between two attempts to get the lock that another process holds. */
const MAX_POLL_MS = 10;
