import { toTimestamp } from '../kernel/index.js';
import type { RuntimeHandle } from '../runtime/index.js';
import { idleEndOf, type Activity } from './activity.js';
import type { Reservation } from './capacity.js';
import type { LifeTimes } from './idle-policy.js';
import type { Workspace, WorkspaceReason, WorkspaceWarning } from './workspace.js';
import type { Hold } from './workspace-repository.js';
import { nextState, type WorkspaceTrigger } from './workspace-transitions.js';

/** A box that was made and answers. */
export interface LivingBox {
  readonly handle: RuntimeHandle;
  readonly life: string;
  /** How long the workspace lives in it. @default forever */
  readonly times?: LifeTimes;
  /** Set when the source of the session was brought into it. */
  readonly sourcedAt?: string;
}

/** The queued workspace on its way to run, with its room; `null` where it does not wait any more. */
export function admitted(
  workspace: Workspace,
  { now, hold, reserved }: { readonly now: string; readonly hold: Hold; readonly reserved: Reservation },
): Workspace | null {
  const next = moved(workspace, 'request', { updatedAt: now, reserved, interruptions: 0 });
  return next === null ? null : { ...next, ...hold };
}

/** The start in the hands of who holds it from now on; `null` when it moved on since it was `seen`. */
export function claimed(workspace: Workspace, seen: Workspace, hold: Hold): Workspace | null {
  const { holder, intentToken, state } = workspace;
  const isSame = state === 'creating' && intentToken === seen.intentToken && holder === seen.holder;
  return isSame ? { ...workspace, ...hold } : null;
}

/**
 * The start that had waited for its turn and was interrupted, on its way again in the room that it has, as the next incarnation;
 * `null` for one that never waited, and for one that was interrupted too often.
 */
export function startedAnew(
  workspace: Workspace,
  { now, intentToken, holder, holdUntil }: Hold & { readonly now: string; readonly intentToken: string },
): Workspace | null {
  const { incarnation, interruptions } = workspace;
  if (interruptions === undefined || interruptions >= MAX_INTERRUPTIONS) return null;
  const ended = moved(workspace, 'fail', {});
  const next = ended === null ? null : moved(ended, 'request', { updatedAt: now, intentToken });
  if (next === null) return null;
  const { handle: _handle, pooled: _pooled, life: _life, reason: _reason, ...begun } = next;
  return { ...begun, incarnation: incarnation + 1, interruptions: interruptions + 1, holder, holdUntil };
}

/** A start that ends each replica that makes it may not go on for ever. */
const MAX_INTERRUPTIONS = 3;

/** The workspace with its box running; `null` where that is not legal any more. */
export function started(workspace: Workspace, box: LivingBox, now: string): Workspace | null {
  const { interruptions: _interruptions, ...rest } = workspace;
  return moved(rest, 'started', { ...box, readyAt: now, updatedAt: now });
}

/** The workspace as it is, with a warning in its history. */
export function withWarning(
  workspace: Workspace,
  { reason, at }: Pick<WorkspaceWarning, 'reason' | 'at'>,
  now: string,
): Workspace {
  return { ...workspace, warning: { reason, at, version: workspace.version + 1 }, updatedAt: now };
}

/** The workspace without the warning of an idle end that it is used past; `null` where there is none to take back. */
export function withoutWarning(workspace: Workspace, activity: Activity): Workspace | null {
  const { warning, ...rest } = workspace;
  if (warning?.reason !== 'idle') return null;
  const idleEnd = idleEndOf(activity);
  return idleEnd !== null && toTimestamp(idleEnd) <= warning.at ? null : { ...rest, updatedAt: activity.activeAt };
}

/** The workspace on its way to its end, moved by the holder; `null` where nothing of it runs. */
export function stopping(
  workspace: Workspace,
  { reason, now, hold }: { readonly reason: WorkspaceReason; readonly now: string; readonly hold: Partial<Hold> },
): Workspace | null {
  // The time for which its files are tried to be stored counts from the first stop, however often it is asked for.
  const updatedAt = workspace.state === 'stopping' ? workspace.updatedAt : now;
  const next = moved(workspace, 'stop', { reason, updatedAt });
  return next === null || (next.state === workspace.state && next.state !== 'stopping') ? null : { ...next, ...hold };
}

/** The workspace with its box gone as wanted. */
export function removed(workspace: Workspace, now: string): Workspace | null {
  return moved(workspace, 'removed', { updatedAt: now });
}

/** The workspace with its box dead, or not made. */
export function failed(workspace: Workspace, reason: WorkspaceReason, now: string): Workspace | null {
  return moved(workspace, 'fail', { reason, updatedAt: now });
}

function moved(workspace: Workspace, trigger: WorkspaceTrigger, change: Partial<Workspace>): Workspace | null {
  const next = nextState(workspace.state, trigger);
  if (next.isErr() || next.value === 'none') return null;
  const { holder: _holder, holdUntil: _holdUntil, warning: _warning, ...rest } = workspace;
  return { ...rest, ...change, state: next.value };
}
