import { randomBytes } from 'node:crypto';
import type { Clock } from '@carrel/core/kernel';
import { fdbErrorCode, type FdbDatabase, type FdbNativeTransaction } from './fdb-binding.js';
import type { Keyspace } from './keyspace.js';

/** The number of the try that was committed; 0 when the transaction was kept from being committed. */
export type MarkedTry = number;

const FENCED = 0;

/**
 * Marks that are committed together with transactions, so that one whose commit ended without an answer can be asked for: the
 * mark is there exactly when the transaction is.
 *
 * A mark is of no more use when its transaction is over, and is taken away by a later one. Those that a process leaves behind are
 * taken away when a store is opened, a day later.
 */
export class CommitMarks {
  private readonly spent: Buffer[] = [];

  constructor(
    private readonly keyspace: Keyspace,
    private readonly clock: Clock,
  ) {}

  create(): Buffer {
    return this.keyspace.mark(this.clock.now(), randomBytes(12).toString('base64url'));
  }

  /** Lets a try say that it was committed; with a mark that is there already it cannot be. */
  write(native: FdbNativeTransaction, mark: Buffer, tried: MarkedTry): void {
    native.addReadConflictKey(mark);
    native.set(mark, Buffer.from(String(tried)));
    for (const spent of this.spent.splice(0, SPENT_AT_ONCE)) native.clear(spent);
  }

  async read(native: FdbNativeTransaction, mark: Buffer): Promise<MarkedTry | null> {
    const value = await native.get(mark);
    return value === undefined ? null : Number(value.toString());
  }

  /** The transaction is over, and its mark will not be asked for again. */
  spend(mark: Buffer): void {
    if (this.spent.length < MAX_SPENT) this.spent.push(mark);
  }

  /** Takes those away that nobody asks for any more. */
  clearOld(native: FdbNativeTransaction): void {
    const { start, end } = this.keyspace.marksBefore(this.clock.now() - KEPT_MS);
    native.clearRange(start, end);
  }

  /** Takes those of this process away. */
  clearSpent(native: FdbNativeTransaction): void {
    for (const spent of this.spent.splice(0)) native.clear(spent);
  }

  /**
   * Which try of the transaction was committed. When none was, none can be any more, even one that is still on its way: the mark
   * that each of them asked for is there now. `null` when the cluster does not answer.
   */
  async settle(database: FdbDatabase, mark: Buffer, timeoutMs: number): Promise<MarkedTry | null> {
    const native = database.rawCreateTransaction({ timeout: timeoutMs });
    for (;;) {
      try {
        const found = await this.read(native, mark);
        if (found !== null) return found;
        native.set(mark, Buffer.from(String(FENCED)));
        await native.rawCommit();
        return FENCED;
      } catch (thrown) {
        if (!(await canTryAgain(native, thrown))) return null;
      }
    }
  }
}

/** How many marks one transaction takes away besides what it does. */
const SPENT_AT_ONCE = 32;
/** How many are remembered; the rest is left to age. */
const MAX_SPENT = 10_000;
/** Longer than any transaction takes, whatever the clocks of the machines say. */
const KEPT_MS = 24 * 3_600_000;

/** Waits and begins the transaction anew where that is of use. */
async function canTryAgain(native: FdbNativeTransaction, thrown: unknown): Promise<boolean> {
  const code = fdbErrorCode(thrown);
  if (code === null) throw thrown;
  try {
    await native.rawOnError(code);
    return true;
  } catch {
    return false;
  }
}
