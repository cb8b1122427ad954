import { delay, ok, type Clock } from '@carrel/core/kernel';
import { administer } from './administration.js';
import { readStatus, STATUS_KEY, type ClusterStatus } from './cluster-status.js';
import type { FdbDatabase } from './fdb-binding.js';

export interface StatusSourceOptions {
  readonly database: FdbDatabase;
  readonly clock: Clock;
  /** How long the cluster may take to tell its status, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * What the cluster last told of itself. The cluster gathers that from every process, which takes seconds while one of them is gone;
 * whoever asks for the health of the store, several times in a second perhaps, does not wait for that each time.
 */
export class StatusSource {
  private known: { readonly at: number; readonly status: ClusterStatus } | null = null;
  private asking: Promise<void> | null = null;
  private readonly over = new AbortController();

  constructor(private readonly options: StatusSourceOptions) {}

  /** A status that is at most a minute old, or what there is to say when there is none; within two seconds. */
  async read(): Promise<ClusterStatus> {
    const age = this.age();
    if (age >= FRESH_MS) {
      const asked = this.ask();
      if (age >= STALE_MS) await this.inTime(asked);
    }
    const status = this.known?.status;
    if (status !== undefined && this.age() < STALE_MS) return status;
    return { ...(status?.details === undefined ? {} : { details: status.details }), warnings: [SILENT] };
  }

  /** Asks no more. */
  async close(): Promise<void> {
    this.over.abort();
    await this.asking;
  }

  private age(): number {
    return this.known === null ? Infinity : this.options.clock.now() - this.known.at;
  }

  private async inTime(asked: Promise<void>): Promise<void> {
    const waited = new AbortController();
    await Promise.race([asked, delay(this.options.clock, PATIENCE_MS, waited.signal)]);
    waited.abort();
  }

  private ask(): Promise<void> {
    this.asking ??= this.request().finally(() => (this.asking = null));
    return this.asking;
  }

  private async request(): Promise<void> {
    const { database, clock, timeoutMs } = this.options;
    const options = { timeout: timeoutMs, readOnly: true, signal: this.over.signal };
    const told = await administer(database, options, async (native) => ok(await native.get(STATUS_KEY)));
    if (told.isOk()) this.known = { at: clock.now(), status: readStatus(told.value) };
  }
}

const FRESH_MS = 5_000;
const STALE_MS = 60_000;
/** Below the time that a check of the server's health may take as a whole. */
const PATIENCE_MS = 2_000;

const SILENT =
  'The cluster does not tell its status in time, though it answers: some of its processes may be gone; see "fdbcli --exec status".';
