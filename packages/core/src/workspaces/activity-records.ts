import type { ResultAsync } from '../kernel/index.js';
import { okAsync } from '../kernel/index.js';
import type { ReadView, StoreError, Transaction } from '../store/index.js';
import type { ActivityError } from './activity-repository.js';
import { activities, firstActivity, type Activity } from './activity.js';
import type { WorkspaceKey } from './workspace-repository.js';
import type { Workspace } from './workspace.js';

export function readActivity(view: ReadView, { tenantId, sessionId }: WorkspaceKey) {
  return view.get(activities, [tenantId, sessionId]).map((stored) => stored?.value ?? null) satisfies ResultAsync<
    Activity | null,
    StoreError
  >;
}

export function writeActivity(tx: Transaction, activity: Activity): ResultAsync<Activity, ActivityError> {
  return tx.put(activities, activity).map(({ value }) => value);
}

/** In the transaction that writes `workspace`: its use is on record exactly while it is ready. */
export function followLife(tx: Transaction, workspace: Workspace): ResultAsync<void, ActivityError> {
  const { sessionId, state, tenantId } = workspace;
  return readActivity(tx, workspace).andThen((known): ResultAsync<void, ActivityError> => {
    if (state !== 'ready') return known === null ? okAsync(undefined) : tx.remove(activities, [tenantId, sessionId]);
    if (known?.intentToken === workspace.intentToken) return okAsync(undefined);
    return writeActivity(tx, firstActivity(workspace)).map(() => undefined);
  });
}

/** Whether it is the use of this workspace's current life, which runs. */
export function isUseOf(activity: Activity, workspace: Workspace | null): workspace is Workspace {
  return workspace?.state === 'ready' && workspace.intentToken === activity.intentToken;
}

/** Whether nothing used the workspace between the two. */
export function isSameUse(one: Activity, other: Activity | undefined): boolean {
  return one.intentToken === other?.intentToken && one.activeAt === other.activeAt && one.heldUntil === other.heldUntil;
}
