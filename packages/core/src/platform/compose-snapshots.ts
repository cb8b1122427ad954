import type { AuditService } from '../audit/index.js';
import type { SessionRepository } from '../sessions/index.js';
import {
  SnapshotRemoval,
  SnapshotRepository,
  SnapshotRestore,
  SnapshotService,
  SnapshotSweeper,
  type KeptFiles,
  type ResolvedWorkspaceOptions,
  type WorkspaceAccess,
  type WorkspaceLifecycle,
  type WorkspaceRepository,
} from '../workspaces/index.js';
import type { PlatformContext } from './platform-context.js';

interface SnapshotSurroundings {
  readonly sessions: SessionRepository;
  readonly audit: AuditService;
  readonly holder: string;
  readonly keptFiles: KeptFiles;
  readonly workspaceOptions: ResolvedWorkspaceOptions;
}

export interface RestoreSurroundings {
  readonly access: WorkspaceAccess;
  readonly workspaces: WorkspaceRepository;
  readonly lifecycle: WorkspaceLifecycle;
}

/** Snapshots of workspaces, and what sees to it that nothing is left of them. */
export function composeSnapshots(
  { store, runtime, clock, ids, logger, installation: { cursors, id: installationId } }: PlatformContext,
  { sessions, audit, holder, keptFiles, workspaceOptions: options }: SnapshotSurroundings,
) {
  const repository = new SnapshotRepository(store, cursors, audit);
  const removal = new SnapshotRemoval({ repository, runtime, clock, installationId, holder });
  const deps = { repository, removal, runtime, clock, logger };
  return {
    sweeper: new SnapshotSweeper({ ...deps, sessions, installationId }),
    service: ({ access, workspaces, lifecycle }: RestoreSurroundings) => {
      const restoring = new SnapshotRestore({
        ...{ workspaces, lifecycle, audit, clock, keptFiles },
        runtimeName: runtime.name,
      });
      return new SnapshotService({ ...deps, access, restoring, ids, holder, options });
    },
  };
}
