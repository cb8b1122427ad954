import type { CursorCodec } from '../kernel/index.js';
import { collection, EntityTable, type EntityRecord } from '../store/index.js';
import type { Workspace, WorkspaceState } from './workspace.js';
import { isActive } from './workspace-transitions.js';

/** A workspace as it is stored: with the state it is found by, absent once nothing of it can run. */
export interface StoredWorkspace extends Workspace {
  readonly active?: WorkspaceState;
  /** When this life was asked for, while it is active: the order of a tenant's list. */
  readonly activeSince?: string;
}

export const workspaces = collection<EntityRecord<StoredWorkspace>>()('workspaces', {
  key: ['tenantId', 'sessionId'],
  indexes: { byActivity: ['active'], byTenant: ['tenantId', 'activeSince'] },
});

export type WorkspaceTable = EntityTable<StoredWorkspace>;

export function createWorkspaceTable(cursors: CursorCodec): WorkspaceTable {
  return new EntityTable<StoredWorkspace>(workspaces, cursors);
}

export function toStoredWorkspace<W extends Omit<Workspace, 'version'>>(workspace: W): W {
  return isActive(workspace.state)
    ? { ...workspace, active: workspace.state, activeSince: workspace.createdAt }
    : workspace;
}

export function toWorkspace({ active: _active, activeSince: _since, ...workspace }: StoredWorkspace): Workspace {
  return workspace;
}
