import type { Clock, IdSource } from '../kernel/index.js';
import {
  delay,
  err,
  ok,
  okAsync,
  ResultAsync,
  SingleFlight,
  toTimestamp,
  workspaceId,
  type Result,
} from '../kernel/index.js';
import { isGoneProcess } from '../leases/index.js';
import type { ConnectionError, RuntimeError, WorkspaceRuntime } from '../runtime/index.js';
import type { Session } from '../sessions/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { Logger } from '../telemetry/index.js';
import type { CommandEndings } from './command-endings.js';
import type { WorkspaceSources } from './source-clone.js';
import type { SourceError } from './source-git.js';
import type { WorkspaceBoxes } from './workspace-boxes.js';
import { failed, removed, started, stopping, type LivingBox } from './workspace-changes.js';
import { workspaceNotReady, workspaceNotRunning, workspaceStartFailed, type ReachError } from './workspace-errors.js';
import type { WorkspaceFeed } from './workspace-feed.js';
import type { WorkspaceLinks } from './workspace-links.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';
import type { Hold, WorkspaceKey, WorkspaceRepository } from './workspace-repository.js';
import type { Workspace, WorkspaceReason } from './workspace.js';

export interface WorkspaceLifecycleDeps {
  readonly repository: WorkspaceRepository;
  readonly runtime: WorkspaceRuntime;
  readonly boxes: WorkspaceBoxes;
  readonly links: WorkspaceLinks;
  readonly endings: CommandEndings;
  readonly sources: WorkspaceSources;
  readonly feed: WorkspaceFeed;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  /** Names this life of this process. */
  readonly holder: string;
  readonly options: ResolvedWorkspaceOptions;
}

/** What a start can fail with. */
type StartError = RuntimeError | ConnectionError | SourceError | RecordError | StoreError;

/** How often a workspace that another replica moves is looked at. */
const POLL_MS = 100;

/**
 * Moves workspaces through their lives. Whatever it does to a box stands in the store before, so that after a crash at any
 * instant the reconciler finds what is left and to whom it belongs.
 */
export class WorkspaceLifecycle {
  private readonly starts = new SingleFlight<string, Result<Workspace, ReachError>>();
  /** The parts of starts that make a box; a start that waits for an end is none. */
  private readonly creations = new SingleFlight<string, Result<Workspace, ReachError>>();
  private readonly ends = new SingleFlight<string, Result<Workspace | null, ReachError>>();
  private readonly startAborts = new Map<string, AbortController>();

  constructor(private readonly deps: WorkspaceLifecycleDeps) {}

  /** Ready when ok: the workspace that was, or a new incarnation. Everyone who asks at the same time shares one start. */
  ensure(key: WorkspaceKey): ResultAsync<Workspace, ReachError> {
    return new ResultAsync(this.starts.run(key.sessionId, () => this.bringUp(key)));
  }

  /**
   * Ends the session's workspace, from every state. Gives it `stopped`, or `stopping` when its box could not be removed yet and
   * the reconciler has to go on; `null` when there never was one.
   */
  end(key: WorkspaceKey, reason: WorkspaceReason): ResultAsync<Workspace | null, ReachError> {
    return new ResultAsync(this.ends.run(key.sessionId, () => this.bringDown(key, reason)));
  }

  /** `failed` for `reason` when ok, unless it moved on meanwhile; what is left of its box is removed. */
  async bury(workspace: Workspace, reason: WorkspaceReason): Promise<void> {
    const { boxes, clock, links, logger } = this.deps;
    const now = toTimestamp(clock.now());
    const buried = await this.record(workspace, (current) =>
      current.state === workspace.state ? failed(current, reason, now) : null,
    );
    if (buried.isErr() || buried.value === null) return;
    logger.info({ sessionId: workspace.sessionId, incarnation: workspace.incarnation, reason }, 'workspace failed');
    await links.drop(workspace);
    const gone = await boxes.remove(workspace);
    if (gone.isErr()) logger.warn({ sessionId: workspace.sessionId, error: gone.error }, 'box not removed yet');
  }

  /** Buries the workspace if its box is dead; says whether it is. */
  async examine(workspace: Workspace): Promise<boolean> {
    const verdict = await this.deps.boxes.isDead(workspace);
    if (verdict === null) return false;
    await this.bury(workspace, verdict);
    return true;
  }

  /** The same when its box was told to have died, which may have been started again since by somebody else. */
  async examineDeath(workspace: Workspace): Promise<boolean> {
    (await this.deps.links.to(workspace)).unwrapOr(null);
    return this.examine(workspace);
  }

  /** Finishes what a replica that is gone left half done. Does nothing to a workspace that somebody is moving. */
  async takeOver(workspace: Workspace): Promise<void> {
    if (!this.isAbandoned(workspace)) return;
    if (workspace.state !== 'stopping') return this.bury(workspace, 'start-interrupted');
    const ended = await this.finishEnd(workspace);
    if (ended.isErr()) this.deps.logger.warn({ error: ended.error }, 'workspace not ended yet');
  }

  /** Waits for starts and ends under way; gives the starts up first. */
  async settle(): Promise<void> {
    for (const abort of this.startAborts.values()) abort.abort();
    await Promise.all([this.starts.settled(), this.ends.settled()]);
  }

  private async bringUp(key: WorkspaceKey): Promise<Result<Workspace, ReachError>> {
    const { clock, feed, repository } = this.deps;
    const giveUpAt = clock.now() + this.startMs() + this.deps.sources.maxMs;
    while (clock.now() <= giveUpAt) {
      const begun = await repository.begin(key, this.beginning());
      if (begun.isErr()) return err(begun.error);
      const { workspace, session, began } = begun.value;
      if (began) {
        feed.publish(workspace);
        return this.creations.run(key.sessionId, () => this.create(workspace, session));
      }
      if (workspace.state === 'ready') return ok(workspace);
      if (this.isAbandoned(workspace)) await this.takeOver(workspace);
      else await this.changeOf(workspace);
    }
    return err(workspaceNotReady());
  }

  private async create(workspace: Workspace, session: Session): Promise<Result<Workspace, ReachError>> {
    const { boxes, feed, options } = this.deps;
    const abort = new AbortController();
    const { signal } = abort;
    this.startAborts.set(workspace.sessionId, abort);
    try {
      const preparing = boxes.prepareImage(session, {
        signal,
        tell: (line) => {
          feed.progress.tell(workspace, 'image', line);
        },
      });
      const image = await this.inTime(options.imageTimeoutMs, abort, preparing);
      if (image.isErr()) return await this.abandon(workspace, image.error, signal);
      feed.progress.tell(workspace, 'start', 'making the box');
      const making = boxes.make(workspace, session, { image: image.value, signal });
      const box = await this.inTime(options.startTimeoutMs, abort, making);
      if (box.isErr()) return await this.abandon(workspace, box.error, signal);
      const filled = await this.fill(workspace, session, { box: box.value, signal });
      if (filled.isErr()) return await this.abandon(workspace, filled.error, signal);
      return await this.handOver(workspace, filled.value);
    } finally {
      this.startAborts.delete(workspace.sessionId);
      feed.progress.end(workspace.sessionId);
    }
  }

  /** The box with the source of the session in it, where it has one that is not there yet. */
  private fill(
    workspace: Workspace,
    session: Session,
    { box, signal }: { readonly box: LivingBox; readonly signal: AbortSignal },
  ): ResultAsync<LivingBox, StartError> {
    const { clock, feed, links, repository, sources } = this.deps;
    if (!sources.concerns(session)) return okAsync(box);
    const holdUntil = toTimestamp(clock.now() + this.startMs() + sources.maxMs);
    const tell = (line: string) => {
      feed.progress.tell(workspace, 'source', line);
    };
    // A source takes longer than the box, for which alone it was held so far.
    const held = repository.change(workspace, (current) =>
      current.intentToken === workspace.intentToken && current.state === 'creating' ? { ...current, holdUntil } : null,
    );
    return held
      .andThen(() => links.to({ ...workspace, ...box }, { signal }))
      .andThen((connection) => sources.bring(workspace, session, { connection, signal, tell }))
      .map((brought) => (brought ? { ...box, sourcedAt: toTimestamp(clock.now()) } : box));
  }

  private async inTime<T>(
    timeoutMs: number,
    abort: AbortController,
    work: ResultAsync<T, RuntimeError>,
  ): Promise<Result<T, RuntimeError>> {
    const stopTimer = this.deps.clock.setTimer(timeoutMs, () => {
      abort.abort('timeout');
    });
    try {
      return await work;
    } finally {
      stopTimer();
    }
  }

  private async handOver(workspace: Workspace, box: LivingBox): Promise<Result<Workspace, ReachError>> {
    const now = toTimestamp(this.deps.clock.now());
    const ready = await this.record(workspace, (current) => started(current, box, now));
    if (ready.isOk() && ready.value !== null) return ok(ready.value);
    const unwanted = { ...workspace, ...box };
    await this.deps.links.drop(unwanted);
    const gone = await this.deps.boxes.remove(unwanted);
    if (gone.isErr()) this.deps.logger.warn({ error: gone.error }, 'box not removed yet');
    return err(ready.isErr() ? ready.error : workspaceNotRunning('stopping'));
  }

  private async abandon(
    workspace: Workspace,
    error: StartError,
    signal: AbortSignal,
  ): Promise<Result<Workspace, ReachError>> {
    const failure = error.type === 'workspace/source-failed' ? 'source-failed' : 'start-failed';
    const reason = signal.reason === 'timeout' ? 'start-timed-out' : failure;
    this.deps.logger.warn({ sessionId: workspace.sessionId, reason, error }, 'workspace not started');
    await this.bury(workspace, reason);
    if (signal.aborted && signal.reason !== 'timeout') return err(workspaceNotRunning('stopping'));
    const tellsAll = error.type === 'runtime/unsupported' || error.type === 'workspace/source-failed';
    return err(tellsAll ? error : workspaceStartFailed(reason, error));
  }

  private async bringDown(key: WorkspaceKey, reason: WorkspaceReason): Promise<Result<Workspace | null, ReachError>> {
    const { clock, feed, repository } = this.deps;
    const now = toTimestamp(clock.now());
    const hold = this.hold();
    const changed = await repository.change(key, (current) => stopping(current, { reason, now, hold }));
    this.startAborts.get(key.sessionId)?.abort();
    // Not for the whole start, which may be waiting for this very end.
    await this.creations.settled(key.sessionId);
    if (changed.isErr()) return err(changed.error);
    if (changed.value === null) return repository.get(key);
    feed.publish(changed.value);
    return changed.value.state === 'stopping' ? this.finishEnd(changed.value) : ok(changed.value);
  }

  private async finishEnd(workspace: Workspace): Promise<Result<Workspace, ReachError>> {
    const { boxes, clock, endings, links, logger, repository } = this.deps;
    await endings.endAll(workspace);
    await links.drop(workspace);
    const gone = await boxes.remove(workspace);
    if (gone.isErr()) {
      logger.warn({ sessionId: workspace.sessionId, error: gone.error }, 'box not removed yet');
      return ok(workspace);
    }
    const now = toTimestamp(clock.now());
    const written = await this.record(workspace, (current) => removed(current, now));
    if (written.isErr() || written.value !== null) return written.map((ended) => ended ?? workspace);
    // Another replica wrote it first.
    return repository.get(workspace).map((current) => current ?? workspace);
  }

  /** Writes a change to this very incarnation and tells of it; `null` when it is another one, or the change is not legal. */
  private async record(
    workspace: Workspace,
    change: (current: Workspace) => Workspace | null,
  ): Promise<Result<Workspace | null, ReachError>> {
    const written = await this.deps.repository.change(workspace, (current) =>
      current.intentToken === workspace.intentToken ? change(current) : null,
    );
    if (written.isOk() && written.value !== null) this.deps.feed.publish(written.value);
    return written;
  }

  private isAbandoned({ state, holder, holdUntil, sessionId }: Workspace): boolean {
    if (state === 'ready' || holder === undefined || holdUntil === undefined) return false;
    const { clock } = this.deps;
    if (holder !== this.deps.holder) return isGoneProcess(holder) || holdUntil < toTimestamp(clock.now());
    return state === 'stopping' ? this.ends.get(sessionId) === undefined : !this.startAborts.has(sessionId);
  }

  private changeOf(workspace: Workspace): Promise<void> {
    const { clock, feed } = this.deps;
    const changed = new AbortController();
    const unwatch = feed.watch(workspace.sessionId, () => {
      changed.abort();
    });
    return delay(clock, POLL_MS, changed.signal).finally(unwatch);
  }

  private beginning() {
    const { clock, ids, runtime } = this.deps;
    return {
      ...this.hold(),
      runtime: runtime.name,
      id: workspaceId.create(ids),
      intentToken: ids.nextBody(),
      now: toTimestamp(clock.now()),
    };
  }

  /** How long a start may take at most. */
  private startMs(): number {
    const { options, runtime } = this.deps;
    return options.startTimeoutMs + (runtime.capabilities.images ? options.imageTimeoutMs : 0);
  }

  private hold(): Hold {
    const { clock, holder, options } = this.deps;
    const holdMs = this.startMs() + options.stopGraceMs;
    return { holder, holdUntil: toTimestamp(clock.now() + holdMs) };
  }
}
