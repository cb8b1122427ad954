import { OutputLog, ResultAsync, toTimestamp, type Clock, type Result, type UserId } from '../kernel/index.js';
import type { Exit, TerminalSize } from '../runtime/index.js';
import type { Logger } from '../telemetry/index.js';
import { followProcess, type ActivityHold, type ActivityTracker, type ReachError } from '../workspaces/index.js';
import type { TerminalLife } from './terminal-life.js';
import type { ResolvedTerminalOptions } from './terminal-options.js';
import { TerminalRedraw } from './terminal-redraw.js';
import type { TerminalRepository } from './terminal-repository.js';
import type { TerminalTruth } from './terminal-truth.js';
import type { Terminal, TerminalCloseReason, TerminalEvent } from './terminal.js';

/** How the output of a terminal ends for its readers. */
export type RelayEnd =
  | { readonly type: 'exit'; readonly exit: Exit; readonly reason: TerminalCloseReason }
  | { readonly type: 'closed'; readonly reason: TerminalCloseReason }
  | { readonly type: 'failed'; readonly error: ReachError };

/** What a reader is told beside the output. */
export type Notice = Extract<TerminalEvent, { readonly type: 'resized' | 'warning' | 'access' }>;

/** One reader. */
export interface Watcher {
  readonly userId: UserId;
  /** The offset up to which it has the output. */
  readonly position: number;
  tell(notice: Notice): void;
  end(reason: TerminalCloseReason): void;
}

export interface RelayDeps {
  readonly truth: TerminalTruth;
  readonly repository: TerminalRepository;
  readonly activity: ActivityTracker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: ResolvedTerminalOptions;
}

/**
 * How far the fastest reader may be behind before no more is taken from the workspace, so that what is dropped is dropped there; at
 * most this part of what is kept.
 */
const AHEAD_BYTES = 262_144;
const AHEAD_PART = 1 / 4;
/** The least time between two notes that somebody is attached. */
const LEAST_NOTE_MS = 1_000;
/** And the most; also of other waits, which timers could not hold as one. */
const MOST_NOTE_MS = 3_600_000;
/** How long before its longest life is over a terminal's readers are warned. */
const WARN_MS = 60_000;

/**
 * The one reading of a terminal in this process, for all who are attached here. It takes no more from the workspace than its
 * fastest reader wants; slower ones are positions in what is kept, and cost nothing.
 */
export class TerminalRelay {
  readonly log: OutputLog<'tty', RelayEnd>;
  private readonly watchers = new Set<Watcher>();
  private readonly over = new AbortController();
  private readonly redraw: TerminalRedraw;
  private readonly most: number;
  private current: TerminalSize;
  private hold: ActivityHold | null = null;
  private warning: Notice | null = null;
  private lastResize: Promise<unknown> = Promise.resolve();
  private cancelNote: () => void = () => undefined;
  private cancelWarning: () => void = () => undefined;
  private wanted: () => void = () => undefined;

  constructor(
    readonly terminal: Terminal,
    readonly life: TerminalLife,
    private readonly deps: RelayDeps & { readonly firstOffset: number; readonly onEnd: () => void },
  ) {
    const { clock, firstOffset: startOffset, options } = deps;
    this.log = new OutputLog({ retainBytes: options.retainBytes, startOffset });
    this.most = Math.min(AHEAD_BYTES, options.retainBytes * AHEAD_PART);
    this.current = { cols: terminal.cols, rows: terminal.rows };
    this.redraw = new TerminalRedraw({
      ...{ clock, signal: this.over.signal, size: () => this.current },
      resize: (size) =>
        this.attempt(
          'terminal not redrawn',
          this.life.reach().andThen(({ connection }) => connection.processes.resize(this.terminal.id, size)),
        ),
    });
  }

  get size(): TerminalSize {
    return this.current;
  }

  get stopped(): boolean {
    return this.over.signal.aborted;
  }

  get audience(): readonly Watcher[] {
    return [...this.watchers];
  }

  /** Begins to read. */
  start(): void {
    void this.pump();
    void this.keepHeld();
    this.note();
    this.armWarning();
  }

  join(watcher: Watcher): void {
    this.watchers.add(watcher);
    if (this.warning !== null) watcher.tell(this.warning);
    this.wanted();
  }

  /** With the last one the reading is over. */
  leave(watcher: Watcher): void {
    this.watchers.delete(watcher);
    if (this.watchers.size === 0) this.stop();
  }

  /** Somebody took output: maybe more is wanted. */
  taken(): void {
    this.wanted();
  }

  used(): void {
    this.hold?.touch();
  }

  /** A reader missed output; the program draws anew what it shows. */
  missed(): void {
    if (!this.log.ended) this.redraw.ask();
  }

  /** It has that size when ok, here and on record. */
  resize(size: TerminalSize, by: UserId, set: () => ResultAsync<void, ReachError>): ResultAsync<void, ReachError> {
    const done = this.lastResize.then(() => this.setSize(size, by, set));
    this.lastResize = done;
    return new ResultAsync(done);
  }

  /** Everybody is told so, and the reading is over. */
  close(reason: TerminalCloseReason): void {
    this.finish({ type: 'closed', reason });
  }

  private async setSize(
    size: TerminalSize,
    by: UserId,
    set: () => ResultAsync<void, ReachError>,
  ): Promise<Result<void, ReachError>> {
    const done = await set();
    if (done.isErr()) return done;
    this.current = size;
    for (const watcher of this.watchers) watcher.tell({ type: 'resized', ...size, by });
    const { clock, repository } = this.deps;
    return repository.resize(this.terminal, size, toTimestamp(clock.now()));
  }

  private async pump(): Promise<void> {
    const { id } = this.terminal;
    const { signal } = this.over;
    const source = { clock: this.deps.clock, reach: () => this.life.reach() };
    for await (const event of followProcess(source, id, { from: this.log.endOffset, signal })) {
      if (signal.aborted) return;
      if (event.type === 'exit') return this.finish(await this.endOf(event.exit, event.end));
      if (event.type === 'failed') return this.finish(failure(event.error));
      if (event.type === 'gap') this.log.skip(event.to);
      else this.log.append('tty', event.data);
      this.used();
      if (this.lead() > this.most) await this.demand();
    }
  }

  /** Resolves when a reader is close to the end of what was taken. */
  private async demand(): Promise<void> {
    while (!this.stopped && this.lead() > this.most) {
      await new Promise<void>((resolve) => {
        this.wanted = resolve;
      });
    }
  }

  private lead(): number {
    let furthest = 0;
    for (const { position } of this.watchers) furthest = Math.max(furthest, position);
    return this.log.endOffset - furthest;
  }

  private async endOf(exit: Exit, outputEnd: number): Promise<RelayEnd> {
    const { clock, truth } = this.deps;
    const isLost = exit.reason === 'lost';
    const end = isLost ? truth.lost(outputEnd) : { exit, outputEnd, endedAt: toTimestamp(clock.now()) };
    await this.attempt('end of a terminal not recorded', truth.ended(this.terminal, end));
    const reason = await truth.why(this.terminal);
    return isLost && reason !== 'exited' ? { type: 'closed', reason } : { type: 'exit', exit, reason };
  }

  private finish(end: RelayEnd): void {
    this.log.end(end);
    this.stop();
  }

  private stop(): void {
    if (this.stopped) return;
    this.over.abort();
    this.wanted();
    this.cancelNote();
    this.cancelWarning();
    this.hold?.end();
    this.noteNow();
    this.deps.onEnd();
  }

  private async keepHeld(): Promise<void> {
    const reached = await this.life.reach();
    if (reached.isErr()) return;
    const held = await this.deps.activity.hold(reached.value.workspace, 'terminal');
    // A life that is over tells so by itself.
    this.hold = held.unwrapOr(null);
    if (this.stopped) this.hold?.end();
  }

  /** Again and again, that somebody is attached: so a detached terminal is known from one that another replica speaks for. */
  private note(): void {
    const { clock, options } = this.deps;
    if (options.idleTimeoutMs === 0) return;
    this.noteNow();
    this.cancelNote = clock.setTimer(Math.min(MOST_NOTE_MS, Math.max(LEAST_NOTE_MS, options.idleTimeoutMs / 3)), () => {
      this.note();
    });
  }

  private noteNow(): void {
    const { clock, options, repository } = this.deps;
    const touched = repository.touch(this.terminal, dueAfter(this.terminal, clock.now(), options));
    void this.attempt('use of a terminal not recorded', touched);
  }

  /** What goes on without whether it was done; the message says that it was not. */
  private attempt(message: string, work: ResultAsync<unknown, ReachError>): Promise<void> {
    return work.match(
      () => undefined,
      (error) => {
        this.deps.logger.debug({ terminal: this.terminal.id, error }, message);
      },
    );
  }

  private armWarning(): void {
    const { clock, options } = this.deps;
    if (options.maxLifetimeMs === 0) return;
    const endMs = Date.parse(this.terminal.createdAt) + options.maxLifetimeMs;
    const waitMs = Math.max(0, endMs - WARN_MS - clock.now());
    this.cancelWarning = clock.setTimer(Math.min(MOST_NOTE_MS, waitMs), () => {
      if (waitMs > MOST_NOTE_MS) return this.armWarning();
      this.warning = { type: 'warning', reason: 'max-lifetime', at: toTimestamp(endMs) };
      for (const watcher of this.watchers) watcher.tell(this.warning);
    });
  }
}

/** When a terminal is ended unless somebody is attached after `nowMs`; `null` for never. */
export function dueAfter(
  { createdAt }: Pick<Terminal, 'createdAt'>,
  nowMs: number,
  { idleTimeoutMs, maxLifetimeMs }: Pick<ResolvedTerminalOptions, 'idleTimeoutMs' | 'maxLifetimeMs'>,
): string | null {
  const ends = [
    ...(idleTimeoutMs === 0 ? [] : [nowMs + idleTimeoutMs]),
    ...(maxLifetimeMs === 0 ? [] : [Date.parse(createdAt) + maxLifetimeMs]),
  ];
  return ends.length === 0 ? null : toTimestamp(Math.min(...ends));
}

function failure(error: ReachError): RelayEnd {
  return error.type === 'service/shutting-down'
    ? { type: 'closed', reason: 'shutting-down' }
    : { type: 'failed', error };
}
