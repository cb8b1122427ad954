import { delay, ResultAsync, Semaphore, type Result } from '../kernel/index.js';
import type { StoreError } from '../store/index.js';
import type { DocumentUnavailable } from './document-errors.js';
import type { DocumentFileLog } from './document-file-log.js';
import type { BoundFile } from './document-file-records.js';
import type { DocumentMetrics } from './document-metrics.js';
import type { DocumentKey } from './document.js';
import { FilePass, type PassOutcome } from './file-pass.js';
import { FileRun, type FileRunDeps } from './file-run.js';
import type { LiveDocument } from './live-document.js';
import { loadYjs } from './load-yjs.js';

export interface DocumentFileBridgeDeps extends Omit<FileRunDeps, 'passes' | 'metrics'> {
  readonly fileLog: DocumentFileLog;
  readonly metrics: Pick<DocumentMetrics, 'passed' | 'bound'>;
}

/** How often it is asked whether a document in memory was bound by another replica, when something happens to it. */
const LOOK_MS = 10_000;
/** How long the end waits for files to have what documents have. */
const FLUSH_MS = 5_000;
/** How often a pass that meets others' writing is tried again before whoever bound the document is answered. */
const FIRST_PASSES = 5;

/** Keeps the documents in memory that are bound to files the same as these. */
export class DocumentFileBridge {
  private readonly runs = new Map<string, FileRun>();
  private looked = new WeakMap<LiveDocument, number>();
  private readonly looking = new Set<Promise<void>>();
  private readonly passes: Semaphore;
  private isClosed = false;

  constructor(private readonly deps: DocumentFileBridgeDeps) {
    this.passes = new Semaphore(deps.options.maxFilePasses);
  }

  /** Whether it keeps any file the same as a document. */
  get isBusy(): boolean {
    return this.runs.size > 0 || this.looking.size > 0;
  }

  /** A document was loaded or asked for, something happened to it, or somebody came or left. */
  noticed(live: LiveDocument): void {
    const run = this.runs.get(nameOf(live.key));
    if (run?.live === live) return run.noticed();
    if (this.isClosed || live.isOver) return;
    const nowMs = this.deps.clock.now();
    if (nowMs - (this.looked.get(live) ?? -Infinity) < LOOK_MS) return;
    this.looked.set(live, nowMs);
    const looking = this.look(live).finally(() => this.looking.delete(looking));
    this.looking.add(looking);
  }

  /** The document and its file are made the same once, and kept so from then on, when this resolves. */
  async begin(live: LiveDocument, bound: BoundFile): Promise<PassOutcome> {
    const pass = new FilePass(this.deps, await loadYjs(), live, bound);
    const run = () => ResultAsync.fromSafePromise<PassOutcome>(pass.run());
    let outcome: PassOutcome = { type: 'again' };
    for (let count = 0; outcome.type === 'again' && count < FIRST_PASSES; count += 1) {
      outcome = await this.passes.run('binding a document to a file', run).unwrapOr(outcome);
    }
    pass.destroy();
    this.start(live, bound);
    return outcome;
  }

  /** Nothing of this process keeps the document and its file the same when this resolves. */
  async end(key: DocumentKey): Promise<void> {
    const run = this.runs.get(nameOf(key));
    run?.stop();
    await run?.done;
  }

  /** Where this process keeps the document and its file the same, it looks at both at once. */
  hurry(key: DocumentKey): void {
    this.runs.get(nameOf(key))?.hurry();
  }

  /** The document is looked after until its file has what it has. */
  async wake(key: DocumentKey): Promise<Result<void, StoreError | DocumentUnavailable>> {
    const held = await this.deps.live.hold(key);
    return held.map(({ release }) => {
      release();
    });
  }

  /** Files get what documents have, as far as they take it in some seconds; then nothing is kept the same any more. */
  async dispose(): Promise<void> {
    this.isClosed = true;
    await Promise.all(this.looking);
    const runs = [...this.runs.values()];
    if (runs.length === 0) return;
    const over = new AbortController();
    const finished = Promise.all(runs.map((run) => run.finish()));
    await Promise.race([finished, delay(this.deps.clock, FLUSH_MS, over.signal)]);
    over.abort();
    for (const run of runs) run.stop();
    await finished;
  }

  private async look(live: LiveDocument): Promise<void> {
    const run = this.runs.get(nameOf(live.key));
    if (run !== undefined && run.live !== live) {
      // Of the document as it was in memory before.
      run.stop();
      await run.done;
    }
    const found = await this.deps.fileLog.get(live.key);
    if (found.isErr() || found.value === null || found.value.status === 'ended') return;
    this.start(live, found.value);
  }

  private start(live: LiveDocument, bound: BoundFile): void {
    const name = nameOf(live.key);
    if (this.isClosed || live.isOver || this.runs.has(name)) return;
    const run = new FileRun({ ...this.deps, passes: this.passes }, live, bound);
    this.runs.set(name, run);
    this.deps.metrics.bound(this.runs.size);
    void run.done.then(() => {
      if (this.runs.get(name) === run) this.runs.delete(name);
      this.deps.metrics.bound(this.runs.size);
      if (live.readerCount === 0 || this.deps.live.get(live.key) !== live) return;
      // Somebody came while it ended for lack of anybody.
      this.looked.delete(live);
      this.noticed(live);
    });
  }
}

function nameOf({ tenantId, sessionId, name }: DocumentKey): string {
  return `${tenantId}/${sessionId}/${name}`;
}
