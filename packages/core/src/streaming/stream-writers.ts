import { delay, err, invariant, ok, ResultAsync, type Clock, type Result } from '../kernel/index.js';
import type { AcquireError, Lease, LeaseHeld, Leases } from '../leases/index.js';
import type { Logger } from '../telemetry/index.js';
import type { StreamEnd, StreamLog } from '../streams/index.js';
import { LogStreamWriter } from './log-stream-writer.js';
import type { StreamWriteError } from './stream-errors.js';
import type { ResolvedStreamOptions } from './stream-options.js';
import type { StreamRepository } from './stream-repository.js';
import type { StreamSettler } from './stream-settler.js';
import type { Stream, StreamKey } from './stream.js';

export interface StreamWritersDeps {
  readonly log: StreamLog;
  readonly repository: StreamRepository;
  readonly settler: StreamSettler;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Who this replica is; never the same in two processes, nor in two lives of one. */
  readonly holder: string;
  readonly options: ResolvedStreamOptions;
}

type LeaseError = Exclude<AcquireError, LeaseHeld>;

const CANCELLED: StreamEnd = { reason: 'cancelled' };
const SHUT_DOWN: StreamEnd = {
  reason: 'lost',
  error: { type: 'service/shutting-down', message: 'The replica that wrote it has stopped.' },
};
/** How often it is asked for cancellations where the store does not tell of them. */
const POLL_MS = 1_000;
/** How many cancellations are looked at in one go. */
const CANCELLATIONS = 100;
/** How often in a lease it is renewed, and how often in the life of a quiet stream the log is told that it goes on. */
const RENEWALS = 3;

/** What the writing of a replica is leased by: once that is over, its streams are ended for it. */
export function writingLease(holder: string): string {
  return `streams/writers/${holder}`;
}

/**
 * All that this replica writes: keeps its lease while there is anything, hears what others cancel, and tries ends again that
 * could not be written.
 */
export class StreamWriters {
  private readonly writers = new Map<string, LogStreamWriter>();
  private readonly unsettled = new Map<string, { readonly key: StreamKey; readonly end: StreamEnd }>();
  private lease: Lease | null = null;
  private acquiring: Promise<Result<Lease, LeaseError>> | null = null;
  private upkeep: { readonly stop: AbortController; readonly over: Promise<void> } | null = null;
  private closed = false;

  constructor(private readonly deps: StreamWritersDeps) {}

  get isClosed(): boolean {
    return this.closed;
  }

  /** How many streams are being written. */
  get count(): number {
    return this.writers.size;
  }

  /** This replica's lease lasts for a while when ok: from then on it may have streams on record. */
  hold(): ResultAsync<void, LeaseError> {
    const { clock, options } = this.deps;
    const restMs = this.lease === null ? 0 : Date.parse(this.lease.expiresAt) - clock.now();
    if (restMs > options.leaseTtlMs / 2) return new ResultAsync(Promise.resolve(ok(undefined)));
    return this.acquire().map(() => undefined);
  }

  /** One that comes while the process ends is stopped before its first chunk. */
  open(stream: Stream): LogStreamWriter {
    const { clock, log, options } = this.deps;
    const writer = new LogStreamWriter(stream, {
      ...{ log, clock, options },
      settle: (ending, end) => this.settle(ending, end),
      refused: (refused, end) => void this.finish(refused.stream, end),
    });
    if (this.closed) {
      writer.stop(SHUT_DOWN);
      void this.finish(stream, SHUT_DOWN);
      return writer;
    }
    this.writers.set(stream.id, writer);
    this.keepUp();
    return writer;
  }

  /** Stops the writer, where it is here, and ends the stream. */
  async cancel(key: StreamKey): Promise<void> {
    this.writers.get(key.id)?.stop(CANCELLED);
    await this.finish(key, CANCELLED);
  }

  /** Every stream that is written here has ended, as `lost`, and no more begin. */
  async close(): Promise<void> {
    this.closed = true;
    const all = [...this.writers.values()];
    for (const writer of all) writer.stop(SHUT_DOWN);
    await Promise.all(all.map(({ stream }) => this.finish(stream, SHUT_DOWN)));
    this.upkeep?.stop.abort();
    await this.upkeep?.over;
    if (this.lease !== null) (await this.deps.leases.release(this.lease)).unwrapOr(undefined);
  }

  /** Ends the stream of a writer who is done; an end that cannot be written now is written later. */
  private async settle(
    { acknowledged, stream }: LogStreamWriter,
    end: StreamEnd,
  ): Promise<Result<StreamEnd, StreamWriteError>> {
    const settled = await this.deps.settler.settle(stream, end, acknowledged);
    this.writers.delete(stream.id);
    if (settled.isOk()) return ok(settled.value);
    const { error } = settled;
    this.unsettled.set(stream.id, { key: stream, end });
    // The log has the end: only its record waits.
    return isOfLog(error) ? err(error) : ok(end);
  }

  private async finish(key: StreamKey, end: StreamEnd): Promise<void> {
    this.writers.delete(key.id);
    const settled = await this.deps.settler.settle(key, end);
    if (settled.isOk()) this.unsettled.delete(key.id);
    else this.unsettled.set(key.id, { key, end });
    if (settled.isErr()) this.keepUp();
  }

  private keepUp(): void {
    if (this.upkeep !== null || this.closed) return;
    const stop = new AbortController();
    this.upkeep = { stop, over: this.upkeepUntil(stop.signal) };
  }

  private async upkeepUntil(signal: AbortSignal): Promise<void> {
    const { clock, holder, options, repository } = this.deps;
    let changed = new AbortController();
    let isTold = true;
    const wake = () => {
      changed.abort();
    };
    const over = new AbortController();
    const stop = () => {
      over.abort();
      wake();
    };
    signal.addEventListener('abort', stop, { once: true });
    const watching = repository.watchCancellations(holder, wake, over.signal).then(() => (isTold = false));
    while (!signal.aborted && (this.writers.size > 0 || this.unsettled.size > 0)) {
      const renewMs = options.leaseTtlMs / RENEWALS;
      await delay(clock, isTold ? renewMs : Math.min(POLL_MS, renewMs), changed.signal);
      changed = new AbortController();
      if (signal.aborted) break;
      await this.heedCancellations();
      await this.renew();
      await this.settleAgain();
      await this.touchQuiet();
    }
    signal.removeEventListener('abort', stop);
    over.abort();
    await watching;
    this.upkeep = null;
    // One that came while this ended has not been seen.
    if (!signal.aborted && this.writers.size + this.unsettled.size > 0) this.keepUp();
  }

  private async heedCancellations(): Promise<void> {
    const { holder, repository } = this.deps;
    const asked = await repository.cancellations(holder, CANCELLATIONS);
    for (const cancellation of asked.unwrapOr([])) {
      await this.cancel(cancellation);
      // One that stays is heeded again.
      (await repository.heeded(cancellation)).unwrapOr(undefined);
    }
  }

  private async renew(): Promise<void> {
    const { clock, options, logger } = this.deps;
    const restMs = this.lease === null ? 0 : Date.parse(this.lease.expiresAt) - clock.now();
    if (restMs > (options.leaseTtlMs * (RENEWALS - 1)) / RENEWALS) return;
    const renewed = await this.acquire();
    if (renewed.isErr()) logger.warn({ error: renewed.error }, 'lease of streams not renewed');
  }

  private acquire(): ResultAsync<Lease, LeaseError> {
    this.acquiring ??= this.acquireNow().finally(() => (this.acquiring = null));
    return new ResultAsync(this.acquiring);
  }

  private async acquireNow(): Promise<Result<Lease, LeaseError>> {
    const { holder, leases, options } = this.deps;
    const request = { name: writingLease(holder), holder, reason: 'writes streams', ttlMs: options.leaseTtlMs };
    const acquired = await leases.acquire(request);
    if (acquired.isOk()) this.lease = acquired.value;
    if (acquired.isOk()) return ok(acquired.value);
    const { error } = acquired;
    invariant(error.type !== 'lease/held', 'nobody else has the name of this replica');
    return err(error);
  }

  private async settleAgain(): Promise<void> {
    for (const { key, end } of [...this.unsettled.values()]) await this.finish(key, end);
  }

  private async touchQuiet(): Promise<void> {
    const { clock, options } = this.deps;
    const before = clock.now() - options.ttlMs / RENEWALS;
    for (const writer of [...this.writers.values()]) if (writer.heardAt < before) await writer.touch();
  }
}

function isOfLog(error: { readonly type: string }): error is StreamWriteError {
  return error.type.startsWith('stream/') || error.type === 'request/aborted';
}
