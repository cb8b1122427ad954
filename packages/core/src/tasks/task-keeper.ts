import { delay, toTimestamp, type CarrelError } from '../kernel/index.js';
import type { TaskOwner } from './task-life.js';
import type { StoredTask } from './task-record.js';
import { TaskRun, type TaskRunDeps } from './task-run.js';
import type { TaskSessions } from './task-sessions.js';

export interface TaskKeeperDeps extends TaskRunDeps {
  readonly ofSessions: TaskSessions;
  /** Who this replica is; never the same in two processes, nor in two lives of one. */
  readonly holder: string;
  /** Whether a holder is certainly gone, before its hold is over. */
  readonly isGone: (holder: string) => boolean;
  /** Tells another replica that one of its tasks was asked to end; it finds out by itself where that is lost. */
  readonly tell: (holder: string) => void;
}

const FORGOTTEN_PER_SWEEP = 500;
const CANCELLED_AT_ONCE = 200;
/** How many tasks begin in one transaction. */
const ADMITTED_AT_ONCE = 50;

/**
 * What this replica does for tasks: lets those that wait have their turn, takes over those whose replica is gone, hears what
 * is cancelled elsewhere, and forgets what is over. Every replica does it, and the store says which of them has a task.
 */
export class TaskKeeper {
  private readonly runs = new Map<string, TaskRun>();
  private readonly stopped = new AbortController();
  private admitting: Promise<void> | null = null;
  private again = false;
  private hearing: Promise<void> | null = null;
  private hearAgain = false;
  private loops: Promise<unknown> = Promise.resolve();

  constructor(private readonly deps: TaskKeeperDeps) {}

  get isClosed(): boolean {
    return this.stopped.signal.aborted;
  }

  start(): void {
    const { cancelPollMs, sweepIntervalMs } = this.deps.options;
    this.loops = Promise.all([
      this.every(sweepIntervalMs, () => this.sweep()),
      this.every(cancelPollMs, () => this.hearCancelled()),
    ]);
  }

  /** A task came or ended: lets those that wait have what room there is, in the background. */
  kick(): void {
    if (this.isClosed) return;
    this.again = true;
    this.admitting ??= this.admitWhileAsked().finally(() => {
      this.admitting = null;
    });
  }

  /** The task was asked to end: heard at once where it runs here, and elsewhere as soon as what tells others gets there. */
  cancelled(task: StoredTask): void {
    const { holder, tell } = this.deps;
    this.runs.get(task.id)?.cancel(task);
    if (task.cancelHolder !== undefined && task.cancelHolder !== holder) tell(task.cancelHolder);
  }

  /** Somebody had a task of `holder` asked to end: looks for it at once where that is this replica. */
  heed(holder: string): void {
    if (this.isClosed || holder !== this.deps.holder) return;
    this.hearAgain = true;
    this.hearing ??= this.hearWhileAsked().finally(() => {
      this.hearing = null;
    });
  }

  /** One look at everything. What cannot be done now is done by the next one. */
  async sweep(): Promise<void> {
    if (this.isClosed) return;
    await this.takeOver();
    await this.deps.ofSessions.sweep();
    const forgotten = await this.deps.repository.forget(this.now(), FORGOTTEN_PER_SWEEP);
    if (forgotten.isErr()) this.report('tasks not forgotten', forgotten.error);
    this.kick();
    await this.admitting;
  }

  /** Nothing is begun any more, and what ran here is given up to other replicas, when it resolves. */
  async close(): Promise<void> {
    this.stopped.abort();
    for (const run of this.runs.values()) run.close();
    await this.loops;
    await this.admitting;
    await this.hearing;
    // One that was admitted meanwhile.
    for (const run of this.runs.values()) run.close();
    await Promise.all([...this.runs.values()].map(({ over }) => over));
  }

  private async every(intervalMs: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      await work();
      await delay(this.deps.clock, intervalMs, signal);
    }
  }

  private async admitWhileAsked(): Promise<void> {
    const { options, repository } = this.deps;
    while (this.again && !this.isClosed) {
      this.again = false;
      const { maxRunning, maxRunningPerUser } = options;
      const limits = { maxRunning, maxRunningPerUser, most: ADMITTED_AT_ONCE };
      const admitted = await repository.admit({ owner: this.owner(), ...limits });
      if (admitted.isErr()) return this.report('tasks not begun', admitted.error);
      for (const task of admitted.value) this.run(task);
      if (admitted.value.length === ADMITTED_AT_ONCE) this.again = true;
    }
  }

  private async takeOver(): Promise<void> {
    const { clock, isGone, options, repository } = this.deps;
    const { maxInterruptions, retentionMs } = options;
    const times = { now: this.now(), expiresAt: toTimestamp(clock.now() + retentionMs) };
    const taken = await repository.takeOver({ owner: this.owner(), isGone, maxInterruptions, times });
    if (taken.isErr()) return this.report('tasks not taken over', taken.error);
    for (const task of taken.value) this.run(task);
  }

  private run(task: StoredTask): void {
    const before = this.runs.get(task.id);
    const run = new TaskRun(this.deps, task, this.deps.holder);
    this.runs.set(task.id, run);
    // An earlier run of the same task here has lost it.
    void Promise.all([run.over, before?.over]).then(() => {
      if (this.runs.get(task.id) === run) this.runs.delete(task.id);
      this.kick();
    });
    if (this.isClosed) run.close();
  }

  private async hearWhileAsked(): Promise<void> {
    while (this.hearAgain && !this.isClosed) {
      this.hearAgain = false;
      await this.hearCancelled();
    }
  }

  private async hearCancelled(): Promise<void> {
    if (this.runs.size === 0) return;
    const asked = await this.deps.repository.cancelledOf(this.deps.holder, CANCELLED_AT_ONCE);
    if (asked.isErr()) return this.report('cancellations of tasks not heard', asked.error);
    for (const task of asked.value) this.cancelled(task);
  }

  private owner(): TaskOwner {
    const { clock, holder, options } = this.deps;
    return { holder, now: this.now(), holdUntil: toTimestamp(clock.now() + options.leaseTtlMs) };
  }

  private now(): string {
    return toTimestamp(this.deps.clock.now());
  }

  private report(what: string, error: CarrelError): void {
    if (!this.isClosed) this.deps.logger.warn({ error }, what);
  }
}
