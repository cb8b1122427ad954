import type { CursorCodec, Result } from '../kernel/index.js';
import { err, ok, okAsync, ResultAsync, toTimestamp } from '../kernel/index.js';
import type { Lease, LeaseTable } from '../leases/index.js';
import { createSessionTable } from '../sessions/index.js';
import type { RecordStore, StoreError, Transaction } from '../store/index.js';
import { endOfLast, listLeases, writeLeases } from './activity-leases.js';
import { ActivityLooking, type LookTables } from './activity-look.js';
import { isSameUse, isUseOf, readActivity, writeActivity } from './activity-records.js';
import type {
  ActivityChange,
  ActivityError,
  ActivityLook,
  ActivityRepository,
  ActivityWritten,
  LookOptions,
} from './activity-repository.js';
import { activities, firstActivity, released, usedAt, type Activity } from './activity.js';
import { withoutWarning } from './workspace-changes.js';
import { createWorkspaceTable, toStoredWorkspace, toWorkspace } from './workspace-records.js';
import type { WorkspaceKey } from './workspace-repository.js';
import type { Workspace } from './workspace.js';

type Written = Result<ActivityWritten | null, ActivityError>;

/** What is known of the use of workspaces, beside their records in a record store. */
export class RecordActivityRepository implements ActivityRepository {
  private readonly tables: LookTables;

  constructor(
    private readonly store: RecordStore,
    cursors: CursorCodec,
    leases: LeaseTable,
  ) {
    this.tables = { workspaces: createWorkspaceTable(cursors), sessions: createSessionTable(cursors), leases };
  }

  get(key: WorkspaceKey): ResultAsync<Activity | null, StoreError> {
    return this.store.read((view) => readActivity(view, key));
  }

  getMany(keys: readonly WorkspaceKey[]): ResultAsync<readonly (Activity | null)[], StoreError> {
    if (keys.length === 0) return okAsync([]);
    const all = keys.map(({ tenantId, sessionId }) => [tenantId, sessionId]);
    return this.store
      .read((view) => view.getMany(activities, all))
      .map((found) => found.map((stored) => stored?.value ?? null));
  }

  leases(workspace: Workspace): ResultAsync<readonly Lease[], StoreError> {
    return this.store.read((view) => listLeases(this.tables.leases, view, workspace));
  }

  record(
    changes: readonly ActivityChange[],
    nowMs: number,
  ): ResultAsync<readonly (ActivityWritten | null)[], ActivityError> {
    return this.store.transact((tx) => new ResultAsync(this.recordAll(tx, changes, nowMs)));
  }

  listDue(nowMs: number, limit: number): ResultAsync<readonly Activity[], StoreError> {
    const end = [toTimestamp(nowMs + 1)];
    return this.store
      .read((view) => view.scan(activities, { index: 'byDue', end, limit }))
      .map(({ items }) => items.map(({ value }) => value));
  }

  look(key: WorkspaceKey, options: LookOptions): ResultAsync<ActivityLook, ActivityError> {
    return this.store.transact((tx) => new ResultAsync(new ActivityLooking(this.tables, tx, options).at(key)));
  }

  postpone(activity: Activity, atMs: number): ResultAsync<void, ActivityError> {
    return this.store.transact((tx) =>
      readActivity(tx, activity).andThen((current): ResultAsync<void, ActivityError> => {
        if (current === null || !isSameUse(current, activity)) return okAsync(undefined);
        return writeActivity(tx, { ...current, dueAt: toTimestamp(atMs) }).map(() => undefined);
      }),
    );
  }

  private async recordAll(
    tx: Transaction,
    changes: readonly ActivityChange[],
    nowMs: number,
  ): Promise<Result<readonly (ActivityWritten | null)[], ActivityError>> {
    const all: (ActivityWritten | null)[] = [];
    for (const change of changes) {
      const written = await this.recordOne(tx, change, nowMs);
      if (written.isErr()) return err(written.error);
      all.push(written.value);
    }
    return ok(all);
  }

  private async recordOne(tx: Transaction, change: ActivityChange, nowMs: number): Promise<Written> {
    const { tenantId, sessionId, intentToken } = change.workspace;
    const stored = await this.tables.workspaces.get(tx, [tenantId, sessionId]);
    if (stored.isErr()) return err(stored.error);
    const workspace = stored.value === null ? null : toWorkspace(stored.value);
    if (workspace?.state !== 'ready' || workspace.intentToken !== intentToken) return ok(null);
    const known = await readActivity(tx, workspace);
    if (known.isErr()) return err(known.error);
    const leases = await writeLeases(this.tables.leases, tx, change);
    if (leases.isErr()) return err(leases.error);
    const isKnown = known.value !== null && isUseOf(known.value, workspace);
    const before = runOut(isKnown ? known.value : firstActivity(workspace), toTimestamp(nowMs));
    const activeAt = change.activeAt ?? before.activeAt;
    const activity = usedAt(before, { activeAt, heldUntil: endOfLast(leases.value) });
    const written = await writeActivity(tx, activity);
    if (written.isErr()) return err(written.error);
    return this.takeWarningBack(tx, workspace, activity);
  }

  /** A warning of an idle end that moved on is void, and whoever heard it is told. */
  private async takeWarningBack(tx: Transaction, workspace: Workspace, activity: Activity): Promise<Written> {
    const calm = withoutWarning(workspace, activity);
    if (calm === null) return ok({ activity, unwarned: null });
    const written = await this.tables.workspaces.update(tx, toStoredWorkspace(calm));
    return written.map((stored) => ({ activity, unwarned: toWorkspace(stored) }));
  }
}

/** What leases held until they ran out was use of it, too. */
function runOut(activity: Activity, now: string): Activity {
  return activity.heldUntil !== undefined && activity.heldUntil <= now ? released(activity) : activity;
}
