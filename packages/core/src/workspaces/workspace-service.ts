import type { Caller, Clock, SessionId } from '../kernel/index.js';
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
import type { Lease, Leases } from '../leases/index.js';
import type { Session, SessionEnvironment } from '../sessions/index.js';
import type { BackupError, BackupService } from './backup-service.js';
import type { WorkspaceAccess } from './workspace-access.js';
import { shuttingDown, type ReachError } from './workspace-errors.js';
import { followWorkspace } from './workspace-events.js';
import type { WorkspaceFeed } from './workspace-feed.js';
import type { WorkspaceLifecycle } from './workspace-lifecycle.js';
import type { WorkspaceKey, WorkspaceRepository } from './workspace-repository.js';
import { isActive } from './workspace-transitions.js';
import { toWorkspaceView } from './workspace-view.js';
import type { WorkspaceEvent, WorkspaceReason, WorkspaceView } from './workspace.js';

export interface WorkspaceServiceDeps {
  readonly access: WorkspaceAccess;
  readonly repository: WorkspaceRepository;
  readonly lifecycle: WorkspaceLifecycle;
  readonly feed: WorkspaceFeed;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly runtimeName: string;
  readonly backups: BackupService;
}

export interface WorkspaceExplanation {
  readonly workspace: WorkspaceView;
  /** What keeps it alive now. */
  readonly leases: readonly Lease[];
  /** Why it runs, or does not, for a person. */
  readonly because: string;
}

/** How often it is looked whether a start is in the store, when nobody waits for more than that. */
const BEGIN_POLL_MS = 2;

/** Starts, stops and watches the workspaces of sessions. Looking never wakes one, and never makes one live longer. */
export class WorkspaceService implements SessionEnvironment<ReachError | BackupError> {
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
    return this.deps.access
      .find({ caller, sessionId })
      .map(({ workspace }) => toWorkspaceView(workspace, this.deps.runtimeName));
  }

  /** The workspaces of sessions that the caller was given, in their order. */
  views(sessions: readonly Session[]): ResultAsync<readonly WorkspaceView[], ReachError> {
    return this.deps.repository
      .getMany(sessions.map(keyOf))
      .map((all) => all.map((workspace) => toWorkspaceView(workspace, this.deps.runtimeName)));
  }

  explain(caller: Caller, sessionId: SessionId): ResultAsync<WorkspaceExplanation, ReachError> {
    const { access, leases, runtimeName } = this.deps;
    return access.find({ caller, sessionId }).andThen(({ session, workspace }) => {
      const view = toWorkspaceView(workspace, runtimeName);
      return activityOf(leases, session).map((held) => ({
        workspace: view,
        leases: held,
        because: reasonFor(view, session),
      }));
    });
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

  copyFiles(caller: Caller, from: Session, to: Session): ResultAsync<void, ReachError | BackupError> {
    const { access, backups } = this.deps;
    if (from.storage !== 'none' && from.storage === to.storage) return backups.copy(caller, from, to);
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
    const { lifecycle, runtimeName } = this.deps;
    const ready = lifecycle.ensure(keyOf(session)).map((workspace) => toWorkspaceView(workspace, runtimeName));
    return waitMs === undefined ? ready : new ResultAsync(this.readyWithin(session, ready, waitMs));
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

function activityOf(leases: Leases, session: Session): ResultAsync<readonly Lease[], ReachError> {
  return leases
    .list(`activity/${session.id}`)
    .orElse((error) => (error.type === 'request/invalid' ? ok([]) : err(error)));
}

function reasonFor({ state, reason }: WorkspaceView, session: Session): string {
  if (state === 'none') return 'It was never started.';
  if (state === 'stopped' || state === 'failed' || state === 'stopping') {
    return `It is ${state}: ${reason ?? 'requested'}.`;
  }
  return session.desired === 'running' ? `It is ${state}, because it was started.` : `It is ${state}, and is ending.`;
}
