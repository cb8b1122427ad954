import { okAsync, type Clock, type ResultAsync } from '../kernel/index.js';
import type { Logger } from '../telemetry/index.js';
import { ActivityEntry, type EntryOptions, type Holding } from './activity-entry.js';
import type { ActivityReason } from './activity-reason.js';
import type { ActivityError, ActivityRepository } from './activity-repository.js';
import { ActivityWriter } from './activity-writer.js';
import { seeCommands } from './running-commands.js';
import type { WorkspaceReplaced } from './workspace-errors.js';
import type { WorkspaceFeed } from './workspace-feed.js';
import type { WorkspaceLinks } from './workspace-links.js';
import type { Workspace } from './workspace.js';

export interface ActivityTrackerDeps {
  readonly repository: ActivityRepository;
  readonly links: WorkspaceLinks;
  readonly feed: WorkspaceFeed;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: EntryOptions;
}

/** Something that keeps a workspace alive until it ends. */
export interface ActivityHold {
  /** Something happened to it; a connection on which nothing does counts for a time alone. */
  touch(): void;
  /** Idempotent. */
  end(): void;
}

export type HoldError = ActivityError | WorkspaceReplaced;

/** How often what changed is written down. */
const TICK_MS = 1_000;
/** How many lives are remembered; of more, those that nothing goes on in are forgotten. */
const REMEMBERED = 10_000;

/**
 * Knows what this replica does in workspaces, and has it stand in the store as leases while it goes on.
 *
 * Nobody waits for the store while the idle end that it has is far away: leases are written within a second, in batches, long
 * before. Close to that end every use is written down before it begins, so that either it or the stop comes first.
 */
export class ActivityTracker {
  private readonly entries = new Map<string, ActivityEntry>();
  private readonly writer: ActivityWriter;
  private cancelTick: (() => void) | null = null;
  private closed = false;

  constructor(private readonly deps: ActivityTrackerDeps) {
    this.writer = new ActivityWriter(deps, (entry) => {
      this.forget(entry);
    });
  }

  /** The workspace is not stopped as idle until the hold ends when ok. `workspace/replaced` when that life is over. */
  hold(workspace: Workspace, reason: ActivityReason): ResultAsync<ActivityHold, HoldError> {
    const { clock } = this.deps;
    const entry = this.entryOf(workspace);
    const holding = entry.begin(reason, clock.now());
    return this.known(entry)
      .map(() => this.handle(entry, holding))
      .mapErr((error) => {
        entry.end(holding, clock.now());
        return error;
      });
  }

  /** `work` under a hold. */
  during<T, E>(
    workspace: Workspace,
    reason: ActivityReason,
    work: () => ResultAsync<T, E>,
  ): ResultAsync<T, E | HoldError> {
    return this.hold(workspace, reason).andThen((hold): ResultAsync<T, E | HoldError> => {
      const over = <V>(value: V): V => {
        hold.end();
        return value;
      };
      return work().map(over).mapErr(over);
    });
  }

  /** Used now when ok, so that its idle time begins anew. `workspace/replaced` when that life is over. */
  touch(workspace: Workspace): ResultAsync<void, HoldError> {
    const entry = this.entryOf(workspace);
    entry.use(this.deps.clock.now());
    return this.known(entry);
  }

  /** Commands run in it that nobody here waits for: they hold it until its box says that none does any more. */
  watchCommands(workspace: Workspace): void {
    const entry = this.entryOf(workspace);
    entry.hasBackground = true;
    entry.backgrounds += 1;
    entry.verifyAtMs = this.deps.clock.now() + this.deps.options.ttlMs / 3;
    this.arm();
  }

  /** What this replica knows of the workspace is in the store, as far as that took it. */
  async written(workspace: Workspace): Promise<void> {
    const entry = this.entries.get(nameOf(workspace));
    if (entry?.isBusy === true && entry.needsWrite(this.deps.clock.now())) this.writer.push(entry);
    await this.writer.settled();
  }

  /** Gives everything back, but for commands that go on by themselves: their lease runs out, and then it is looked for them. */
  async close(): Promise<void> {
    this.closed = true;
    this.cancelTick?.();
    for (const entry of this.entries.values()) if (entry.isBusy) this.writer.push(entry);
    await this.writer.settled();
  }

  private handle(entry: ActivityEntry, holding: Holding): ActivityHold {
    const { clock } = this.deps;
    return {
      touch: () => {
        entry.touch(holding, clock.now());
        this.arm();
      },
      end: () => {
        entry.end(holding, clock.now());
        this.arm();
      },
    };
  }

  private known(entry: ActivityEntry): ResultAsync<void, HoldError> {
    this.arm();
    const { clock, options } = this.deps;
    const isFarAway = clock.now() + options.ttlMs < entry.safeUntilMs;
    return isFarAway ? okAsync(undefined) : this.writer.write(entry);
  }

  private entryOf(workspace: Workspace): ActivityEntry {
    const name = nameOf(workspace);
    const known = this.entries.get(name);
    if (known !== undefined) return known;
    const entry = new ActivityEntry(workspace, this.deps.options);
    this.entries.set(name, entry);
    return entry;
  }

  private forget(entry: ActivityEntry): void {
    const name = nameOf(entry.workspace);
    if (this.entries.get(name) === entry) this.entries.delete(name);
  }

  private arm(): void {
    if (this.closed) return;
    this.cancelTick ??= this.deps.clock.setTimer(TICK_MS, () => {
      this.tick();
    });
  }

  private tick(): void {
    this.cancelTick = null;
    const nowMs = this.deps.clock.now();
    let isBusy = false;
    for (const entry of this.entries.values()) {
      if (!entry.isBusy) {
        if (this.entries.size > REMEMBERED) this.forget(entry);
        continue;
      }
      isBusy = true;
      if (entry.hasBackground && nowMs >= entry.verifyAtMs) void this.verify(entry);
      if (entry.needsWrite(nowMs)) this.writer.push(entry);
    }
    if (isBusy) this.arm();
  }

  /** Without an answer they go on: whether the box is dead is for others to find out. */
  private async verify(entry: ActivityEntry): Promise<void> {
    const { clock, options } = this.deps;
    const { backgrounds } = entry;
    entry.verifyAtMs = clock.now() + options.ttlMs / 3;
    const seen = await seeCommands(this.deps, entry.workspace);
    if (seen.type !== 'none' || entry.backgrounds !== backgrounds) return;
    entry.hasBackground = false;
    if (seen.lastEndedMs !== null) entry.use(Math.min(seen.lastEndedMs, clock.now()));
    this.arm();
  }
}

function nameOf({ sessionId, intentToken }: Workspace): string {
  return `${sessionId}/${intentToken}`;
}
