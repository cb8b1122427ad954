import { randomBytes } from 'node:crypto';
import { ok, type Clock } from '@carrel/core/kernel';
import { administer } from './administration.js';
import type { FdbDatabase, FdbNativeTransaction } from './fdb-binding.js';
import type { Keyspace } from './keyspace.js';

/** Says in the store that this process has it open, so that nobody replaces the data meanwhile. */
export class Presence {
  private readonly key: Buffer;
  private entered = false;
  private stopped = false;
  private cancel = (): void => undefined;

  constructor(
    private readonly database: FdbDatabase,
    private readonly keyspace: Keyspace,
    private readonly clock: Clock,
  ) {
    this.key = keyspace.presence(randomBytes(12).toString('base64url'));
  }

  enter(native: FdbNativeTransaction): void {
    this.entered = true;
    native.set(this.key, Buffer.from(String(this.clock.now() + VALID_MS)));
  }

  /** Goes on saying it, until `leave`. */
  keep(): void {
    this.cancel();
    this.cancel = this.clock.setTimer(RENEW_MS, () => void this.renew());
  }

  /** Whether another process has it open, or had until a moment ago without taking leave. */
  async hasOthers(native: FdbNativeTransaction): Promise<boolean> {
    const { start, end } = this.keyspace.presences;
    const found = await native.getRangeAll(start, end);
    return found.some(([key, until]) => !key.equals(this.key) && Number(until.toString()) > this.clock.now());
  }

  /** Takes it back, when the cluster can be reached, with what `besides` does. */
  async leave(besides: (native: FdbNativeTransaction) => void): Promise<void> {
    this.stopped = true;
    this.cancel();
    if (!this.entered) return;
    // What is not taken back runs out.
    const left = await administer(this.database, { timeout: LEAVE_MS }, async (native) => {
      native.clear(this.key);
      besides(native);
      return ok(undefined);
    });
    left.unwrapOr(undefined);
  }

  private async renew(): Promise<void> {
    const renewed = await administer(this.database, { timeout: RENEW_MS }, async (native) => {
      if (!this.stopped) this.enter(native);
      return ok(undefined);
    });
    // One that failed is made up for by the next: there are several in the time that one is valid.
    if (!this.stopped) this.cancel = this.clock.setTimer(renewed.isOk() ? RENEW_MS : RETRY_MS, () => void this.renew());
  }
}

const VALID_MS = 60_000;
const RENEW_MS = 15_000;
const RETRY_MS = 1_000;
const LEAVE_MS = 1_000;
