import type { Caller, Clock, SessionId } from '../kernel/index.js';
import { abortable, err, errAsync, ok, ResultAsync, toTimestamp, type Result } from '../kernel/index.js';
import type { ConnectionError, WorkspaceConnection } from '../runtime/index.js';
import { asOf, canUse, sessionArchived, sessionNotFound, type Session } from '../sessions/index.js';
import { shuttingDown, workspaceNotRunning, workspaceReplaced, type ReachError } from './workspace-errors.js';
import type { WorkspaceLifecycle } from './workspace-lifecycle.js';
import type { WorkspaceLinks } from './workspace-links.js';
import type { SessionWorkspace, WorkspaceRepository } from './workspace-repository.js';
import type { Workspace } from './workspace.js';

/** Which workspace is meant: the session's current one, or one life of it and no other. */
export interface WorkspaceTarget {
  readonly caller: Caller;
  readonly sessionId: SessionId;
  /** With it, another life is never reached: `workspace/replaced`. */
  readonly incarnation?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Also while that life is being stopped, to hear the ends of what runs in it. @default false */
  readonly ending?: boolean;
}

export interface ReachedWorkspace {
  readonly workspace: Workspace;
  readonly connection: WorkspaceConnection;
}

export interface WorkspaceAccessDeps {
  readonly repository: WorkspaceRepository;
  readonly lifecycle: WorkspaceLifecycle;
  readonly links: WorkspaceLinks;
  readonly clock: Clock;
}

/** The one way from a caller to the inside of a workspace: who may, which life, and what to do when it is not there. */
export class WorkspaceAccess {
  private closed = false;

  constructor(private readonly deps: WorkspaceAccessDeps) {}

  /** From then on everything fails with `service/shutting-down`. */
  close(): void {
    this.closed = true;
  }

  /** The session and its workspace; `session/not-found` for who may not know of it. Wakes nothing. */
  find({
    caller,
    sessionId,
  }: WorkspaceTarget): ResultAsync<SessionWorkspace & { readonly session: Session }, ReachError> {
    return this.deps.repository
      .getWithSession({ tenantId: caller.tenantId, sessionId })
      .andThen(({ session, workspace }) =>
        session !== null && canUse(session, caller)
          ? ok({ session: asOf(session, toTimestamp(this.deps.clock.now())), workspace })
          : err(sessionNotFound()),
      );
  }

  /**
   * A link to the running workspace; `session/archived` when the session's time is over. One that died is made anew when its session is still wanted running, and the target
   * names no life; `workspace/not-running` when it is not wanted.
   */
  reach(target: WorkspaceTarget): ResultAsync<ReachedWorkspace, ReachError> {
    if (this.closed) return errAsync(shuttingDown());
    return this.find(target).andThen((found) => {
      const { session, workspace } = found;
      const fits = target.incarnation === undefined || target.incarnation === workspace?.incarnation;
      if (!fits) return errAsync(workspaceReplaced(target.incarnation));
      if (target.ending === true && workspace?.state === 'stopping') return this.link(workspace);
      if (target.ending !== true && session.status === 'archived') return errAsync(sessionArchived());
      if (workspace?.state !== 'ready') return this.revive(target, found);
      return this.link(workspace).orElse((error) => new ResultAsync(this.reviveDead(target, workspace, error)));
    });
  }

  /** What `work` makes of the running workspace. When its link breaks because the workspace died, `workspace/replaced`. */
  use<T, E>(
    target: WorkspaceTarget,
    work: (connection: WorkspaceConnection, workspace: Workspace) => ResultAsync<T, E | ConnectionError>,
  ): ResultAsync<T, E | ReachError> {
    return this.reach(target).andThen(({ workspace, connection }) =>
      work(connection, workspace).orElse(
        (error): ResultAsync<T, E | ReachError> => new ResultAsync(this.explainLoss<T, E>(workspace, error)),
      ),
    );
  }

  private async explainLoss<T, E>(
    workspace: Workspace,
    error: E | ConnectionError,
  ): Promise<Result<T, E | ReachError>> {
    if (!isConnectionLost(error)) return err(error);
    const dead = await this.deps.lifecycle.examine(workspace);
    return err(dead ? workspaceReplaced(workspace.incarnation) : error);
  }

  private async reviveDead(
    target: WorkspaceTarget,
    workspace: Workspace,
    error: ReachError,
  ): Promise<Result<ReachedWorkspace, ReachError>> {
    if (!(await this.deps.lifecycle.examine(workspace))) return err(error);
    return this.find(target).andThen((found) => this.revive(target, found));
  }

  private revive(
    target: WorkspaceTarget,
    { session, workspace }: SessionWorkspace & { readonly session: Session },
  ): ResultAsync<ReachedWorkspace, ReachError> {
    if (target.incarnation !== undefined) return errAsync(workspaceReplaced(target.incarnation));
    if (session.desired !== 'running') return errAsync(workspaceNotRunning(workspace?.state ?? 'none'));
    const ready = this.deps.lifecycle.ensure({ tenantId: session.tenantId, sessionId: session.id });
    return abortable<Workspace, ReachError>('workspace start', ready, target.signal).andThen((made) => this.link(made));
  }

  private link(workspace: Workspace): ResultAsync<ReachedWorkspace, ReachError> {
    return this.deps.links.to(workspace).map((connection) => ({ workspace, connection }));
  }
}

function isConnectionLost(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'type' in error && error.type === 'connection/lost';
}
