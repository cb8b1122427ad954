import { toTimestamp, type Clock } from '../kernel/index.js';
import type { Logger } from '../telemetry/index.js';
import type { ActivityLook, ActivityRepository } from './activity-repository.js';
import type { ActivityTracker } from './activity-tracker.js';
import type { Activity } from './activity.js';
import { seeCommands } from './running-commands.js';
import { SteadyClock } from './steady-clock.js';
import type { WorkspaceFeed } from './workspace-feed.js';
import type { WorkspaceLifecycle } from './workspace-lifecycle.js';
import type { WorkspaceLinks } from './workspace-links.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';
import type { Workspace } from './workspace.js';

export interface WorkspaceReaperDeps {
  readonly repository: ActivityRepository;
  readonly tracker: ActivityTracker;
  readonly lifecycle: WorkspaceLifecycle;
  readonly links: WorkspaceLinks;
  readonly feed: WorkspaceFeed;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly holder: string;
  readonly options: ResolvedWorkspaceOptions;
}

/** How many workspaces are looked at side by side. */
const AT_ONCE = 16;
/** How many things may be due for one workspace in one sweep: leases that ran out, a warning, the stop. */
const MAX_STEPS = 8;
/** When it is looked again at a workspace whose box does not answer. */
const ASK_AGAIN_MS = 60_000;
/** How often it is looked whether the time leapt. */
const CLOCK_LOOK_MS = 5_000;

/**
 * Stops workspaces whose time is over, and warns before. Only the leader sweeps; what it decides is one transaction for each
 * workspace, so a leader that does not know yet that it is none any more does no harm.
 */
export class WorkspaceReaper {
  private readonly steady: SteadyClock;

  constructor(private readonly deps: WorkspaceReaperDeps) {
    const { activityTtlMs } = deps.options;
    this.steady = new SteadyClock(deps.clock, {
      everyMs: Math.min(CLOCK_LOOK_MS, activityTtlMs / 3),
      toleranceMs: activityTtlMs / 3,
      graceMs: activityTtlMs,
    });
  }

  /** From then on it knows when the time leaps. */
  start(): void {
    this.steady.start();
  }

  stop(): void {
    this.steady.stop();
  }

  /** Looks at workspaces that are due, at most `workspaces.maxReapedPerSweep`; what is left is for the next sweep. */
  async sweep(signal: AbortSignal): Promise<void> {
    const { clock, logger, options, repository } = this.deps;
    const due = await repository.listDue(clock.now(), options.maxReapedPerSweep);
    if (due.isErr()) {
      logger.warn({ error: due.error }, 'due workspaces not listed');
      return;
    }
    for (let at = 0; at < due.value.length && !signal.aborted; at += AT_ONCE) {
      await Promise.all(due.value.slice(at, at + AT_ONCE).map((activity) => this.settle(activity)));
    }
  }

  private async settle(activity: Activity): Promise<void> {
    let quietAt: Activity | undefined;
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const looked = await this.look(activity, quietAt);
      if (looked === null || looked.type === 'nothing') return;
      if (looked.type === 'stopping') return this.carryOut(looked.workspace);
      if (looked.type === 'warned') this.deps.feed.publish(looked.workspace);
      if (looked.type !== 'ask') continue;
      if (!(await this.isQuiet(looked))) return;
      quietAt = looked.activity;
    }
  }

  private async look(activity: Activity, quietAt: Activity | undefined): Promise<ActivityLook | null> {
    const { clock, holder, logger, options, repository } = this.deps;
    const nowMs = clock.now();
    const hold = { holder, holdUntil: toTimestamp(nowMs + options.startTimeoutMs + options.stopGraceMs) };
    const quiet = quietAt === undefined ? {} : { quietAt };
    const looked = await repository.look(activity, { nowMs, hold, ...quiet, mayEndIdle: this.steady.isSteady() });
    if (looked.isErr())
      logger.warn({ sessionId: activity.sessionId, error: looked.error }, 'due workspace not looked at');
    return looked.unwrapOr(null);
  }

  /** Commands may run that no living replica started. From then on this one speaks for them. */
  private async isQuiet({ activity, workspace }: Extract<ActivityLook, { type: 'ask' }>): Promise<boolean> {
    const { clock, logger, repository, tracker } = this.deps;
    const seen = await seeCommands(this.deps, workspace);
    if (seen.type === 'none') return true;
    if (seen.type === 'running') {
      tracker.watchCommands(workspace);
      await tracker.written(workspace);
      return false;
    }
    const postponed = await repository.postpone(activity, clock.now() + ASK_AGAIN_MS);
    if (postponed.isErr()) logger.warn({ error: postponed.error }, 'look at a workspace not put off');
    return false;
  }

  /** Goes on while the sweep does; whoever ends the replica waits for it. */
  private carryOut(workspace: Workspace): void {
    const { lifecycle, logger } = this.deps;
    const { incarnation, reason, sessionId } = workspace;
    logger.info({ sessionId, incarnation, reason }, 'workspace is being stopped');
    void lifecycle.carryOut(workspace).match(
      () => undefined,
      (error) => {
        logger.warn({ sessionId, error }, 'workspace not stopped yet');
      },
    );
  }
}
