import type { RuntimeHandle } from '../runtime/index.js';
import type { Workspace, WorkspaceReason } from './workspace.js';
import type { Hold } from './workspace-repository.js';
import { nextState, type WorkspaceTrigger } from './workspace-transitions.js';

/** A box that was made and answers. */
export interface LivingBox {
  readonly handle: RuntimeHandle;
  readonly life: string;
  /** Set when the source of the session was brought into it. */
  readonly sourcedAt?: string;
}

/** The workspace with its box running; `null` where that is not legal any more. */
export function started(workspace: Workspace, { handle, life, sourcedAt }: LivingBox, now: string): Workspace | null {
  const sourced = sourcedAt === undefined ? {} : { sourcedAt };
  return moved(workspace, 'started', { handle, life, readyAt: now, updatedAt: now, ...sourced });
}

/** The workspace on its way to its end, moved by the holder; `null` where nothing of it runs. */
export function stopping(
  workspace: Workspace,
  { reason, now, hold }: { readonly reason: WorkspaceReason; readonly now: string; readonly hold: Hold },
): Workspace | null {
  const next = moved(workspace, 'stop', { reason, updatedAt: now });
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
  const { holder: _holder, holdUntil: _holdUntil, ...rest } = workspace;
  return { ...rest, ...change, state: next.value };
}
