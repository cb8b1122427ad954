import type { Caller, ResultAsync, SessionId } from '../kernel/index.js';
import { WorkspaceService, type ReachError, type WorkspaceServiceDeps } from '../workspaces/index.js';
import type { CarrelWorkspaces } from './carrel.js';
import { OpenWorkspace, type WorkspaceServices } from './open-workspace.js';

/** The workspace service, with handles that reach into the services above it. */
export class HandleWorkspaces extends WorkspaceService implements CarrelWorkspaces {
  constructor(
    deps: WorkspaceServiceDeps,
    private readonly services: WorkspaceServices,
  ) {
    super(deps);
  }

  open(
    caller: Caller,
    sessionId: SessionId,
    options: { readonly signal?: AbortSignal; readonly onlyWhileWaiting?: boolean } = {},
  ): ResultAsync<OpenWorkspace, ReachError> {
    return this.enter({ caller, sessionId, ...options }).map(
      ({ incarnation }) => new OpenWorkspace({ caller, sessionId, incarnation }, this.services),
    );
  }
}
