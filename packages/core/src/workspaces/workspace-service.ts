import { auditedBy, type AuditService } from '../audit/index.js';
import type { Caller, Clock, InvalidInput, SessionId } from '../kernel/index.js';
import { abortable, delay, err, errAsync, okAsync, ResultAsync, toTimestamp, type Result } from '../kernel/index.js';
import type { Session, SessionEnvironment } from '../sessions/index.js';
import type { ActivityHold, ActivityTracker, HoldError } from './activity-tracker.js';
import type { BackupError, BackupService } from './backup-service.js';
import type { WorkspaceAccess } from './workspace-access.js';
import { shuttingDown, workspaceNotRunning, type ReachError } from './workspace-errors.js';
import { followWorkspace } from './workspace-events.js';
import type { WorkspaceFeed } from './workspace-feed.js';
import type { KeptFiles } from './kept-files.js';
import type { QueuePlaces } from './queue-places.js';
import { resumePosition } from './resume-position.js';
import type { StartTurns } from './start-turns.js';
import type { WorkspaceLifecycle } from './workspace-lifecycle.js';
import type { AlsoWritten, SessionWorkspace, WorkspaceKey, WorkspaceRepository } from './workspace-repository.js';
import { isActive } from './workspace-transitions.js';
import type { WorkspaceExplanation } from './workspace-explanation.js';
import type { WorkspaceUse } from './workspace-use.js';
import type { Workspace, WorkspaceEvent, WorkspaceReason, WorkspaceView } from './workspace.js';

export interface WorkspaceServiceDeps {
  readonly access: WorkspaceAccess;
  readonly repository: WorkspaceRepository;
  readonly lifecycle: WorkspaceLifecycle;
  readonly keptFiles: KeptFiles;
  readonly feed: WorkspaceFeed;
  readonly turns: StartTurns;
  readonly places: QueuePlaces;
  readonly activity: ActivityTracker;
  readonly use: WorkspaceUse;
  readonly clock: Clock;
  /** How long before a session expires those who follow its workspace are warned. */
  readonly expiryWarningMs: number;
  readonly backups: BackupService;
  readonly audit: Pick<AuditService, 'append'>;
}

/** Who starts what; the options are those of `start`. */
export interface StartOf {
  readonly caller: Caller;
  readonly sessionId: SessionId;
  readonly signal?: AbortSignal | undefined;
  readonly onlyWhileWaiting?: boolean | undefined;
}

type FoundSession = SessionWorkspace & { readonly session: Session };

/** How a start is wanted, and what is written where it begins. */
interface Wanted {
  readonly onlyWhileWaiting: boolean;
  readonly also: AlsoWritten;
}

/** How often it is looked whether a start is in the store, when nobody waits for more than that. */
const BEGIN_POLL_MS = 2;

/** Starts, stops and watches the workspaces of sessions. Looking never wakes one, and never makes one live longer. */
export class WorkspaceService implements SessionEnvironment<ReachError | BackupError> {
  private closed = false;

  constructor(private readonly deps: WorkspaceServiceDeps) {}

  /**
   * The session is wanted running when ok, and its workspace is as given: `ready`, or on its way after `waitMs`. Everyone who
   * starts the same session joins one start. Where there is no room yet the start is `queued`, and has its turn whether or not
   * anybody waits for it. `workspace/queue-full` when no more may wait, `workspace/over-quota` when it could never have room.
   *
   * @param options.waitMs how long to wait for `ready`. @default as long as a start may take, and its wait for room
   * @param options.onlyWhileWaiting gives the place in the queue up once `signal` fired, unless somebody else wants the start; the
   *   session is not wanted running then. @default false
   */
  start(
    caller: Caller,
    sessionId: SessionId,
    options: {
      readonly waitMs?: number | undefined;
      readonly signal?: AbortSignal | undefined;
      readonly onlyWhileWaiting?: boolean | undefined;
    } = {},
  ): ResultAsync<WorkspaceView, ReachError> {
    const { waitMs, ...rest } = options;
    return this.bring({ caller, sessionId, ...rest }, (found, wanted) => this.ready(found, { waitMs, ...wanted }));
  }

  /** Nobody wants the session running when ok, and its workspace is `stopped`, or `stopping` when that takes longer. */
  stop(caller: Caller, sessionId: SessionId): ResultAsync<WorkspaceView, ReachError> {
    const { access, clock, lifecycle, places, repository } = this.deps;
    return access.find({ caller, sessionId, action: 'workspace.stop' }).andThen(({ session }) => {
      const key = keyOf(session);
      return repository
        .unwant(key, toTimestamp(clock.now()))
        .andThen(() => lifecycle.end(key, 'requested'))
        .andThen((workspace) => places.view(workspace));
    });
  }

  get(caller: Caller, sessionId: SessionId): ResultAsync<WorkspaceView, ReachError> {
    return this.deps.access
      .find({ caller, sessionId, action: 'workspace.read' })
      .andThen(({ workspace }) => this.deps.use.view(workspace));
  }

  /** The workspaces of sessions that the caller was given, in their order. */
  views(sessions: readonly Session[]): ResultAsync<readonly WorkspaceView[], ReachError> {
    const { repository, use } = this.deps;
    return repository.getMany(sessions.map(keyOf)).andThen((all) => use.views(all));
  }

  /** What keeps the workspace alive and until when, or why it does not run, and what happens to it next. */
  explain(caller: Caller, sessionId: SessionId): ResultAsync<WorkspaceExplanation, ReachError> {
    const { access, use } = this.deps;
    return access.find({ caller, sessionId, action: 'workspace.read' }).andThen((found) => use.explain(found));
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
      .find({ caller, sessionId, action: 'workspace.start' })
      .andThen((found) => use.keepAlive(found.workspace, caller.userId, durationMs).andThen(() => use.explain(found)));
  }

  /**
   * Traffic to a port of the workspace goes on until the hold ends when ok, and keeps it from being stopped as idle: for who proxies
   * that traffic, who tells by `touch` that some came. A hold without any for `workspaces.idleSocketMaxMs` does not count until
   * the next, so one that is never ended keeps nothing alive for ever. `workspace/not-running` unless it is ready;
   * `workspace/replaced` when that life ends meanwhile. Starts nothing.
   */
  holdForTraffic(caller: Caller, sessionId: SessionId): ResultAsync<ActivityHold, ReachError | HoldError> {
    const { access, activity } = this.deps;
    return access
      .find({ caller, sessionId, action: 'workspace.start' })
      .andThen(({ workspace }): ResultAsync<ActivityHold, ReachError | HoldError> => {
        if (this.closed) return errAsync(shuttingDown());
        if (workspace?.state !== 'ready') return errAsync(workspaceNotRunning(workspace?.state ?? 'none'));
        return activity.hold(workspace, 'proxy');
      });
  }

  /**
   * What happens to the workspace from position `from` on, or from now; ends with `signal`. Before the end of a session that
   * expires there is a `warning`; the last event is `failed` for somebody who is put out of the room. `request/invalid` for a position
   * that is none.
   */
  events(
    caller: Caller,
    sessionId: SessionId,
    options: { readonly from?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): ResultAsync<AsyncIterable<WorkspaceEvent>, ReachError | InvalidInput> {
    const position = resumePosition(options.from);
    if (position.isErr()) return errAsync(position.error);
    const { access, expiryWarningMs, ...deps } = this.deps;
    const target = { caller, sessionId, action: 'workspace.read', signal: options.signal } as const;
    return access.find(target).andThen(({ session }) =>
      access.follow<WorkspaceEvent>(target, session, {
        open: (signal) =>
          okAsync(followWorkspace({ ...deps, key: keyOf(session), expiryWarningMs }, { from: options.from, signal })),
        toEvent: (error) => ({ type: 'failed', error }),
      }),
    );
  }

  end(session: Session, reason: WorkspaceReason): ResultAsync<void, ReachError> {
    const { keptFiles, lifecycle } = this.deps;
    const key = keyOf(session);
    return lifecycle.end(key, reason).map(async (workspace) => {
      const isOver = workspace === null || !isActive(workspace.state);
      if (reason === 'session-deleted' && isOver && keptFiles.keeps(session)) await keptFiles.forget(key);
    });
  }

  copyFiles(caller: Caller, from: Session, to: Session): ResultAsync<void, ReachError | BackupError> {
    const { access, backups } = this.deps;
    if (from.storage !== 'none' && from.storage === to.storage) return backups.copy(caller, from, to);
    const origin = { caller, sessionId: from.id, action: 'session.fork' } as const;
    const target = { caller, sessionId: to.id, action: 'files.write' } as const;
    return access.find(origin).andThen(({ workspace }) => {
      if (workspace?.state !== 'ready') return okAsync(undefined);
      return this.start(caller, to.id).andThen(() =>
        access.use(origin, ({ files }) =>
          files.download('').andThen((tar) => access.use(target, (copy) => copy.files.upload('', tar))),
        ),
      );
    });
  }

  /** `start` without a view of it, for who goes into the workspace at once. */
  protected enter(start: StartOf): ResultAsync<Workspace, ReachError> {
    return this.bring(start, (found, wanted) => this.used(found, wanted));
  }

  /** Starts nothing from then on. */
  close(): void {
    this.closed = true;
  }

  private bring<T>(
    { caller, sessionId, signal, ...options }: StartOf,
    work: (found: FoundSession, wanted: Wanted) => ResultAsync<T, ReachError>,
  ): ResultAsync<T, ReachError> {
    if (this.closed) return errAsync(shuttingDown());
    const onlyWhileWaiting = options.onlyWhileWaiting === true && signal !== undefined;
    const also: AlsoWritten = (tx, { incarnation }) =>
      this.deps.audit.append(tx, {
        ...auditedBy(caller),
        ...{ action: 'workspace.started', subject: sessionId, outcome: 'success', details: { incarnation } },
      });
    return this.deps.access.find({ caller, sessionId, action: 'workspace.start' }).andThen((found) => {
      const begin = () => work(found, { onlyWhileWaiting, also });
      if (onlyWhileWaiting) return this.deps.turns.callers.waitFor(keyOf(found.session), begin, signal);
      return abortable('workspace start', begin(), signal);
    });
  }

  private ready(
    found: FoundSession,
    { waitMs, ...wanted }: Wanted & { readonly waitMs: number | undefined },
  ): ResultAsync<WorkspaceView, ReachError> {
    const { use } = this.deps;
    const ready = this.used(found, wanted).andThen((workspace) => use.view(workspace));
    return waitMs === undefined ? ready : new ResultAsync(this.readyWithin(found.session, ready, waitMs));
  }

  /** Ready, and used now: whoever starts it does not find it stopped as idle the next moment. */
  private used(seen: FoundSession, wanted: Wanted): ResultAsync<Workspace, ReachError> {
    const { activity, lifecycle } = this.deps;
    const key = keyOf(seen.session);
    return lifecycle.ensure(key, { ...wanted, seen }).andThen((workspace) =>
      activity
        .touch(workspace)
        .map(() => workspace)
        .orElse((error) =>
          error.type === 'workspace/replaced' ? lifecycle.ensure(key, { also: wanted.also }) : errAsync(error),
        ),
    );
  }

  private async readyWithin(
    session: Session,
    ready: ResultAsync<WorkspaceView, ReachError>,
    waitMs: number,
  ): Promise<Result<WorkspaceView, ReachError>> {
    const { clock, places, repository } = this.deps;
    // A start that the store does not have yet is waited for, so that nobody is told of one that a crash would forget.
    for (let delayMs = waitMs; ; delayMs = BEGIN_POLL_MS) {
      const settled = new AbortController();
      const first = await Promise.race([ready, delay(clock, delayMs, settled.signal)]);
      settled.abort();
      if (first !== undefined) return first;
      const workspace = await repository.get(keyOf(session));
      if (workspace.isErr()) return err(workspace.error);
      if (workspace.value !== null && isActive(workspace.value.state)) return places.view(workspace.value);
    }
  }
}

function keyOf(session: Session): WorkspaceKey {
  return { tenantId: session.tenantId, sessionId: session.id };
}
