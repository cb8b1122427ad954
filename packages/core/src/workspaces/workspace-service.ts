import type { Caller, Clock, InvalidInput, SessionId } from '../kernel/index.js';
import {
  abortable,
  delay,
  err,
  errAsync,
  ok,
  okAsync,
  ResultAsync,
  toTimestamp,
  type Result,
} from '../kernel/index.js';
import type { Session, SessionEnvironment } from '../sessions/index.js';
import type { ActivityTracker } from './activity-tracker.js';
import type { WorkspaceAccess } from './workspace-access.js';
import { shuttingDown, type ReachError } from './workspace-errors.js';
import { followWorkspace } from './workspace-events.js';
import type { WorkspaceFeed } from './workspace-feed.js';
import type { WorkspaceLifecycle } from './workspace-lifecycle.js';
import type { WorkspaceKey, WorkspaceRepository } from './workspace-repository.js';
import { isActive } from './workspace-transitions.js';
import type { WorkspaceExplanation } from './workspace-explanation.js';
import type { WorkspaceUse } from './workspace-use.js';
import { toWorkspaceView } from './workspace-view.js';
import type { Workspace, WorkspaceEvent, WorkspaceReason, WorkspaceView } from './workspace.js';

export interface WorkspaceServiceDeps {
  readonly access: WorkspaceAccess;
  readonly repository: WorkspaceRepository;
  readonly lifecycle: WorkspaceLifecycle;
  readonly feed: WorkspaceFeed;
  readonly activity: ActivityTracker;
  readonly use: WorkspaceUse;
  readonly clock: Clock;
  readonly runtimeName: string;
}

/** How often it is looked whether a start is in the store, when nobody waits for more than that. */
const BEGIN_POLL_MS = 2;

/** Starts, stops and watches the workspaces of sessions. Looking never wakes one, and never makes one live longer. */
export class WorkspaceService implements SessionEnvironment<ReachError> {
  private closed = false;

  constructor(private readonly deps: WorkspaceServiceDeps) {}

  /**
   * The session is wanted running when ok, and its workspace is as given: `ready`, or on its way after `waitMs`. Everyone who
   * starts the same session joins one start.
   *
   * @param options.waitMs how long to wait for `ready`. @default as long as a start may take
   */
  start(
    caller: Caller,
    sessionId: SessionId,
    options: { readonly waitMs?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): ResultAsync<WorkspaceView, ReachError> {
    if (this.closed) return errAsync(shuttingDown());
    const { waitMs, signal } = options;
    return this.deps.access
      .find({ caller, sessionId })
      .andThen(({ session }) => abortable('workspace start', this.ready(session, waitMs), signal));
  }

  /** Nobody wants the session running when ok, and its workspace is `stopped`, or `stopping` when that takes longer. */
  stop(caller: Caller, sessionId: SessionId): ResultAsync<WorkspaceView, ReachError> {
    const { access, clock, lifecycle, repository, runtimeName } = this.deps;
    return access.find({ caller, sessionId }).andThen(({ session }) => {
      const key = keyOf(session);
      return repository
        .unwant(key, toTimestamp(clock.now()))
        .andThen(() => lifecycle.end(key, 'requested'))
        .map((workspace) => toWorkspaceView(workspace, runtimeName));
    });
  }

  get(caller: Caller, sessionId: SessionId): ResultAsync<WorkspaceView, ReachError> {
    return this.deps.access.find({ caller, sessionId }).andThen(({ workspace }) => this.deps.use.view(workspace));
  }

  /** The workspaces of sessions that the caller was given, in their order. */
  views(sessions: readonly Session[]): ResultAsync<readonly WorkspaceView[], ReachError> {
    const { repository, use } = this.deps;
    return repository.getMany(sessions.map(keyOf)).andThen((all) => use.views(all));
  }

  /** What keeps the workspace alive and until when, or why it does not run, and what happens to it next. */
  explain(caller: Caller, sessionId: SessionId): ResultAsync<WorkspaceExplanation, ReachError> {
    const { access, use } = this.deps;
    return access.find({ caller, sessionId }).andThen((found) => use.explain(found));
  }

  /**
   * The workspace is not stopped as idle for `durationMs` from now on when ok, unless the caller says something else before; with
   * 0 the caller keeps it alive no more. `workspace/not-running` unless it is ready; `request/invalid` past
   * `workspaces.maxKeepAliveMs`. It does not go past the workspace's longest life.
   */
  keepAlive(
    caller: Caller,
    sessionId: SessionId,
    { durationMs }: { readonly durationMs: number },
  ): ResultAsync<WorkspaceExplanation, ReachError | InvalidInput> {
    const { access, use } = this.deps;
    return access
      .find({ caller, sessionId })
      .andThen((found) => use.keepAlive(found.workspace, caller.userId, durationMs).andThen(() => use.explain(found)));
  }

  /** What happens to the workspace from position `from` on, or from now; ends with `signal`. */
  events(
    caller: Caller,
    sessionId: SessionId,
    options: { readonly from?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): ResultAsync<AsyncIterable<WorkspaceEvent>, ReachError> {
    const { access, clock, feed, repository, runtimeName } = this.deps;
    return access
      .find({ caller, sessionId })
      .map(({ session }) => followWorkspace({ key: keyOf(session), clock, feed, repository, runtimeName }, options));
  }

  end(session: Session, reason: WorkspaceReason): ResultAsync<void, ReachError> {
    return this.deps.lifecycle.end(keyOf(session), reason).map(() => undefined);
  }

  copyFiles(caller: Caller, from: Session, to: Session): ResultAsync<void, ReachError> {
    const { access } = this.deps;
    return access.find({ caller, sessionId: from.id }).andThen(({ workspace }) => {
      if (workspace?.state !== 'ready') return okAsync(undefined);
      return this.start(caller, to.id).andThen(() =>
        access.use({ caller, sessionId: from.id }, (origin) =>
          origin.files
            .download('')
            .andThen((tar) => access.use({ caller, sessionId: to.id }, (copy) => copy.files.upload('', tar))),
        ),
      );
    });
  }

  /** Starts nothing from then on. */
  close(): void {
    this.closed = true;
  }

  private ready(session: Session, waitMs: number | undefined): ResultAsync<WorkspaceView, ReachError> {
    const { use } = this.deps;
    const ready = this.used(keyOf(session)).andThen((workspace) => use.view(workspace));
    return waitMs === undefined ? ready : new ResultAsync(this.readyWithin(session, ready, waitMs));
  }

  /** Ready, and used now: whoever starts it does not find it stopped as idle the next moment. */
  private used(key: WorkspaceKey): ResultAsync<Workspace, ReachError> {
    const { activity, lifecycle } = this.deps;
    return lifecycle.ensure(key).andThen((workspace) =>
      activity
        .touch(workspace)
        .map(() => workspace)
        .orElse((error) => (error.type === 'workspace/replaced' ? lifecycle.ensure(key) : errAsync(error))),
    );
  }

  private async readyWithin(
    session: Session,
    ready: ResultAsync<WorkspaceView, ReachError>,
    waitMs: number,
  ): Promise<Result<WorkspaceView, ReachError>> {
    const { clock, repository, runtimeName } = this.deps;
    // A start that the store does not have yet is waited for, so that nobody is told of one that a crash would forget.
    for (let delayMs = waitMs; ; delayMs = BEGIN_POLL_MS) {
      const settled = new AbortController();
      const first = await Promise.race([ready, delay(clock, delayMs, settled.signal)]);
      settled.abort();
      if (first !== undefined) return first;
      const workspace = await repository.get(keyOf(session));
      if (workspace.isErr()) return err(workspace.error);
      const view = toWorkspaceView(workspace.value, runtimeName);
      if (isActive(view.state)) return ok(view);
    }
  }
}

function keyOf(session: Session): WorkspaceKey {
  return { tenantId: session.tenantId, sessionId: session.id };
}
