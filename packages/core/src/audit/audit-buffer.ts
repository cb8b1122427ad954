import { err, errAsync, ok, ResultAsync, toTimestamp, type Clock, type Result } from '../kernel/index.js';
import { storeBusy, storeClosed, type RecordStore, type Transaction, type WriteError } from '../store/index.js';
import type { ResolvedAuditOptions } from './audit-options.js';
import { auditRecords, type AuditEntry, type AuditRecord } from './audit-record.js';
import { oneOfMany, RefusalBudget, TALLY_MS, tallyKey, type Tally } from './audit-tally.js';

export interface AuditBufferDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly options: Pick<ResolvedAuditOptions, 'maxRefusalsPerMinute' | 'maxWaiting'>;
  /** The entry with an id and the time. */
  readonly toRecord: (entry: AuditEntry) => AuditRecord;
}

/** How many records one transaction writes: with all their texts at their longest they stay within one. */
const WRITTEN_AT_ONCE = 50;
/** How many different things are counted at once; of more, those from longest ago begin a new record. */
const MAX_TALLIES = 10_000;

/** What was counted when it began to be written. */
interface Written {
  readonly tally: Tally;
  readonly count: number;
  readonly lastAt: number;
}

type Outcome = Result<void, WriteError>;

/**
 * Writes records that come one by one in batches. Each is durable before it is acknowledged: whoever adds one waits for the batch
 * that it is in, and a batch begins when the one before is done. The same done again within a minute is counted in one record,
 * which is written anew with each batch; so the count is durable as well, and a flood grows nothing but a number.
 */
export class AuditBuffer {
  private readonly tallies = new Map<string, Tally>();
  private readonly refusals: RefusalBudget;
  private waiting = new Set<Tally>();
  private next: Promise<Outcome> | undefined;
  private writing: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(private readonly deps: AuditBufferDeps) {
    this.refusals = new RefusalBudget(deps.options.maxRefusalsPerMinute);
  }

  /** Durable when ok. `store/busy` while too many different ones wait, `store/closed` at the end. */
  add(entry: AuditEntry): ResultAsync<void, WriteError> {
    if (this.closed) return errAsync(storeClosed());
    const now = this.deps.clock.now();
    const isKept = entry.outcome === 'success' || this.refusals.take(entry, tallyKey(entry), now);
    const tally = this.tallyOf(isKept ? entry : oneOfMany(entry), now);
    if (!this.waiting.has(tally) && this.waiting.size >= this.deps.options.maxWaiting) return errAsync(storeBusy());
    tally.count += 1;
    tally.lastAt = now;
    this.waiting.add(tally);
    return new ResultAsync(this.nextBatch());
  }

  /** Takes nothing more, and resolves when everything that was added is written. */
  async close(): Promise<void> {
    this.closed = true;
    // Whoever waits for the batch is told how it went.
    await this.next?.then(() => undefined);
    await this.writing;
  }

  private tallyOf(entry: AuditEntry, now: number): Tally {
    this.forget(now);
    const key = tallyKey(entry);
    const known = this.tallies.get(key);
    if (known !== undefined) return known;
    const record = this.deps.toRecord(entry);
    const tally = { key, entry, record, startedAt: now, count: 0, lastAt: now, written: 0 };
    this.tallies.set(key, tally);
    return tally;
  }

  /** The oldest come first. */
  private forget(now: number): void {
    for (const [key, { startedAt }] of this.tallies) {
      const isOver = Math.abs(now - startedAt) >= TALLY_MS;
      if (!isOver && this.tallies.size < MAX_TALLIES) return;
      this.tallies.delete(key);
    }
  }

  /** The batch that what waits now will be in. */
  private nextBatch(): Promise<Outcome> {
    this.next ??= this.writing.then(() => {
      this.next = undefined;
      const written = this.write();
      this.writing = written;
      return written;
    });
    return this.next;
  }

  private async write(): Promise<Outcome> {
    const batch = [...this.waiting].map((tally): Written => ({ tally, count: tally.count, lastAt: tally.lastAt }));
    this.waiting = new Set();
    const parts: Promise<Outcome>[] = [];
    for (let from = 0; from < batch.length; from += WRITTEN_AT_ONCE) {
      parts.push(this.writePart(batch.slice(from, from + WRITTEN_AT_ONCE)));
    }
    const outcomes = await Promise.all(parts);
    return outcomes.find((outcome) => outcome.isErr()) ?? ok(undefined);
  }

  private async writePart(part: readonly Written[]): Promise<Outcome> {
    const outcome = await this.deps.store.transact((tx) => new ResultAsync(this.writeIn(tx, part)));
    if (outcome.isErr()) {
      // None of it is acknowledged, so nobody misses its count.
      for (const { tally } of part) this.drop(tally);
      return err(outcome.error);
    }
    for (const { tally, count } of part) tally.written = count;
    // A record that is sealed takes no more: the next of its kind begins another one.
    for (const tally of outcome.value) this.drop(tally);
    return ok(undefined);
  }

  /** Gives those whose records had been sealed before their minute was over, as another process may whose clock goes ahead. */
  private async writeIn(tx: Transaction, part: readonly Written[]): Promise<Result<readonly Tally[], WriteError>> {
    const found = await tx.getMany(
      auditRecords,
      part.map(({ tally: { record } }) => [record.tenantId, record.id]),
    );
    if (found.isErr()) return err(found.error);
    const over: Tally[] = [];
    for (const [index, { tally, count, lastAt }] of part.entries()) {
      const isSealed = found.value[index]?.value.sequence !== undefined;
      if (isSealed) over.push(tally);
      const record = isSealed ? this.deps.toRecord(tally.entry) : tally.record;
      const times = isSealed ? count - tally.written : count;
      const repeated = times === 1 ? {} : { count: times, lastAt: toTimestamp(lastAt) };
      const put = await tx.put(auditRecords, { ...record, ...repeated, sealAfter: tally.startedAt + TALLY_MS });
      if (put.isErr()) return err(put.error);
    }
    return ok(over);
  }

  private drop(tally: Tally): void {
    if (this.tallies.get(tally.key) === tally) this.tallies.delete(tally.key);
  }
}
