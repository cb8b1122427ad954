import { toTimestamp } from '../kernel/index.js';
import { firstActivity, idleEndOf, lifeEndOf, type Activity } from './activity.js';
import type { Workspace, WorkspaceView } from './workspace.js';

/** What a caller sees of `workspace`, or of a session that never had one. */
export function toWorkspaceView(
  workspace: Workspace | null,
  runtime: string,
  activity: Activity | null = null,
): WorkspaceView {
  if (workspace === null) return { state: 'none', incarnation: 0, runtime };
  const { state, incarnation, reason, createdAt, readyAt } = workspace;
  return {
    state,
    incarnation,
    runtime: workspace.runtime,
    createdAt,
    ...(reason === undefined ? {} : { reason }),
    ...(readyAt === undefined ? {} : { readyAt }),
    ...(state === 'ready' ? endsOf(workspace, activity) : {}),
  };
}

/** Of a workspace whose use is not known, as it was when it became ready. */
function endsOf(workspace: Workspace, known: Activity | null): Pick<WorkspaceView, 'idleAt' | 'expiresAt'> {
  const activity = known?.intentToken === workspace.intentToken ? known : firstActivity(workspace);
  const idleEnd = idleEndOf(activity);
  const lifeEnd = lifeEndOf(activity);
  return {
    ...(idleEnd === null ? {} : { idleAt: toTimestamp(idleEnd) }),
    ...(lifeEnd === null ? {} : { expiresAt: toTimestamp(lifeEnd) }),
  };
}
