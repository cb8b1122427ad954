import { err, ok, toTimestamp, type Result, type ResultAsync } from '../kernel/index.js';
import type { LeaseTable } from '../leases/index.js';
import { toSession, toStoredSession, type SessionTable } from '../sessions/index.js';
import { activities, idleEndOf, lifeEndOf, nextStepOf, released, usedAt, warned } from './activity.js';
import type { Activity, LifeEnd } from './activity.js';
import { endOfLast, listLeases } from './activity-leases.js';
import { isSameUse, isUseOf, readActivity, writeActivity } from './activity-records.js';
import type { ActivityError, ActivityLook, LookOptions } from './activity-repository.js';
import type { Transaction } from '../store/index.js';
import { stopping, withWarning } from './workspace-changes.js';
import { toStoredWorkspace, toWorkspace, type WorkspaceTable } from './workspace-records.js';
import type { WorkspaceKey } from './workspace-repository.js';
import type { Workspace } from './workspace.js';

export interface LookTables {
  readonly workspaces: WorkspaceTable;
  readonly sessions: SessionTable;
  readonly leases: LeaseTable;
}

type Looked = Result<ActivityLook, ActivityError>;

const NOTHING: ActivityLook = { type: 'nothing' };

/** One look of the reaper at one workspace, in a transaction of its own. */
export class ActivityLooking {
  constructor(
    private readonly tables: LookTables,
    private readonly tx: Transaction,
    private readonly options: LookOptions,
  ) {}

  async at(key: WorkspaceKey): Promise<Looked> {
    const { tables, tx } = this;
    const activity = await readActivity(tx, key);
    if (activity.isErr() || activity.value === null) return activity.map(() => NOTHING);
    const stored = await tables.workspaces.get(tx, [key.tenantId, key.sessionId]);
    if (stored.isErr()) return err(stored.error);
    const workspace = stored.value === null ? null : toWorkspace(stored.value);
    if (isUseOf(activity.value, workspace)) return this.act(activity.value, workspace);
    return tx.remove(activities, [key.tenantId, key.sessionId]).map(() => NOTHING);
  }

  private async act(activity: Activity, workspace: Workspace): Promise<Looked> {
    const { mayEndIdle, nowMs, quietAt } = this.options;
    const next = nextStepOf(activity);
    if (next === null || next.at > toTimestamp(nowMs)) return ok(NOTHING);
    if (next.reason === 'max-lifetime') {
      return next.action === 'warn' ? this.warn(activity, workspace, next.reason) : this.end(workspace, next.reason);
    }
    if (!mayEndIdle) return ok(NOTHING);
    if (next.action === 'warn') return this.warn(activity, workspace, 'idle');
    if (!isSameUse(activity, quietAt)) return ok({ type: 'ask', workspace, activity });
    const leases = await listLeases(this.tables.leases, this.tx, workspace);
    if (leases.isErr()) return err(leases.error);
    const heldUntil = endOfLast(leases.value);
    if (heldUntil !== null) return this.write(usedAt(activity, { activeAt: activity.activeAt, heldUntil }));
    return next.action === 'look' ? this.write(released(activity)) : this.end(workspace, 'idle');
  }

  private async warn(activity: Activity, workspace: Workspace, reason: LifeEnd): Promise<Looked> {
    const endMs = reason === 'idle' ? idleEndOf(activity) : lifeEndOf(activity);
    if (endMs === null) return ok(NOTHING);
    const at = toTimestamp(endMs);
    const now = toTimestamp(this.options.nowMs);
    const written = await this.writeWorkspace(withWarning(workspace, { reason, at }, now));
    if (written.isErr()) return err(written.error);
    const noted = await writeActivity(this.tx, warned(activity, { reason, at }));
    return noted.map(() => ({ type: 'warned', workspace: written.value }));
  }

  private async end(workspace: Workspace, reason: LifeEnd): Promise<Looked> {
    const { sessions } = this.tables;
    const key = [workspace.tenantId, workspace.sessionId] as const;
    const now = toTimestamp(this.options.nowMs);
    const ending = stopping(workspace, { reason, now, hold: this.options.hold });
    if (ending === null) return ok(NOTHING);
    const session = await sessions.get(this.tx, key);
    if (session.isErr()) return err(session.error);
    if (session.value?.desired === 'running') {
      const unwanted = toStoredSession({ ...toSession(session.value), desired: 'stopped', updatedAt: now });
      const written = await sessions.update(this.tx, unwanted);
      if (written.isErr()) return err(written.error);
    }
    const gone = await this.tx.remove(activities, key);
    if (gone.isErr()) return err(gone.error);
    return this.writeWorkspace(ending).map((stopped) => ({ type: 'stopping', workspace: stopped }));
  }

  private async write(activity: Activity): Promise<Looked> {
    return (await writeActivity(this.tx, activity)).map(() => ({ type: 'again' }));
  }

  private writeWorkspace(workspace: Workspace): ResultAsync<Workspace, ActivityError> {
    return this.tables.workspaces.update(this.tx, toStoredWorkspace(workspace)).map(toWorkspace);
  }
}
