import { ResultAsync, type Clock, type Semaphore } from '../kernel/index.js';
import { whileLeading, type Leases } from '../leases/index.js';
import type { Logger } from '../telemetry/index.js';
import type { DocumentFileReason } from './document-file.js';
import { callerOf, type BoundFile } from './document-file-records.js';
import type { DocumentMetrics } from './document-metrics.js';
import type { ResolvedDocumentOptions } from './document-options.js';
import { DueTimes } from './due-times.js';
import { FilePass, type FilePassDeps, type PassOutcome } from './file-pass.js';
import { watchFile, type FileNews } from './file-watch.js';
import type { LiveDocument } from './live-document.js';
import type { LiveDocuments } from './live-documents.js';
import { loadYjs } from './load-yjs.js';

export interface FileRunDeps extends FilePassDeps {
  readonly live: Pick<LiveDocuments, 'get' | 'hold'>;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly holder: string;
  /** So many files are read and written at a time. */
  readonly passes: Semaphore;
  readonly metrics: Pick<DocumentMetrics, 'passed'>;
  readonly options: ResolvedDocumentOptions;
}

/** How long another replica that ended without a word keeps others from the file. */
const LEASE_TTL_MS = 15_000;
/** How long it is waited after what may be over later; twice as long each time. */
const FIRST_PAUSE_MS = 500;
/** A pass that met somebody else's writing is tried again so soon. */
const AGAIN_MS = 50;
/** Who writes to a file often does so in several steps; it is read when it was quiet for so long. */
const FILE_QUIET_MS = 50;

/**
 * Keeps one document and its file the same while somebody uses the document in this process, and until the file has what they did.
 * Of several replicas one does it at a time.
 */
export class FileRun {
  private readonly stopped = new AbortController();
  private readonly due: DueTimes;
  private isLeading = false;
  private isLast = false;
  private usedAtMs: number;
  private cancelUse: () => void = () => undefined;
  private writtenClock = -1;
  private missing: DocumentFileReason = 'file-missing';
  private pauseMs = 0;
  /** Resolves when it is over. Never rejects. */
  readonly done: Promise<void>;

  constructor(
    private readonly deps: FileRunDeps,
    readonly live: LiveDocument,
    private readonly bound: BoundFile,
  ) {
    this.due = new DueTimes(deps.clock);
    this.usedAtMs = deps.clock.now();
    this.watchUse();
    this.done = this.run().catch((error: unknown) => {
      deps.logger.error({ error }, 'a document and its file are not kept the same any more');
    });
  }

  /** Something happened to the document, or somebody came or left. */
  noticed(): void {
    if (this.live.isOver) return this.stop();
    this.usedAtMs = this.deps.clock.now();
    if (this.live.clock === this.writtenClock) return;
    const { fileDelayMs: delayMs, fileMaxDelayMs: maxDelayMs } = this.deps.options;
    if (this.live.readerCount === 0) this.due.within(0);
    else this.due.whenQuiet({ delayMs, maxDelayMs });
  }

  /** Both are looked at without waiting for quiet. */
  hurry(): void {
    this.due.within(0);
  }

  /** The file has what the document has, if that can be, and it is over. */
  finish(): Promise<void> {
    this.isLast = true;
    if (this.isLeading) this.due.within(0);
    else this.stop();
    return this.done;
  }

  /** Over as soon as what is under way is. */
  stop(): void {
    this.stopped.abort();
  }

  private async run(): Promise<void> {
    const { clock, holder, leases } = this.deps;
    const leadership = {
      ...{ name: `documents/file/${this.bound.bindingId}`, holder, reason: 'keeps a document and its file the same' },
      ...{ ttlMs: LEASE_TTL_MS, signal: this.stopped.signal },
    };
    await whileLeading({ leases, clock }, leadership, (signal) => this.lead(signal));
    this.cancelUse();
  }

  private async lead(signal: AbortSignal): Promise<void> {
    const hold = await this.deps.live.hold(this.live.key);
    if (hold.isErr()) return;
    const pass = new FilePass(this.deps, await loadYjs(), hold.value.live, this.bound);
    const watching = new AbortController();
    const unwatch = () => {
      watching.abort();
    };
    signal.addEventListener('abort', unwatch, { once: true });
    const watched = this.watch(watching.signal);
    this.isLeading = true;
    try {
      if (hold.value.live === this.live) await this.keepSame(pass, signal);
    } finally {
      this.isLeading = false;
      signal.removeEventListener('abort', unwatch);
      unwatch();
      await watched;
      pass.destroy();
      hold.value.release();
    }
  }

  private async keepSame(pass: FilePass, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const isLast = this.isLast;
      const outcome = await this.pass(pass, signal);
      if (outcome === null || signal.aborted || outcome.type === 'gone' || outcome.type === 'ended') return;
      const isBusy = outcome.type === 'again' || (outcome.type === 'same' && outcome.clock !== this.live.clock);
      if (!isBusy && (isLast || this.isUnused())) return;
      if (isLast && outcome.type === 'failed') return;
      this.planNext(outcome);
      await this.due.wait(signal);
    }
  }

  /** `null` when `signal` fired before its turn came. */
  private async pass(pass: FilePass, signal: AbortSignal): Promise<PassOutcome | null> {
    const run = () => ResultAsync.fromSafePromise<PassOutcome>(pass.run(this.missing, signal));
    const done = await this.deps.passes.run('making a document and its file the same', run, signal);
    if (done.isErr()) return null;
    this.deps.metrics.passed(done.value.type);
    return done.value;
  }

  private planNext(outcome: PassOutcome): void {
    const { fileLookMs, unloadAfterMs } = this.deps.options;
    this.pauseMs = outcome.type === 'failed' ? Math.min(fileLookMs, Math.max(FIRST_PAUSE_MS, this.pauseMs * 2)) : 0;
    if (outcome.type === 'same') {
      this.writtenClock = outcome.clock;
      this.missing = 'file-missing';
      if (outcome.clock !== this.live.clock) this.noticed();
    } else if (outcome.type === 'again') this.due.within(AGAIN_MS);
    else if (outcome.type === 'failed') {
      this.report(outcome);
      this.due.within(this.pauseMs);
    }
    this.due.within(Math.min(fileLookMs, unloadAfterMs));
    if (this.isLast) this.due.within(AGAIN_MS);
  }

  private report({ error }: Extract<PassOutcome, { readonly type: 'failed' }>): void {
    // A workspace that does not run is no fault.
    if (error.type === 'workspace/not-running') return;
    this.deps.logger.warn({ error, document: this.live.id }, 'a document and its file not made the same; tried again');
  }

  private async watch(signal: AbortSignal): Promise<void> {
    const { clock, files, options } = this.deps;
    const { path, sessionId } = this.bound;
    const hear = (news: FileNews) => {
      if (news === 'moved-away') this.missing = 'file-renamed';
      this.due.whenQuiet({ delayMs: FILE_QUIET_MS, maxDelayMs: options.fileMaxDelayMs });
    };
    await watchFile(
      { files, clock, retryMs: options.fileLookMs },
      { caller: callerOf(this.bound), sessionId, path },
      { signal, hear },
    );
  }

  /** Nobody was connected, and nobody asked for it, for as long as documents stay in memory. */
  private isUnused(): boolean {
    const { clock, options } = this.deps;
    return this.live.readerCount === 0 && clock.now() - this.usedAtMs >= options.unloadAfterMs;
  }

  /** Who only waits for the file's turn goes when the document is not used. */
  private watchUse(): void {
    this.cancelUse = this.deps.clock.setTimer(this.deps.options.unloadAfterMs, () => {
      if (this.isUnused() && !this.isLeading) return this.stop();
      if (this.isUnused()) this.due.within(0);
      this.watchUse();
    });
  }
}
