import { setImmediate as nextTurn } from 'node:timers/promises';
import { delay, err, ok, type Clock, type Result } from '@carrel/core/kernel';
import {
  storeClosed,
  storeFailed,
  storeTooManyWatches,
  storeUnavailable,
  type StoreError,
  type StoreTooManyWatches,
} from '@carrel/core/store';
import { fdbErrorCode, type FdbDatabase, type FdbNativeTransaction, type FdbWatch } from './fdb-binding.js';
import { toStoreError } from './to-store-error.js';

export interface WatchedKeyOptions {
  readonly database: FdbDatabase;
  readonly clock: Clock;
  /** How long the cluster may take to answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Called after the key was written, or may have been, and is watched again. */
  readonly onChanged: () => void;
  /** Called when it cannot be watched any more. */
  readonly onFailed: (error: WatchFailure) => void;
}

export type WatchFailure = StoreError | StoreTooManyWatches;

/**
 * Watches one key until it is closed. A watch of FoundationDB ends when it fires, and on many errors; it is set anew each time, and
 * only then is anybody told: what they read from then on is at least what the new watch was set at.
 */
export class WatchedKey {
  /** Whether it is watched, for the first time. */
  readonly armed: Promise<Result<void, WatchFailure>>;
  private readonly over = new AbortController();
  private interrupt = (): void => undefined;

  constructor(
    private readonly key: Buffer,
    private readonly options: WatchedKeyOptions,
  ) {
    const first = this.arm();
    this.armed = first.then((armed) => armed.map(() => undefined));
    void this.follow(first);
  }

  /** Takes the watch out of the cluster. Nobody is told any more. */
  close(): void {
    this.over.abort();
    this.interrupt();
  }

  private async follow(first: Promise<Result<FdbWatch, WatchFailure>>): Promise<void> {
    let armed = await first;
    if (armed.isErr()) {
      this.fail(armed.error);
      return;
    }
    for (let failures = 0; !this.over.signal.aborted;) {
      const failure: WatchFailure | null = armed.isOk() ? await this.wait(armed.value) : armed.error;
      if (failure !== null && !passes(failure)) {
        this.fail(failure);
        return;
      }
      failures = failure === null ? 0 : failures + 1;
      if (failures > 0) await delay(this.options.clock, pauseMs(failures), this.over.signal);
      armed = await this.arm();
      if (armed.isOk() && !this.over.signal.aborted) this.options.onChanged();
    }
    if (armed.isOk()) armed.value.cancel();
  }

  private fail(error: WatchFailure): void {
    if (!this.over.signal.aborted) this.options.onFailed(error);
  }

  /** Until the watch fires: `null`, or what ended it. */
  private async wait(watch: FdbWatch): Promise<WatchFailure | null> {
    this.interrupt = () => {
      watch.cancel();
    };
    if (this.over.signal.aborted) this.interrupt();
    try {
      // One that was cancelled or came into a conflict has not fired.
      return (await watch.promise) ? null : storeUnavailable();
    } catch (thrown) {
      return toFailure(thrown);
    }
  }

  private async arm(): Promise<Result<FdbWatch, WatchFailure>> {
    const { database, clock, timeoutMs } = this.options;
    if (this.over.signal.aborted) return err(storeClosed());
    let isLate = false;
    try {
      // A time limit of the transaction's own could end its watch, too.
      const native = database.rawCreateTransaction();
      this.interrupt = () => {
        native.rawCancel();
      };
      const stop = clock.setTimer(timeoutMs, () => {
        isLate = true;
        native.rawCancel();
      });
      try {
        return ok(await this.begin(native));
      } finally {
        stop();
      }
    } catch (thrown) {
      return err(isLate ? storeUnavailable(thrown) : toFailure(thrown));
    }
  }

  private async begin(native: FdbNativeTransaction): Promise<FdbWatch> {
    for (;;) {
      try {
        const watch = native.watch(this.key);
        // Whoever reads later reads at a later version than this.
        await native.get(this.key);
        await native.rawCommit();
        // One that could not be set has failed by now.
        await Promise.race([watch.promise, nextTurn()]);
        return watch;
      } catch (thrown) {
        const code = fdbErrorCode(thrown);
        if (code === null) throw thrown;
        await native.rawOnError(code);
      }
    }
  }
}

/** Whether trying again is of use. */
function passes(failure: WatchFailure): boolean {
  return failure.retryable && failure.type !== 'store/too-many-watches';
}

/** The pause before the watch is set anew, after so many failures in a row. */
function pauseMs(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), MAX_PAUSE_MS) * (0.5 + Math.random() / 2);
}

const FIRST_PAUSE_MS = 20;
const MAX_PAUSE_MS = 2_000;

const TOO_MANY_WATCHES = 1032;

function toFailure(thrown: unknown): WatchFailure {
  const code = fdbErrorCode(thrown);
  if (code === null) return storeFailed(thrown);
  if (code === TOO_MANY_WATCHES) return storeTooManyWatches(null);
  // A watch that somebody else's cancelling ended, or a conflict that cannot be, is set anew.
  return ENDED.has(code) ? storeUnavailable(thrown) : toStoreError(code, thrown);
}

const ENDED: ReadonlySet<number> = new Set([1025, 1101]);
