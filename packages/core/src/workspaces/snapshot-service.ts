import { auditedBy, type AuditEntry } from '../audit/index.js';
import {
  abortable,
  err,
  errAsync,
  ok,
  okAsync,
  ResultAsync,
  snapshotId,
  timeLimit,
  toTimestamp,
  type Caller,
  type Clock,
  type IdSource,
  type InvalidInput,
  type Page,
  type PageRequest,
  type Result,
  type SessionId,
} from '../kernel/index.js';
import {
  runtimeTimedOut,
  runtimeUnsupported,
  type BoxSnapshot,
  type RuntimeHandle,
  type WorkspaceRuntime,
} from '../runtime/index.js';
import type { Session, SessionAction } from '../sessions/index.js';
import type { Logger } from '../telemetry/index.js';
import {
  snapshotNotFound,
  type SnapshotLimit,
  type SnapshotNotFound,
  type SnapshotNotRestorable,
} from './snapshot-errors.js';
import type { SnapshotRemoval } from './snapshot-removal.js';
import type { SnapshotRestore } from './snapshot-restore.js';
import type { SnapshotLimits, SnapshotRepository } from './snapshot-repository.js';
import { toSnapshotView, type Snapshot, type SnapshotView } from './snapshot.js';
import type { WorkspaceAccess } from './workspace-access.js';
import { workspaceNotRunning, workspaceReplaced, type ReachError } from './workspace-errors.js';
import type { Workspace } from './workspace.js';

export interface SnapshotServiceDeps {
  readonly access: WorkspaceAccess;
  readonly repository: SnapshotRepository;
  readonly removal: SnapshotRemoval;
  readonly restoring: SnapshotRestore;
  readonly runtime: WorkspaceRuntime;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly holder: string;
  readonly options: SnapshotLimits & { readonly snapshotTimeoutMs: number };
}

export type SnapshotError = ReachError | SnapshotNotFound | SnapshotLimit | SnapshotNotRestorable | InvalidInput;

export interface TakeSnapshot {
  /** At most 200 characters; what is longer is cut. */
  readonly label?: string | undefined;
  /** Gives it up: nothing of it stays. */
  readonly signal?: AbortSignal | undefined;
}

type Running = Workspace & { readonly handle: RuntimeHandle };

const MAX_LABEL = 200;

/**
 * Snapshots of the workspaces of sessions, kept by the runtime. All methods are `session/not-found` and `session/forbidden` as the
 * roles of the session have it, and `runtime/unsupported`, which names the capability, where the runtime takes none.
 */
export class SnapshotService {
  constructor(private readonly deps: SnapshotServiceDeps) {}

  /**
   * The files of the running workspace as they are at one moment; what runs in it stands still for that moment and goes on.
   * `workspace/not-running` where none runs, `workspace/replaced` where it ended meanwhile, `snapshot/limit` where the session or its
   * tenant has as many as may be, `runtime/timed-out` after `snapshotTimeoutMs`.
   */
  take(caller: Caller, sessionId: SessionId, options: TakeSnapshot = {}): ResultAsync<SnapshotView, SnapshotError> {
    return this.find(caller, sessionId, 'snapshots.write').andThen(({ session, workspace }) =>
      isRunning(workspace)
        ? new ResultAsync(this.make(caller, { session, workspace }, options))
        : err(workspaceNotRunning(workspace?.state ?? 'none')),
    );
  }

  /** The newest first, those that are being taken among them. */
  list(
    caller: Caller,
    sessionId: SessionId,
    request: PageRequest = {},
  ): ResultAsync<Page<SnapshotView>, SnapshotError> {
    const key = { tenantId: caller.tenantId, sessionId };
    return this.find(caller, sessionId, 'snapshots.read')
      .andThen(() => this.deps.repository.list(key, request))
      .map(({ items, nextCursor }) => ({ items: items.flatMap((item) => toSnapshotView(item) ?? []), nextCursor }));
  }

  /** `snapshot/not-found` also for one that is being removed. */
  get(caller: Caller, sessionId: SessionId, id: string): ResultAsync<SnapshotView, SnapshotError> {
    const key = { tenantId: caller.tenantId, sessionId, id };
    return this.find(caller, sessionId, 'snapshots.read')
      .andThen(() => this.deps.repository.get(key))
      .andThen((found) => viewOf(found));
  }

  /**
   * The workspace is stopped when ok, and stays so; the next one, and each after it, begins with the files of the snapshot, until
   * another is restored, this one is removed, or the session gets other languages. What the workspace had is gone.
   * `snapshot/not-restorable` with the reason: the session has a storage, from which its files come; it has other languages than
   * when the snapshot was taken; or its runtime is another. `snapshot/not-found` also while it is being taken.
   */
  restore(caller: Caller, sessionId: SessionId, id: string): ResultAsync<SnapshotView, SnapshotError> {
    const key = { tenantId: caller.tenantId, sessionId, id };
    return this.find(caller, sessionId, 'snapshots.restore')
      .andThen(({ session }) =>
        this.deps.repository
          .get(key)
          .andThen((found): ResultAsync<Snapshot, SnapshotError> =>
            found?.state === 'ready'
              ? this.deps.restoring.restore(caller, session, found)
              : errAsync(snapshotNotFound()),
          ),
      )
      .andThen(viewOf);
  }

  /**
   * Gone when ok; boxes that boot from it go on. One that is being taken is given up. When the runtime does not answer, it is gone
   * for everybody, and a sweep removes what is left of it.
   */
  remove(caller: Caller, sessionId: SessionId, id: string): ResultAsync<void, SnapshotError> {
    const { logger, removal, repository, restoring } = this.deps;
    const entry: AuditEntry = {
      ...auditedBy(caller),
      action: 'snapshot.removed',
      subject: id,
      outcome: 'success',
      details: { sessionId },
    };
    const mark = (current: Snapshot) => (current.state === 'removing' ? null : removal.marked(current));
    return this.find(caller, sessionId, 'snapshots.write')
      .andThen(({ session }) => restoring.forget(session, id))
      .andThen(() => repository.change({ tenantId: caller.tenantId, sessionId, id }, mark, entry))
      .andThen((marked) => (marked === null ? errAsync(snapshotNotFound()) : ok(marked)))
      .andThen((marked) =>
        removal.finish(marked).orElse((error) => {
          logger.warn({ error, snapshotId: id }, 'snapshot not removed yet');
          return ok(undefined);
        }),
      );
  }

  private find(
    caller: Caller,
    sessionId: SessionId,
    action: Extract<SessionAction, `snapshots.${string}`>,
  ): ResultAsync<{ readonly session: Session; readonly workspace: Workspace | null }, SnapshotError> {
    const { access, runtime } = this.deps;
    return access
      .find({ caller, sessionId, action })
      .andThen(({ session, workspace }) =>
        runtime.capabilities.snapshot ? ok({ session, workspace }) : err(runtimeUnsupported('snapshot')),
      );
  }

  /** The intent stands in the store before anything is made. */
  private async make(
    caller: Caller,
    { session, workspace }: { readonly session: Session; readonly workspace: Running },
    { label, signal }: TakeSnapshot,
  ): Promise<Result<SnapshotView, SnapshotError>> {
    const { clock, holder, ids, options, repository } = this.deps;
    const now = clock.now();
    const begun = await repository.insert(
      {
        ...{ tenantId: workspace.tenantId, sessionId: workspace.sessionId, id: snapshotId.create(ids) },
        ...{ state: 'taking', incarnation: workspace.incarnation, runtime: workspace.runtime },
        ...{ languages: session.languages, takenBy: caller.userId },
        ...(label === undefined ? {} : { label: label.slice(0, MAX_LABEL) }),
        ...{ holder, holdUntil: toTimestamp(now + 2 * options.snapshotTimeoutMs) },
        ...{ createdAt: toTimestamp(now), updatedAt: toTimestamp(now) },
      },
      options,
    );
    if (begun.isErr()) return err(begun.error);
    const taken = await this.copy(begun.value, workspace, signal);
    const kept = taken.isErr() ? err(taken.error) : await this.keep(caller, begun.value, taken.value);
    if (kept.isErr()) await this.giveUp(caller, begun.value, taken.unwrapOr(null));
    return kept;
  }

  private async copy(
    { id }: Snapshot,
    { handle, incarnation }: Running,
    signal: AbortSignal | undefined,
  ): Promise<Result<BoxSnapshot, SnapshotError>> {
    const { clock, options, runtime } = this.deps;
    const limit = timeLimit(clock, options.snapshotTimeoutMs, signal);
    const wanted = { token: id, signal: limit.signal, timeoutMs: options.snapshotTimeoutMs };
    const taken = await abortable('snapshot', runtime.snapshot(handle, wanted), limit.signal);
    limit.cancel();
    return taken.mapErr((error) => {
      if (error.type === 'runtime/not-found') return workspaceReplaced(incarnation);
      return error.type === 'request/aborted' && limit.isOver ? runtimeTimedOut('snapshot') : error;
    });
  }

  /** `snapshot/not-found` when it was removed meanwhile. */
  private async keep(
    caller: Caller,
    { tenantId, sessionId, id }: Snapshot,
    { image }: BoxSnapshot,
  ): Promise<Result<SnapshotView, SnapshotError>> {
    const updatedAt = toTimestamp(this.deps.clock.now());
    const ready = ({ holder: _holder, holdUntil: _until, ...current }: Snapshot): Snapshot | null =>
      current.state === 'taking' ? { ...current, image, state: 'ready', updatedAt } : null;
    const entry: AuditEntry = {
      ...auditedBy(caller),
      action: 'snapshot.taken',
      subject: id,
      outcome: 'success',
      details: { sessionId },
    };
    const kept = await this.deps.repository.change({ tenantId, sessionId, id }, ready, entry);
    return kept.andThen(viewOf);
  }

  /** What cannot be taken away now is left to a sweep. */
  private async giveUp(caller: Caller, snapshot: Snapshot, made: BoxSnapshot | null): Promise<void> {
    const { logger, removal, repository, runtime } = this.deps;
    const { id, sessionId } = snapshot;
    const entry: AuditEntry = {
      ...auditedBy(caller),
      action: 'snapshot.taken',
      subject: id,
      outcome: 'failed',
      details: { sessionId },
    };
    const marked = await repository.change(snapshot, (current) => removal.marked(current), entry);
    const given = marked.andThen((current) => ok(current === null ? made : { ...current, ...made }));
    // Without an answer of the store it may as well be ready.
    const gone = await given.asyncAndThen((left) => {
      if (left === null) return okAsync(undefined);
      // Whoever removed the record meanwhile did not know the image.
      return 'tenantId' in left ? removal.finish(left) : runtime.removeSnapshot(left.image);
    });
    if (gone.isErr()) logger.warn({ error: gone.error, snapshotId: id }, 'snapshot not removed yet');
  }
}

function isRunning(workspace: Workspace | null): workspace is Running {
  return workspace?.state === 'ready' && workspace.handle !== undefined;
}

function viewOf(snapshot: Snapshot | null): Result<SnapshotView, SnapshotNotFound> {
  const view = snapshot === null ? null : toSnapshotView(snapshot);
  return view === null ? err(snapshotNotFound()) : ok(view);
}
