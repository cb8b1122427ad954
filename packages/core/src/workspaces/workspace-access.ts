import type { Caller, Clock, SessionId } from '../kernel/index.js';
import {
  abortable,
  aborted,
  err,
  errAsync,
  isAborted,
  ResultAsync,
  toTimestamp,
  type Result,
} from '../kernel/index.js';
import type { ConnectionError, WorkspaceConnection } from '../runtime/index.js';
import {
  asOf,
  authorize,
  sessionArchived,
  sessionNotFound,
  type AccessError,
  type AccessFeed,
  type Session,
  type SessionAction,
} from '../sessions/index.js';
import { Lifetime, whileAllowed, type Followed, type RoleListener } from './followed-access.js';
import { shuttingDown, workspaceNotRunning, workspaceReplaced, type ReachError } from './workspace-errors.js';
import type { WorkspaceLifecycle } from './workspace-lifecycle.js';
import type { WorkspaceLinks } from './workspace-links.js';
import type { SessionWorkspace, WorkspaceKey, WorkspaceRepository } from './workspace-repository.js';
import type { Workspace } from './workspace.js';

/** Which workspace is meant: the session's current one, or one life of it and no other. */
export interface WorkspaceTarget {
  readonly caller: Caller;
  readonly sessionId: SessionId;
  /** What the caller is about to do, which the caller's role in the session must allow. */
  readonly action: SessionAction;
  /** With it, another life is never reached: `workspace/replaced`. */
  readonly incarnation?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Also while that life is being stopped, to hear the ends of what runs in it. @default false */
  readonly ending?: boolean;
}

export interface ReachedWorkspace {
  readonly session: Session;
  readonly workspace: Workspace;
  readonly connection: WorkspaceConnection;
}

export interface WorkspaceAccessDeps {
  readonly repository: WorkspaceRepository;
  readonly lifecycle: WorkspaceLifecycle;
  readonly links: WorkspaceLinks;
  readonly accessFeed: AccessFeed;
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

  /**
   * The session and its workspace; `session/not-found` for who may not know of the session, `session/forbidden` for whose role
   * in it does not allow the target's action. Wakes nothing.
   */
  find({
    caller,
    sessionId,
    action,
  }: WorkspaceTarget): ResultAsync<SessionWorkspace & { readonly session: Session }, ReachError> {
    return this.deps.repository
      .getWithSession({ tenantId: caller.tenantId, sessionId }, caller.userId)
      .andThen(({ session, workspace, role }) => {
        if (session === null) return err(sessionNotFound());
        const now = toTimestamp(this.deps.clock.now());
        return authorize(role, action).map(() => ({ session: asOf(session, now), workspace, role }));
      });
  }

  /**
   * What the caller follows, for as long as the caller's role in the session allows the target's action; then `toEvent` of
   * why it ends is the last item. Nothing of what comes after the end of a role is given, in the process that ended it, and
   * for a second at most in another. `open` begins with a signal that fires when it is over.
   */
  follow<T>(
    target: WorkspaceTarget,
    session: Session,
    { open, toEvent, roles }: Followed<T>,
  ): ResultAsync<AsyncIterable<T>, ReachError> {
    // Nobody but its owner is in a solo session, and its owner stays in it.
    if (session.kind !== 'room') return open(target.signal);
    const { accessFeed, clock } = this.deps;
    const lifetime = new Lifetime(target.signal);
    const guard = {
      check: () => this.whyNot(target, roles),
      looking: (look: Promise<void>) => roles?.looking(look),
      watch: (wake: () => void) => accessFeed.watch(session.id, wake),
      clock,
      toEvent,
    };
    return open(lifetime.signal).map((events) => whileAllowed(events, lifetime, guard));
  }

  /**
   * A link to the running workspace; `session/archived` when the session's time is over. One that died is made anew when its session is still wanted running, and the target
   * names no life; `workspace/not-running` when it is not wanted. The target's signal gives up every wait on the way.
   */
  reach(target: WorkspaceTarget): ResultAsync<ReachedWorkspace, ReachError> {
    if (this.closed) return errAsync(shuttingDown());
    if (isAborted(target.signal)) return errAsync(aborted('reaching the workspace'));
    return abortable('reaching the workspace', this.reachLinked(target), target.signal);
  }

  private reachLinked(target: WorkspaceTarget): ResultAsync<ReachedWorkspace, ReachError> {
    return this.find(target).andThen((found) => {
      const { session, workspace } = found;
      const fits = target.incarnation === undefined || target.incarnation === workspace?.incarnation;
      if (!fits) return errAsync(workspaceReplaced(target.incarnation));
      if (target.ending === true && workspace?.state === 'stopping') return this.link(session, workspace);
      if (target.ending !== true && session.status === 'archived') return errAsync(sessionArchived());
      if (workspace?.state !== 'ready') return this.revive(target, found);
      return this.link(session, workspace).orElse(
        (error) => new ResultAsync(this.reviveDead(target, workspace, error)),
      );
    });
  }

  /**
   * A link to one life of a workspace, also while it is being stopped, for what goes on there without anybody who asks.
   * `workspace/replaced` when that life is over.
   */
  life({
    incarnation,
    ...key
  }: WorkspaceKey & { readonly incarnation: number }): ResultAsync<
    Pick<ReachedWorkspace, 'workspace' | 'connection'>,
    ReachError
  > {
    if (this.closed) return errAsync(shuttingDown());
    const { lifecycle, links, repository } = this.deps;
    return repository
      .get(key)
      .andThen((workspace): ResultAsync<Pick<ReachedWorkspace, 'workspace' | 'connection'>, ReachError> => {
        const isThere = workspace?.state === 'ready' || workspace?.state === 'stopping';
        if (!isThere || workspace.incarnation !== incarnation) return errAsync(workspaceReplaced(incarnation));
        const dead = async (error: ReachError) =>
          err((await lifecycle.examine(workspace)) ? workspaceReplaced(incarnation) : error);
        return links
          .to(workspace)
          .map((connection) => ({ workspace, connection }))
          .orElse((error) => new ResultAsync(dead(error)));
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

  /** Why the target's action is not allowed any more; `null` while it is, and when the session is gone, which ends by itself. */
  private async whyNot(
    { caller, sessionId, action }: WorkspaceTarget,
    roles: RoleListener | undefined,
  ): Promise<AccessError | null> {
    const { repository } = this.deps;
    const found = await repository.getWithSession({ tenantId: caller.tenantId, sessionId }, caller.userId);
    if (found.isErr() || found.value.session === null) return null;
    roles?.is(found.value.role);
    const allowed = authorize(found.value.role, action);
    return allowed.isErr() ? allowed.error : null;
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
    return abortable<Workspace, ReachError>('workspace start', ready, target.signal).andThen((made) =>
      this.link(session, made),
    );
  }

  private link(session: Session, workspace: Workspace): ResultAsync<ReachedWorkspace, ReachError> {
    return this.deps.links.to(workspace).map((connection) => ({ session, workspace, connection }));
  }
}

function isConnectionLost(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'type' in error && error.type === 'connection/lost';
}
