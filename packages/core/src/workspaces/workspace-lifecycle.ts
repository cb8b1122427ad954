import type { Clock, IdSource } from '../kernel/index.js';
import { delay, err, ok, ResultAsync, SingleFlight, toTimestamp, type Result } from '../kernel/index.js';
import { isGoneProcess } from '../leases/index.js';
import type { BoxInfo, WorkspaceRuntime } from '../runtime/index.js';
import type { Session } from '../sessions/index.js';
import type { Logger } from '../telemetry/index.js';
import type { CommandEndings } from './command-endings.js';
import type { WorkspaceBoxes } from './workspace-boxes.js';
import { failed, removed, started, stopping, type LivingBox } from './workspace-changes.js';
import {
  shuttingDown,
  workspaceNotReady,
  workspaceNotRunning,
  workspaceStartFailed,
  type ReachError,
} from './workspace-errors.js';
import { AdmittedStarts } from './admitted-starts.js';
import { findBox } from './box-finding.js';
import { InterruptedStarts } from './interrupted-starts.js';
import type { AdmittedStart } from './start-admission.js';
import type { PoolOffer } from './pool-offers.js';
import { StartTerms } from './start-terms.js';
import type { StartTurns } from './start-turns.js';
import type { WorkspaceFeed } from './workspace-feed.js';
import type { WorkspaceLinks } from './workspace-links.js';
import type { WorkspaceStorage } from './workspace-storage.js';
import type { StartError, WorkspaceFiller } from './workspace-filler.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';
import type { AlsoWritten, SessionWorkspace, WorkspaceKey, WorkspaceRepository } from './workspace-repository.js';
import { isActive } from './workspace-transitions.js';
import type { Workspace, WorkspaceReason } from './workspace.js';

export interface WorkspaceLifecycleDeps {
  readonly repository: WorkspaceRepository;
  readonly runtime: WorkspaceRuntime;
  readonly boxes: WorkspaceBoxes;
  readonly links: WorkspaceLinks;
  readonly endings: CommandEndings;
  readonly storage: WorkspaceStorage;
  readonly filler: WorkspaceFiller;
  readonly feed: WorkspaceFeed;
  readonly turns: StartTurns;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  /** Names this life of this process. */
  readonly holder: string;
  readonly options: ResolvedWorkspaceOptions;
}

/** How many boxes of no use one start puts up with before it makes its own. */
const MAX_OFFERS = 3;
/** How often a workspace that another replica moves is looked at. */
const POLL_MS = 100;

interface EnsureOptions {
  readonly onlyWhileWaiting?: boolean;
  readonly seen?: SessionWorkspace;
  readonly also?: AlsoWritten | undefined;
}

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
  private readonly admitted: AdmittedStarts;
  private readonly interrupted: InterruptedStarts;
  private readonly terms: StartTerms;
  private settling = false;

  constructor(private readonly deps: WorkspaceLifecycleDeps) {
    this.terms = new StartTerms(deps);
    this.admitted = new AdmittedStarts(deps);
    this.interrupted = new InterruptedStarts({
      ...deps,
      hold: () => this.terms.hold(),
      start: (begun) => void this.startAdmitted(begun),
      bury: (workspace, reason) => this.bury(workspace, reason),
    });
    deps.turns.serve({ hold: () => this.terms.hold(), start: (admitted) => void this.startAdmitted(admitted) });
  }

  /**
   * Ready when ok: the workspace that was, or a new incarnation. Everyone who asks at the same time shares one start. Where there
   * is no room it waits for its turn, as long as that takes.
   *
   * @param options.onlyWhileWaiting whether the caller wants it only while it waits for it. @default false
   * @param options.seen what was just read of it, which need not be true any more. @default it is read
   * @param options.also what is written with its beginning; of those who share a start, that of the first. @default nothing
   */
  ensure(key: WorkspaceKey, options: EnsureOptions = {}): ResultAsync<Workspace, ReachError> {
    if (options.onlyWhileWaiting !== true) this.deps.turns.callers.keep(key);
    return new ResultAsync(this.starts.run(key.sessionId, () => this.bringUp(key, options)));
  }

  /**
   * Ends the session's workspace, from every state. Gives it `stopped`, or `stopping` when its box could not be removed yet and
   * the reconciler has to go on; `null` when there never was one.
   */
  end(key: WorkspaceKey, reason: WorkspaceReason): ResultAsync<Workspace | null, ReachError> {
    const ending = () => this.ends.run(key.sessionId, () => this.bringDown(key, reason));
    // One under way may leave the box until its files can be stored, which those of a deleted session need not be.
    const before = reason === 'session-deleted' ? this.ends.get(key.sessionId) : undefined;
    return new ResultAsync(before === undefined ? ending() : before.then(ending));
  }

  /** The same for an end that stands in the store already, in the hands of this replica. */
  carryOut(workspace: Workspace): ResultAsync<Workspace | null, ReachError> {
    this.deps.feed.publish(workspace);
    return new ResultAsync(this.ends.run(workspace.sessionId, () => this.finishEnd(workspace)));
  }

  /**
   * `failed` for `reason` when ok, unless it moved on meanwhile; what is left of its box is removed. A box that may run goes
   * first, so that the next start meets none.
   */
  async bury(workspace: Workspace, reason: WorkspaceReason): Promise<void> {
    const { clock, logger } = this.deps;
    const mayRun = workspace.state === 'creating' && workspace.holder === this.deps.holder;
    if (mayRun) await this.clear(await this.latest(workspace));
    if (mayRun && this.settling && workspace.interruptions !== undefined) return this.letGo(workspace);
    const now = toTimestamp(clock.now());
    const buried = await this.record(workspace, (current) =>
      current.state === workspace.state && current.holder === workspace.holder ? failed(current, reason, now) : null,
    );
    if (buried.isErr() || buried.value === null) return;
    logger.info({ sessionId: workspace.sessionId, incarnation: workspace.incarnation, reason }, 'workspace failed');
    this.deps.storage.release(workspace);
    if (!mayRun) await this.clear(buried.value);
  }

  /** Buries the workspace if its box is dead; says whether it is. @param box as it was just listed, where it was. */
  async examine(workspace: Workspace, box?: BoxInfo): Promise<boolean> {
    const verdict = await this.deps.boxes.isDead(workspace, box);
    if (verdict === null) return false;
    await this.bury(workspace, verdict);
    return true;
  }

  /** The same when its box was told to have died, which may have been started again since by somebody else. */
  async examineDeath(workspace: Workspace): Promise<boolean> {
    (await this.deps.links.to(workspace)).unwrapOr(null);
    return this.examine(workspace);
  }

  /** Finishes what a replica that is gone left half done; says whether it had to. Does nothing to a workspace that somebody is moving. */
  async takeOver(workspace: Workspace): Promise<boolean> {
    if (!this.isAbandoned(workspace)) return false;
    if (workspace.state !== 'stopping') {
      await this.interrupted.takeOver(workspace);
      return true;
    }
    const ended = await this.finishEnd(workspace);
    if (ended.isErr()) this.deps.logger.warn({ error: ended.error }, 'workspace not ended yet');
    return true;
  }

  /** Waits for starts and ends under way; gives the starts up first, and the waiting for those of other replicas. */
  async settle(): Promise<void> {
    this.settling = true;
    for (const abort of this.startAborts.values()) abort.abort();
    await Promise.all([this.starts.settled(), this.ends.settled()]);
  }

  /** Leaves a start that had waited for its turn to the next replica, at once. */
  private async letGo(workspace: Workspace): Promise<void> {
    const { clock, logger } = this.deps;
    const holdUntil = toTimestamp(clock.now());
    const left = await this.record(workspace, (current) =>
      current.state === 'creating' && current.holder === workspace.holder ? { ...current, holdUntil } : null,
    );
    if (left.isErr()) logger.warn({ sessionId: workspace.sessionId, error: left.error }, 'start not left to others');
  }

  /** As it is on record, with the box that was claimed for it meanwhile. */
  private async latest(workspace: Workspace): Promise<Workspace> {
    const current = (await this.deps.repository.get(workspace)).unwrapOr(null);
    return current?.intentToken === workspace.intentToken ? current : workspace;
  }

  /** Nothing of this life is there any more, as far as that can be had now. */
  private async clear(workspace: Workspace): Promise<void> {
    const { boxes, links, logger } = this.deps;
    await links.drop(workspace);
    const gone = await boxes.remove(workspace);
    if (gone.isErr()) logger.warn({ sessionId: workspace.sessionId, error: gone.error }, 'box not removed yet');
  }

  private async bringUp(
    key: WorkspaceKey,
    { onlyWhileWaiting = false, seen, also }: EnsureOptions,
  ): Promise<Result<Workspace, ReachError>> {
    const { clock, feed, repository } = this.deps;
    let giveUpAt = clock.now() + this.terms.startMs + this.deps.filler.maxMs;
    let offers = MAX_OFFERS;
    let found = seen;
    for (let isAgain = false; clock.now() <= giveUpAt; isAgain = true) {
      const offer = offers > 0 ? await this.offerFor(key, found) : null;
      found = undefined;
      const terms = { ...this.terms.beginning(), onlyWhileWaiting, isAgain, also };
      const begun = await repository.begin(key, { ...terms, ...(offer === null ? {} : { offer }) });
      const isTaken = begun.isOk() && begun.value.began && begun.value.workspace.state === 'ready';
      if (offer !== null && !isTaken) await offer.giveBack();
      if (begun.isErr()) return err(begun.error);
      const { workspace, session, began } = begun.value;
      if (offer !== null && isTaken) {
        if (await this.accept(workspace, offer)) return ok(workspace);
        offers -= 1;
        continue;
      }
      if (began) feed.publish(workspace);
      if (workspace.state === 'queued') {
        const turn = await this.awaitTurn(workspace);
        if (turn.isErr()) return err(turn.error);
        if (turn.value !== null) return this.make(turn.value);
        giveUpAt = clock.now() + this.terms.startMs;
        continue;
      }
      if (began || this.admitted.of(workspace) !== undefined) return this.make({ workspace, session });
      if (workspace.state === 'ready') return ok(workspace);
      if (this.isAbandoned(workspace)) await this.takeOver(workspace);
      else if (this.settling) return err(shuttingDown());
      else await this.changeOf(workspace);
    }
    return err(workspaceNotReady());
  }

  /** A box for a session that nothing runs for, if one waits that it could be ready with at once. */
  private async offerFor(key: WorkspaceKey, seen?: SessionWorkspace): Promise<PoolOffer | null> {
    if (!this.deps.boxes.hasPool) return null;
    // What it is begun with is read again in its transaction.
    const found = seen ?? (await this.deps.repository.getWithSession(key)).unwrapOr(null);
    if (found === null || found.session === null) return null;
    return found.workspace !== null && isActive(found.workspace.state) ? null : this.deps.boxes.offer(found.session);
  }

  /** Whether the workspace is ready for certain; otherwise its box is of no use, and it is buried. */
  private async accept(workspace: Workspace, offer: PoolOffer): Promise<boolean> {
    const accepted = await offer.accept(workspace);
    if (accepted) this.deps.feed.publish(workspace);
    else await this.bury(workspace, 'died');
    this.deps.boxes.refill();
    return accepted;
  }

  /** Makes a start whose turn has come, with those who wait for it here or for itself. */
  private async startAdmitted(start: AdmittedStart): Promise<void> {
    const { workspace } = start;
    this.admitted.add(start);
    while (this.admitted.of(workspace) === start) {
      const made = await this.starts.run(workspace.sessionId, () => this.make(start));
      if (made.isErr()) this.deps.logger.debug({ sessionId: workspace.sessionId, error: made.error }, 'start not made');
    }
  }

  private async awaitTurn(workspace: Workspace): Promise<Result<AdmittedStart | null, ReachError>> {
    const { sessionId } = workspace;
    const abort = new AbortController();
    this.startAborts.set(sessionId, abort);
    const turn = await this.admitted.awaitTurn(workspace, abort.signal);
    if (this.startAborts.get(sessionId) === abort) this.startAborts.delete(sessionId);
    const mine = this.admitted.of(workspace);
    if (turn.isErr() && abort.signal.aborted && mine !== undefined) {
      this.admitted.remove(sessionId);
      await this.bury(mine.workspace, 'start-interrupted');
    }
    return turn;
  }

  private make({ workspace, session }: AdmittedStart): Promise<Result<Workspace, ReachError>> {
    return this.creations.run(workspace.sessionId, () => this.create(workspace, session));
  }

  private async create(workspace: Workspace, session: Session): Promise<Result<Workspace, ReachError>> {
    const { boxes, feed, filler } = this.deps;
    const abort = new AbortController();
    const { signal } = abort;
    this.startAborts.set(workspace.sessionId, abort);
    this.admitted.remove(workspace.sessionId);
    try {
      const box = await findBox(this.deps, workspace, session, abort);
      if (box.isErr()) return await this.abandon(workspace, box.error, signal);
      const filled = await filler.fill(workspace, session, { box: box.value, signal, holdMs: this.terms.startMs });
      if (filled.isErr()) return await this.abandon(workspace, filled.error.cause, signal, filled.error.reason);
      const handed = await this.handOver(workspace, { ...filled.value, times: boxes.timesOf(session) });
      if (handed.isOk()) this.deps.storage.keep(handed.value, session);
      return handed;
    } finally {
      this.startAborts.delete(workspace.sessionId);
      feed.progress.end(workspace.sessionId);
    }
  }

  private async handOver(workspace: Workspace, box: LivingBox): Promise<Result<Workspace, ReachError>> {
    const now = toTimestamp(this.deps.clock.now());
    // Another replica may have taken it over meanwhile, and removes the box.
    const ready = await this.record(workspace, (current) =>
      current.holder === workspace.holder ? started(current, box, now) : null,
    );
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
    failure: WorkspaceReason = 'start-failed',
  ): Promise<Result<Workspace, ReachError>> {
    const reason = signal.reason === 'timeout' ? 'start-timed-out' : failure;
    this.deps.logger.warn({ sessionId: workspace.sessionId, reason, error }, 'workspace not started');
    await this.bury(workspace, reason);
    if (signal.aborted && signal.reason !== 'timeout') return err(workspaceNotRunning('stopping'));
    const tellsAll = error.type === 'runtime/unsupported' || error.type === 'workspace/source-failed';
    return err(tellsAll ? error : workspaceStartFailed(reason, error));
  }

  private async bringDown(key: WorkspaceKey, reason: WorkspaceReason): Promise<Result<Workspace | null, ReachError>> {
    const { clock, repository } = this.deps;
    const now = toTimestamp(clock.now());
    const hold = this.terms.hold();
    const changed = await repository.change(key, (current) => stopping(current, { reason, now, hold }));
    this.startAborts.get(key.sessionId)?.abort();
    // Not for the whole start, which may be waiting for this very end.
    await this.creations.settled(key.sessionId);
    if (changed.isErr()) return err(changed.error);
    if (changed.value === null) return repository.get(key);
    this.publish(changed.value);
    return changed.value.state === 'stopping' ? this.finishEnd(changed.value) : ok(changed.value);
  }

  private async finishEnd(workspace: Workspace): Promise<Result<Workspace, ReachError>> {
    const { boxes, clock, endings, links, logger, repository } = this.deps;
    await endings.endAll(workspace);
    const files = await this.deps.storage.saveAtEnd(workspace);
    if (files === 'later') return ok(workspace);
    this.deps.storage.release(workspace);
    await links.drop(workspace);
    const gone = await boxes.remove(workspace);
    if (gone.isErr()) {
      logger.warn({ sessionId: workspace.sessionId, error: gone.error }, 'box not removed yet');
      return ok(workspace);
    }
    const now = toTimestamp(clock.now());
    const written = await this.record(workspace, (current) => {
      const ended = removed(current, now);
      return ended === null || files === 'kept' ? ended : { ...ended, reason: 'files-not-saved' };
    });
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
    if (written.isOk() && written.value !== null) this.publish(written.value);
    return written;
  }

  /** Tells of a change, and lets those who wait have the room that it gave back. */
  private publish(workspace: Workspace): void {
    this.deps.feed.publish(workspace);
    if (!isActive(workspace.state)) this.deps.turns.kick();
  }

  private isAbandoned(workspace: Workspace): boolean {
    const { state, holder, holdUntil, sessionId } = workspace;
    if (state === 'ready' || holder === undefined || holdUntil === undefined) return false;
    const { clock } = this.deps;
    if (this.deps.turns.admitting || this.admitted.of(workspace) !== undefined) return false;
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
}
