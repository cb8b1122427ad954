import { delay, toTimestamp, type CarrelError, type Clock } from '../kernel/index.js';
import { whileLeading, type Leases } from '../leases/index.js';
import type { Logger } from '../telemetry/index.js';
import type { ClientLog } from './client-log.js';
import type { DocumentFileSweep } from './document-file-sweep.js';
import type { DocumentLeftovers } from './document-leftovers.js';
import type { ResolvedDocumentOptions } from './document-options.js';
import type { DocumentPurge } from './document-purge.js';

export interface DocumentUpkeepDeps {
  readonly purge: DocumentPurge;
  readonly leftovers: DocumentLeftovers;
  readonly fileSweep: Pick<DocumentFileSweep, 'sweep'>;
  readonly clients: ClientLog;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly holder: string;
  readonly options: ResolvedDocumentOptions;
}

/** How long another replica that ended without a word keeps the lead. */
const LEASE_TTL_MS = 15_000;
const FORGOTTEN_PER_SWEEP = 500;

/** Erases the documents of deleted sessions and what is left of removed ones, finds files to be written, and forgets old clients. One replica does it at a time. */
export class DocumentUpkeep {
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly deps: DocumentUpkeepDeps) {}

  start(): void {
    this.running = this.lead();
  }

  /** Resolves when the sweep under way is over. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  private async lead(): Promise<void> {
    const { clock, holder, leases, options } = this.deps;
    const leadership = {
      ...{ name: 'leader/documents', holder, reason: 'erases documents that are gone' },
      ...{ ttlMs: LEASE_TTL_MS, signal: this.stopped.signal },
    };
    await whileLeading({ leases, clock }, leadership, async (signal) => {
      while (!signal.aborted) {
        await this.sweep(signal);
        await delay(clock, options.sweepIntervalMs, signal);
      }
    });
  }

  private async sweep(signal: AbortSignal): Promise<void> {
    const { clients, clock, fileSweep, leftovers, options, purge } = this.deps;
    const failed = await purge.sweep(signal);
    if (failed !== null) this.report('documents of deleted sessions not erased', failed);
    const left = await leftovers.sweep(signal);
    if (left !== null) this.report('states of documents that nobody needs not erased', left);
    const behind = await fileSweep.sweep(signal);
    if (behind !== null) this.report('files of documents not looked for', behind);
    const before = toTimestamp(clock.now() - options.clientTtlMs);
    const forgotten = await clients.forget(before, FORGOTTEN_PER_SWEEP);
    if (forgotten.isErr()) this.report('clients of documents not forgotten', forgotten.error);
  }

  private report(what: string, error: CarrelError): void {
    this.deps.logger.warn({ error }, what);
  }
}
