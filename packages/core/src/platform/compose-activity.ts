import {
  ActivityTracker,
  RecordActivityRepository,
  WorkspaceReaper,
  WorkspaceUse,
  type QueuePlaces,
  type ResolvedWorkspaceOptions,
  type WorkspaceFeed,
  type WorkspaceLifecycle,
  type WorkspaceLinks,
} from '../workspaces/index.js';
import type { CarrelOptions } from './carrel-options.js';
import type { PlatformContext } from './platform-context.js';

interface Around {
  readonly lifecycle: WorkspaceLifecycle;
  readonly links: WorkspaceLinks;
  readonly feed: WorkspaceFeed;
  readonly places: QueuePlaces;
  readonly holder: string;
  readonly options: ResolvedWorkspaceOptions;
}

/** What keeps workspaces alive, what tells why, and what stops them when nothing does. */
export function composeActivity(
  { repositories }: CarrelOptions,
  { clock, ids, installation, leases, logger, store }: PlatformContext,
  { feed, holder: replica, lifecycle, links, options, places }: Around,
) {
  const { activityTtlMs: ttlMs, idleSocketMaxMs } = options;
  const repository =
    repositories?.activities ?? new RecordActivityRepository(store, installation.cursors, leases.table);
  const shared = { feed, links, lifecycle, repository, clock, logger };
  const holder = `replica:${ids.nextBody()}`;
  const activity = new ActivityTracker({ ...shared, options: { holder, ttlMs, idleSocketMaxMs } });
  const reaper = new WorkspaceReaper({ ...shared, tracker: activity, holder: replica, options });
  const asked = { activities: repository, tracker: activity, clock, places };
  return { activity, reaper, use: new WorkspaceUse({ ...asked, options }) };
}
