import { toTimestamp, type SessionId, type TenantId } from '../kernel/index.js';
import { collection } from '../store/index.js';
import type { LifeTimes } from './idle-policy.js';
import type { Workspace } from './workspace.js';

/** Which end of a life is meant. */
export type LifeEnd = 'idle' | 'max-lifetime';

/** What is known of the use of one life of a workspace. There is one while it is `ready`, written together with that state. */
export interface Activity {
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  /** Of the life that it belongs to. */
  readonly intentToken: string;
  readonly times: LifeTimes;
  readonly readyAt: string;
  /** When it was used last, as far as it was written down. Never goes back. */
  readonly activeAt: string;
  /** When the last of the leases on it ends unless it is renewed. Absent when there is none. */
  readonly heldUntil?: string;
  /** The idle end that a warning was given of. */
  readonly warnedIdleAt?: string;
  readonly warnedLifetime?: boolean;
  /** When the reaper has to look at it next; absent when never. */
  readonly dueAt?: string;
}

export const activities = collection<Activity>()('workspace_activity', {
  key: ['tenantId', 'sessionId'],
  indexes: { byDue: ['dueAt'] },
});

/** What the reaper does next with a workspace, unless something happens before. */
export interface NextStep {
  /** `look`: whether what holds it is still there. */
  readonly action: 'look' | 'warn' | 'stop';
  readonly reason?: LifeEnd;
  readonly at: string;
}

const NEVER: LifeTimes = { idleTimeoutMs: 0, maxLifetimeMs: 0, warnBeforeMs: 0 };

/** The use of a workspace that has just become ready. */
export function firstActivity({ tenantId, sessionId, intentToken, times = NEVER, ...rest }: Workspace): Activity {
  const readyAt = rest.readyAt ?? rest.updatedAt;
  return withDue({ tenantId, sessionId, intentToken, times, readyAt, activeAt: readyAt });
}

/** When it is stopped if nothing happens to it any more and no lease is renewed; `null` when never. */
export function idleEndOf({ activeAt, heldUntil, times }: Activity): number | null {
  if (times.idleTimeoutMs === 0) return null;
  const last = heldUntil === undefined || heldUntil < activeAt ? activeAt : heldUntil;
  return Date.parse(last) + times.idleTimeoutMs;
}

/** When its longest life is over; `null` when never. */
export function lifeEndOf({ readyAt, times }: Pick<Activity, 'readyAt' | 'times'>): number | null {
  return times.maxLifetimeMs === 0 ? null : Date.parse(readyAt) + times.maxLifetimeMs;
}

/** What comes next; of two things at the same time the end of the longest life. */
export function nextStepOf(activity: Activity): NextStep | null {
  const steps = [...lifetimeSteps(activity), ...idleSteps(activity)];
  return steps.reduce<NextStep | null>((first, step) => (first === null || step.at < first.at ? step : first), null);
}

/** With the time that the index of the reaper goes by. */
export function withDue({ dueAt: _dueAt, ...activity }: Activity): Activity {
  const next = nextStepOf(activity);
  return next === null ? activity : { ...activity, dueAt: next.at };
}

/** With the use at `activeAt` and until `heldUntil`, which is the end of the last living lease. */
export function usedAt(activity: Activity, use: { readonly activeAt: string; readonly heldUntil: string | null }) {
  const { heldUntil: _heldUntil, ...rest } = activity;
  const activeAt = latest(activity.activeAt, use.activeAt);
  return withDue({ ...rest, activeAt, ...(use.heldUntil === null ? {} : { heldUntil: use.heldUntil }) });
}

/** With its idle time begun at the end of leases that were not renewed. */
export function released(activity: Activity): Activity {
  return usedAt(activity, { activeAt: activity.heldUntil ?? activity.activeAt, heldUntil: null });
}

/** With a warning given of that end. */
export function warned(
  activity: Activity,
  { reason, at }: { readonly reason: LifeEnd; readonly at: string },
): Activity {
  return withDue({ ...activity, ...(reason === 'idle' ? { warnedIdleAt: at } : { warnedLifetime: true }) });
}

function lifetimeSteps(activity: Activity): readonly NextStep[] {
  const end = lifeEndOf(activity);
  if (end === null) return [];
  const lead = Math.min(activity.times.warnBeforeMs, activity.times.maxLifetimeMs / 2);
  return [stepTo('max-lifetime', { end, lead, isWarned: activity.warnedLifetime === true })];
}

function idleSteps(activity: Activity): readonly NextStep[] {
  if (activity.heldUntil !== undefined) return [{ action: 'look', at: activity.heldUntil }];
  const end = idleEndOf(activity);
  if (end === null) return [];
  const lead = Math.min(activity.times.warnBeforeMs, activity.times.idleTimeoutMs / 2);
  return [stepTo('idle', { end, lead, isWarned: activity.warnedIdleAt === toTimestamp(end) })];
}

function stepTo(
  reason: LifeEnd,
  { end, lead, isWarned }: { readonly end: number; readonly lead: number; readonly isWarned: boolean },
): NextStep {
  return isWarned
    ? { action: 'stop', reason, at: toTimestamp(end) }
    : { action: 'warn', reason, at: toTimestamp(end - lead) };
}

function latest(a: string, b: string): string {
  return a > b ? a : b;
}
