import { randomBytes } from 'node:crypto';
import { err, ok, type Clock, type Result } from '@carrel/core/kernel';
import { storeContention, type StoreError } from '@carrel/core/store';
import { fdbErrorCode, WANT_ALL, type FdbDatabase, type FdbNativeTransaction } from './fdb-binding.js';
import type { KeyRange } from './keyspace.js';
import { toStoreError } from './to-store-error.js';

export interface StateReaderOptions {
  readonly database: FdbDatabase;
  readonly clock: Clock;
  /** How long the cluster may take for one answer, in milliseconds. */
  readonly timeoutMs: number;
  /** A key of the store's own that may be written, outside of every range that is read. */
  readonly probe: Buffer;
  /** Reads on at a new version, whatever was written, before one grows too old: not one state any more. @default false */
  readonly goesOn?: boolean;
}

type Rows = readonly (readonly [Buffer, Buffer])[];

/**
 * Reads one state for longer than the five seconds that FoundationDB keeps one: before a version grows too old, a transaction
 * proves that nothing in the range was written since, and its own version is read on. `store/contention` when something was.
 */
export class StateReader {
  private native: FdbNativeTransaction;
  private version: Buffer = Buffer.alloc(0);
  private since = 0;

  private constructor(
    private readonly options: StateReaderOptions,
    private readonly range: KeyRange,
  ) {
    this.native = this.create();
  }

  /** Begins at the state that there is. */
  static async begin(options: StateReaderOptions, range: KeyRange): Promise<Result<StateReader, StoreError>> {
    const reader = new StateReader(options, range);
    const begun = await reader.trying(async (native) => {
      reader.since = options.clock.now();
      reader.version = await native.getReadVersion();
    });
    return begun.map(() => reader);
  }

  /** Up to `limit` keys and values of a part of the range. */
  async page({ start, end }: KeyRange, limit: number): Promise<Result<Rows, StoreError>> {
    const options = { limit, streamingMode: WANT_ALL };
    for (let tries = 1; ; tries += 1) {
      const isOld = this.options.clock.now() - this.since > EXTEND_AFTER_MS || tries > MAX_TRIES;
      const extended = isOld ? await this.extend() : ok(undefined);
      if (extended.isErr()) return err(extended.error);
      const page = await this.trying((native) => native.snapshot().getRangeAll(start, end, options));
      // One storage process may have let go of a version that others still have, and that is still the last.
      if (page.isOk() || page.error.type !== 'store/contention' || tries > 2 * MAX_TRIES) return page;
      this.renew();
    }
  }

  close(): void {
    this.native.rawCancel();
  }

  private async extend(): Promise<Result<void, StoreError>> {
    if (this.options.goesOn === true) return this.goOn();
    for (let tries = 1; ; tries += 1) {
      this.renew();
      const proven = await this.prove();
      this.renew();
      // A conflict may be a mistake of the cluster's, which errs on this side; what was written stays in the way.
      if (proven.isOk() || proven.error.type !== 'store/contention' || tries === MAX_TRIES) return proven;
    }
  }

  private goOn(): Promise<Result<void, StoreError>> {
    this.native.rawCancel();
    this.native = this.create();
    // It is not set again after an error on the way to the next one.
    this.version = Buffer.alloc(0);
    const at = this.options.clock.now();
    return this.trying(async (native) => {
      this.version = await native.getReadVersion();
      this.since = at;
    });
  }

  private prove(): Promise<Result<void, StoreError>> {
    const at = this.options.clock.now();
    return this.trying(async (native) => {
      native.addReadConflictRange(this.range.start, this.range.end);
      native.set(this.options.probe, randomBytes(8));
      await native.rawCommit();
      this.version = native.getCommittedVersion();
      this.since = at;
    });
  }

  /** Goes on with a transaction of its own at the same version. */
  private renew(): void {
    this.native.rawCancel();
    this.native = this.create();
    this.native.setReadVersion(this.version);
  }

  private async trying<T>(action: (native: FdbNativeTransaction) => Promise<T>): Promise<Result<T, StoreError>> {
    for (;;) {
      try {
        return ok(await action(this.native));
      } catch (thrown) {
        const code = fdbErrorCode(thrown);
        if (code === null) throw thrown;
        if (OUTDATED.has(code)) return err(notOneState(thrown));
        const failed = await this.recover(code);
        if (failed !== null) return err(failed);
      }
    }
  }

  private async recover(code: number): Promise<StoreError | null> {
    try {
      await this.native.rawOnError(code);
      if (this.version.length > 0) this.native.setReadVersion(this.version);
      return null;
    } catch (thrown) {
      return toStoreError(fdbErrorCode(thrown) ?? code, thrown);
    }
  }

  private create(): FdbNativeTransaction {
    return this.options.database.rawCreateTransaction({ timeout: EXTEND_AFTER_MS + this.options.timeoutMs });
  }
}

/** How often what failed is tried in one way. */
const MAX_TRIES = 3;

/** Well before the five seconds are over. */
const EXTEND_AFTER_MS = 2_500;

/** Something was written, or the version is older than FoundationDB keeps. */
const OUTDATED: ReadonlySet<number> = new Set([1007, 1020]);

function notOneState(cause: unknown): StoreError {
  return {
    ...storeContention(cause),
    message:
      'The store was written to while it was read for longer than the five seconds that FoundationDB keeps one state. ' +
      'Stop the servers, or back the cluster up with fdbbackup.',
  };
}
