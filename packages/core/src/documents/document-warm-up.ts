import { delay, err, ok, type CarrelError, type Clock, type Result } from '../kernel/index.js';
import type { Logger } from '../telemetry/index.js';
import type { DocumentLog } from './document-log.js';
import type { DocumentKey } from './document.js';
import type { ResolvedDocumentOptions } from './document-options.js';
import type { LiveDocuments } from './live-documents.js';
import type { RecentLog } from './recent-log.js';

export interface DocumentWarmUpDeps {
  readonly live: LiveDocuments;
  readonly log: Pick<DocumentLog, 'heads'>;
  readonly recents: RecentLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly holder: string;
  readonly options: Pick<ResolvedDocumentOptions, 'warmDocuments' | 'warmBytes'>;
}

/** What begins with the server comes first. */
const BEGIN_AFTER_MS = 1_000;
const NOTE_EVERY_MS = 60_000;
/** So often it is noted also when nothing changed: what is not noted for an hour is forgotten. */
const NOTES_UNCHANGED = 10;

/**
 * Notes which documents are in memory, every minute and at the end, and loads those that were there before, soon after a start: one
 * after the other, the latest first, until they are so many or have so many bytes. They go as others that nobody holds. What fails is
 * in the log alone: a document that is not loaded now is when somebody asks for it.
 */
export class DocumentWarmUp {
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private noted: string | null = null;
  private unchanged = 0;

  constructor(private readonly deps: DocumentWarmUpDeps) {}

  /** Returns at once. */
  start(): void {
    if (this.deps.options.warmDocuments > 0) this.running = this.run(this.stopped.signal);
  }

  /** Resolves when it has noted which documents are in memory now, at its call. */
  async stop(): Promise<void> {
    const keys = this.recent();
    this.stopped.abort();
    await this.running;
    if (this.deps.options.warmDocuments > 0) await this.note(keys);
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.deps;
    await delay(clock, BEGIN_AFTER_MS, signal);
    if (!signal.aborted) await this.warm(signal);
    while (!signal.aborted) {
      await delay(clock, NOTE_EVERY_MS, signal);
      if (!signal.aborted) await this.note(this.recent());
    }
  }

  private async warm(signal: AbortSignal): Promise<void> {
    const loaded = await this.load(signal);
    if (loaded.isErr()) this.report('recent documents not loaded', loaded.error);
  }

  private async load(signal: AbortSignal): Promise<Result<void, CarrelError>> {
    const { live, log, options, recents } = this.deps;
    const keys = await recents.list(options.warmDocuments);
    if (keys.isErr()) return err(keys.error);
    const heads = await log.heads(keys.value);
    if (heads.isErr()) return err(heads.error);
    let bytes = 0;
    for (const [index, key] of keys.value.entries()) {
      const head = heads.value[index] ?? null;
      // It was removed, or there is no room for it; a smaller one may follow.
      if (head === null || bytes + head.sizeBytes > options.warmBytes) continue;
      if (signal.aborted) return ok(undefined);
      bytes += head.sizeBytes;
      const warmed = await live.warm(key);
      if (warmed.isErr()) return err(warmed.error);
    }
    return ok(undefined);
  }

  private recent(): readonly DocumentKey[] {
    return this.deps.live.recent(this.deps.options.warmDocuments);
  }

  private async note(keys: readonly DocumentKey[]): Promise<void> {
    const text = JSON.stringify(keys);
    if (this.noted === null && keys.length === 0) return;
    this.unchanged = text === this.noted ? this.unchanged + 1 : 0;
    if (this.unchanged % NOTES_UNCHANGED !== 0) return;
    const noted = await this.deps.recents.note(this.deps.holder, keys);
    if (noted.isOk()) this.noted = text;
    else this.report('which documents are in memory not noted', noted.error);
  }

  private report(what: string, error: CarrelError): void {
    this.deps.logger.warn({ error }, what);
  }
}
