import { delay, toTimestamp, type CarrelError, type Clock } from '../kernel/index.js';
import { whileLeading, type Leases } from '../leases/index.js';
import type { StreamEnd, StreamLog } from '../streams/index.js';
import type { Logger } from '../telemetry/index.js';
import type { ResolvedStreamOptions } from './stream-options.js';
import type { StreamRecord, StreamRepository } from './stream-repository.js';
import type { StreamSettler } from './stream-settler.js';
import { writingLease } from './stream-writers.js';
import { keyInLog } from './stream.js';

export interface StreamSweeperDeps {
  readonly log: StreamLog;
  readonly repository: StreamRepository;
  readonly settler: StreamSettler;
  readonly leases: Leases;
  /** Whether a holder is certainly gone, before its lease is over. */
  readonly isGone: (holder: string) => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly holder: string;
  readonly options: ResolvedStreamOptions;
}

/** How many streams are read at a time. */
const STEP = 100;

const WRITER_GONE: StreamEnd = {
  reason: 'lost',
  error: { type: 'stream/writer-gone', message: 'Its writer is gone without a word.' },
};
const TOO_OLD: StreamEnd = {
  reason: 'lost',
  error: { type: 'stream/too-old', message: 'It was written for longer than a stream may be.' },
};

/** Ends streams whose writers are gone, and forgets expired ones. Of all replicas one does it at a time. */
export class StreamSweeper {
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly deps: StreamSweeperDeps) {}

  start(): void {
    const { clock, holder, leases, options } = this.deps;
    const leadership = {
      ...{ name: 'leader/streams', holder, reason: 'ends streams whose writers are gone' },
      ...{ ttlMs: options.leaseTtlMs, signal: this.stopped.signal },
    };
    this.running = whileLeading({ leases, clock }, leadership, async (signal) => {
      while (!signal.aborted) {
        await this.sweep(signal);
        await delay(clock, options.sweepIntervalMs, signal);
      }
    });
  }

  /** Resolves when the sweep under way is over. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  /** One look at everything. What cannot be done now is logged and tried again by the next one. */
  async sweep(signal: AbortSignal = this.stopped.signal): Promise<void> {
    for (let holder = await this.holderAfter(''); holder !== null && !signal.aborted;) {
      if (await this.isDead(holder)) await this.endAllOf(holder, signal);
      holder = await this.holderAfter(holder);
    }
    await this.forgetExpired(signal);
  }

  private async holderAfter(holder: string): Promise<string | null> {
    const next = await this.deps.repository.nextHolder(holder);
    if (next.isErr()) this.report('streams not listed', next.error);
    return next.unwrapOr(null);
  }

  private async isDead(holder: string): Promise<boolean> {
    if (this.deps.isGone(holder)) return true;
    const lease = await this.deps.leases.get(writingLease(holder));
    return lease.isOk() && lease.value === null;
  }

  private async endAllOf(holder: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const open = await this.deps.repository.openOf(holder, STEP);
      if (open.isErr()) return this.report('streams not listed', open.error);
      let ended = 0;
      for (const stream of open.value) if (await this.end(stream, WRITER_GONE)) ended += 1;
      if (open.value.length < STEP || ended === 0) return;
    }
  }

  private async forgetExpired(signal: AbortSignal): Promise<void> {
    const { clock, repository } = this.deps;
    while (!signal.aborted) {
      const expired = await repository.listExpired(toTimestamp(clock.now()), STEP);
      if (expired.isErr()) return this.report('expired streams not listed', expired.error);
      let done = 0;
      for (const stream of expired.value) {
        const isDone = stream.end === undefined ? await this.end(stream, TOO_OLD) : await this.forget(stream);
        if (isDone) done += 1;
      }
      if (expired.value.length < STEP || done === 0) return;
    }
  }

  /** One that was asked to stop has been stopped, however it came to its end. */
  private async end(stream: StreamRecord, end: StreamEnd): Promise<boolean> {
    const wanted: StreamEnd = stream.cancelledAt === undefined ? end : { reason: 'cancelled' };
    const settled = await this.deps.settler.settle(stream, wanted);
    if (settled.isErr()) this.report('stream not ended', settled.error);
    return settled.isOk();
  }

  private async forget(stream: StreamRecord): Promise<boolean> {
    const { log, repository } = this.deps;
    const removed = await log.remove(keyInLog(stream));
    if (removed.isErr()) this.report('stream not removed', removed.error);
    const erased = removed.isErr() ? null : await repository.erase(stream);
    return erased?.isOk() === true;
  }

  private report(what: string, error: CarrelError): void {
    if (!this.stopped.signal.aborted) this.deps.logger.warn({ error }, what);
  }
}
