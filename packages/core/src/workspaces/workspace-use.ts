import { errAsync, invalidInput, ok, okAsync, ResultAsync, toTimestamp } from '../kernel/index.js';
import type { Clock, InvalidInput, UserId } from '../kernel/index.js';
import type { SessionWorkspace } from './workspace-repository.js';
import type { Session } from '../sessions/index.js';
import type { StoreError } from '../store/index.js';
import type { ActivityError, ActivityRepository } from './activity-repository.js';
import type { ActivityTracker } from './activity-tracker.js';
import { workspaceNotRunning, type WorkspaceNotRunning } from './workspace-errors.js';
import { toExplanation, type WorkspaceExplanation } from './workspace-explanation.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';
import type { QueuePlaces } from './queue-places.js';
import type { Workspace, WorkspaceView } from './workspace.js';

export interface WorkspaceUseDeps {
  readonly activities: ActivityRepository;
  readonly tracker: ActivityTracker;
  readonly clock: Clock;
  readonly places: QueuePlaces;
  readonly options: Pick<ResolvedWorkspaceOptions, 'maxKeepAliveMs'>;
}

/** What keeps workspaces alive, for who asks and for who wants one kept. */
export class WorkspaceUse {
  constructor(private readonly deps: WorkspaceUseDeps) {}

  /** What callers see of them, in their order. */
  views(all: readonly (Workspace | null)[]): ResultAsync<readonly WorkspaceView[], StoreError> {
    const { activities, places } = this.deps;
    const ready = all.filter((workspace) => workspace !== null).filter(({ state }) => state === 'ready');
    return activities.getMany(ready).andThen((uses) => {
      const of = new Map(ready.map((workspace, index) => [workspace, uses[index] ?? null]));
      return places.views(all, (workspace) => of.get(workspace) ?? null);
    });
  }

  view(workspace: Workspace | null): ResultAsync<WorkspaceView, StoreError> {
    return this.views([workspace]).andThen(([view]) =>
      view === undefined ? this.deps.places.view(workspace) : ok(view),
    );
  }

  /** Why it is as it is. Asking is no use of it. */
  explain({
    session,
    workspace,
  }: SessionWorkspace & { readonly session: Session }): ResultAsync<WorkspaceExplanation, StoreError> {
    const { activities, places, tracker } = this.deps;
    if (workspace?.state !== 'ready') {
      return places
        .view(workspace)
        .map((view) => toExplanation({ session, workspace, view, activity: null, leases: [] }));
    }
    return ResultAsync.fromSafePromise(tracker.written(workspace))
      .andThen(() => ResultAsync.combine([activities.get(workspace), activities.leases(workspace)]))
      .andThen(([activity, leases]) =>
        places
          .views([workspace], () => activity)
          .map(([view = places.plain(workspace)]) => toExplanation({ session, workspace, view, activity, leases })),
      );
  }

  /** Kept alive for the user, from now on for so long, when ok; with 0 no more. `workspace/not-running` unless it is ready. */
  keepAlive(
    workspace: Workspace | null,
    userId: UserId,
    durationMs: number,
  ): ResultAsync<void, InvalidInput | WorkspaceNotRunning | ActivityError> {
    const { activities, clock, options } = this.deps;
    if (!Number.isInteger(durationMs) || durationMs < 0 || durationMs > options.maxKeepAliveMs) {
      const message = `expected a whole number from 0 to ${options.maxKeepAliveMs}`;
      return errAsync(invalidInput([{ path: 'durationMs', message }]));
    }
    if (workspace?.state !== 'ready') return errAsync(workspaceNotRunning(workspace?.state ?? 'none'));
    const nowMs = clock.now();
    const lease = { reason: 'keep-alive', holder: userId } as const;
    const change =
      durationMs === 0
        ? { workspace, activeAt: null, held: [], ended: [lease] }
        : { workspace, activeAt: toTimestamp(nowMs), held: [{ ...lease, ttlMs: durationMs }], ended: [] };
    return activities
      .record([change], nowMs)
      .andThen(([written]): ResultAsync<void, WorkspaceNotRunning> =>
        (written ?? null) === null ? errAsync(workspaceNotRunning('stopping')) : okAsync(undefined),
      );
  }
}
