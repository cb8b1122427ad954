import { err, ok, ResultAsync, type Clock, type Result } from '../kernel/index.js';
import type { Logger } from '../telemetry/index.js';
import type { ActivityEntry } from './activity-entry.js';
import type { ActivityError, ActivityRepository } from './activity-repository.js';
import { workspaceReplaced, type WorkspaceReplaced } from './workspace-errors.js';
import type { WorkspaceFeed } from './workspace-feed.js';

export interface ActivityWriterDeps {
  readonly repository: ActivityRepository;
  readonly feed: WorkspaceFeed;
  readonly clock: Clock;
  readonly logger: Logger;
}

type Written = Result<void, ActivityError | WorkspaceReplaced>;

/** How many workspaces one transaction writes of at most. */
const BATCH = 50;

/** Writes the use of workspaces down: one transaction at a time, and what comes meanwhile goes together into the next. */
export class ActivityWriter {
  private readonly waiting = new Map<ActivityEntry, ((written: Written) => void)[]>();
  private running: Promise<void> | null = null;

  /** @param over is called with an entry whose life is over. */
  constructor(
    private readonly deps: ActivityWriterDeps,
    private readonly over: (entry: ActivityEntry) => void,
  ) {}

  /** What the entry knows at the time of the call is in the store when ok; `workspace/replaced` when that life is over. */
  write(entry: ActivityEntry): ResultAsync<void, ActivityError | WorkspaceReplaced> {
    return new ResultAsync(
      new Promise<Written>((resolve) => {
        this.waiting.set(entry, [...(this.waiting.get(entry) ?? []), resolve]);
        this.running ??= this.drain();
      }),
    );
  }

  /** The same, when nobody waits for it. */
  push(entry: ActivityEntry): void {
    void this.write(entry).match(
      () => undefined,
      (error) => {
        if (error.type !== 'workspace/replaced')
          this.deps.logger.warn({ error }, 'use of a workspace not written down');
      },
    );
  }

  /** Everything was written that waited, or was refused. */
  async settled(): Promise<void> {
    while (this.running !== null) await this.running;
  }

  private async drain(): Promise<void> {
    // What is asked for in the same turn goes together.
    await Promise.resolve();
    while (this.waiting.size > 0) {
      const batch = [...this.waiting].slice(0, BATCH);
      for (const [entry] of batch) this.waiting.delete(entry);
      await this.writeBatch(batch);
    }
    this.running = null;
  }

  private async writeBatch(
    batch: readonly (readonly [ActivityEntry, ((written: Written) => void)[]])[],
  ): Promise<void> {
    const { clock, feed, repository } = this.deps;
    const nowMs = clock.now();
    const changes = batch.map(([entry]) => entry.change(nowMs));
    const recorded = await repository.record(changes, nowMs);
    for (const [index, [entry, waiters]] of batch.entries()) {
      const change = changes[index];
      const written = recorded.isOk() ? recorded.value[index] : undefined;
      if (recorded.isErr() && change !== undefined) entry.notWritten(change);
      if (recorded.isOk() && (written ?? null) === null) this.over(entry);
      if (written !== null && written !== undefined && change !== undefined) {
        entry.written(change, written, nowMs);
        if (written.unwarned !== null) feed.publish(written.unwarned);
      }
      const outcome: Written = recorded.isErr()
        ? err(recorded.error)
        : (written ?? null) === null
          ? err(workspaceReplaced(entry.workspace.incarnation))
          : ok(undefined);
      for (const resolve of waiters) resolve(outcome);
    }
  }
}
