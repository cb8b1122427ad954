import type { Workspace, WorkspaceView } from './workspace.js';

/** What a caller sees of `workspace`, or of a session that never had one. */
export function toWorkspaceView(workspace: Workspace | null, runtime: string): WorkspaceView {
  if (workspace === null) return { state: 'none', incarnation: 0, runtime };
  const { state, incarnation, reason, createdAt, readyAt } = workspace;
  return {
    state,
    incarnation,
    runtime: workspace.runtime,
    createdAt,
    ...(reason === undefined ? {} : { reason }),
    ...(readyAt === undefined ? {} : { readyAt }),
  };
}
