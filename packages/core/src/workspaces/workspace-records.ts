import type { CursorCodec } from '../kernel/index.js';
import { collection, EntityTable, type EntityRecord } from '../store/index.js';
import type { Workspace, WorkspaceState } from './workspace.js';
import { isActive } from './workspace-transitions.js';

/** A workspace as it is stored: with the state it is found by, absent once nothing of it can run. */
export interface StoredWorkspace extends Workspace {
  readonly active?: WorkspaceState;
}

export const workspaces = collection<EntityRecord<StoredWorkspace>>()('workspaces', {
  key: ['tenantId', 'sessionId'],
  indexes: { byActivity: ['active'] },
});

export type WorkspaceTable = EntityTable<StoredWorkspace>;

export function createWorkspaceTable(cursors: CursorCodec): WorkspaceTable {
  return new EntityTable<StoredWorkspace>(workspaces, cursors);
}

export function toStoredWorkspace<W extends Omit<Workspace, 'version'>>(workspace: W): W {
  return isActive(workspace.state) ? { ...workspace, active: workspace.state } : workspace;
}

export function toWorkspace({ active: _active, ...workspace }: StoredWorkspace): Workspace {
  return workspace;
}
