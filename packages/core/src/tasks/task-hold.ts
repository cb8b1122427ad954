import { delay, err, toTimestamp, type CarrelError, type Clock, type Result } from '../kernel/index.js';
import type { Logger } from '../telemetry/index.js';
import { taskLost, type TaskLost } from './task-errors.js';
import { givenUp } from './task-life.js';
import type { ResolvedTaskOptions } from './task-options.js';
import type { StoredTask, TaskEnding } from './task-record.js';
import type { TaskClaim, TaskRepository, TaskRepositoryError } from './task-repository.js';

export interface TaskHoldDeps {
  readonly repository: Pick<TaskRepository, 'update' | 'end'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: ResolvedTaskOptions;
}

/**
 * Why a run stops before its time: `lost`, another replica may have the task; `closing`, this process ends, and another run goes
 * on; otherwise what the task comes to.
 */
export type StopReason = 'lost' | 'closing' | TaskEnding;

/** The parts of the lease after which it is renewed. */
const RENEWALS = 3;
const RETRY_MS = 500;

type Written = Result<StoredTask, TaskLost | TaskRepositoryError>;

/**
 * One run's hold on its task: renewed while the run goes on, and what every write of the run goes through. Once it is over,
 * by the store's word or by the clock, nothing more is written.
 */
export class TaskHold {
  /** The task as it was written last. */
  current: StoredTask;
  private readonly claim: TaskClaim;
  private readonly stopping = new AbortController();
  private readonly gone = new AbortController();
  private readonly over = new AbortController();
  private why: StopReason | null = null;
  private cancelFence: () => void = () => undefined;
  private readonly renewing: Promise<void>;

  constructor(
    private readonly deps: TaskHoldDeps,
    task: StoredTask,
    holder: string,
  ) {
    this.current = task;
    this.claim = { tenantId: task.tenantId, id: task.id, run: task.runs, holder };
    this.armFence(task.holdUntil);
    this.renewing = this.keepRenewed();
  }

  /** Fires when the run is to stop. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Why it is to stop; `null` while it is not. */
  get stopped(): StopReason | null {
    return this.why;
  }

  /** Whether nothing may be written any more. */
  get isLost(): boolean {
    return this.gone.signal.aborted;
  }

  /** The first reason counts, but for the loss of the hold. */
  stop(why: StopReason): void {
    if (this.why === null || why === 'lost') this.why = why;
    if (why === 'lost') this.gone.abort();
    this.stopping.abort();
  }

  /** Writes what `change` makes of the task, and tries until the store takes it or the hold is over. */
  write(change: (current: StoredTask) => StoredTask): Promise<Written> {
    return this.untilWritten(() =>
      this.deps.repository.update(this.claim, (current) => ({ ...change(current), updatedAt: this.now() })),
    );
  }

  /** The task is over, and its place free, when ok. */
  end(ending: TaskEnding): Promise<Written> {
    const { clock, options, repository } = this.deps;
    return this.untilWritten(() => {
      const expiresAt = toTimestamp(clock.now() + options.retentionMs);
      return repository.end(this.claim, { ending: () => ending, now: this.now(), expiresAt });
    });
  }

  /** Another replica may have the task at once. Tried once: a hold runs out by itself. */
  async giveUp(): Promise<void> {
    if (this.isLost) return;
    const written = await this.deps.repository.update(this.claim, (current) => givenUp(current, this.now()));
    if (written.isErr()) this.deps.logger.debug({ error: written.error }, 'task not given up');
  }

  /** The hold is renewed no more when it resolves. */
  async close(): Promise<void> {
    this.over.abort();
    this.cancelFence();
    await this.renewing;
  }

  /** What `write` gives, tried until the store takes it or refuses it, the hold is over, or this process ends. */
  async untilTaken<T, E extends CarrelError>(write: () => PromiseLike<Result<T, E>>): Promise<Result<T, E | TaskLost>> {
    for (;;) {
      if (this.isLost) return err(taskLost());
      const written = await write();
      if (written.isOk() || !written.error.retryable || this.why === 'closing') return written;
      // Not until the run is to stop: what a run writes last is written after that.
      await delay(this.deps.clock, RETRY_MS, this.gone.signal);
    }
  }

  private async untilWritten(write: () => PromiseLike<Written>): Promise<Written> {
    const written = await this.untilTaken(write);
    if (written.isOk()) this.current = written.value;
    else if (written.error.type === 'task/lost') this.stop('lost');
    return written;
  }

  private async keepRenewed(): Promise<void> {
    const { clock, options, repository } = this.deps;
    while (!this.over.signal.aborted) {
      await delay(clock, options.leaseTtlMs / RENEWALS, this.over.signal);
      if (this.over.signal.aborted || this.isLost) return;
      const holdUntil = toTimestamp(clock.now() + options.leaseTtlMs);
      const renewed = await repository.update(this.claim, (current) => ({ ...current, holdUntil }));
      if (renewed.isOk()) this.armFence(holdUntil);
      // Another error leaves the hold until its end, where the fence is.
      else if (renewed.error.type === 'task/lost' && !this.over.signal.aborted) this.stop('lost');
    }
  }

  /** Stops the run at the end of its hold even when the store does not answer. */
  private armFence(holdUntil: string | undefined): void {
    const { clock } = this.deps;
    this.cancelFence();
    if (this.over.signal.aborted || holdUntil === undefined) return;
    this.cancelFence = clock.setTimer(Math.max(0, Date.parse(holdUntil) - clock.now()), () => {
      this.stop('lost');
    });
  }

  private now(): string {
    return toTimestamp(this.deps.clock.now());
  }
}
