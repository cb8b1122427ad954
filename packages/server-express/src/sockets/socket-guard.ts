import type { Carrel } from '@carrel/core';
import { Ticker, type Caller, type Clock, type Ticking } from '@carrel/core/kernel';
import { endOf } from './close-code.js';
import type { SocketEnd } from './socket.js';

interface Guarded {
  readonly carrel: Carrel;
  readonly caller: Caller;
  readonly clock: Clock;
  readonly recheckMs: number;
  readonly close: (end: SocketEnd) => void;
}

interface SocketGuardDeps extends Guarded {
  /** Calls all guards, every `recheckMs`. */
  readonly rechecks: Ticker;
}

/** A `SocketGuard` by itself, until the returned function is called. */
export function guardSocket(guarded: Guarded): () => void {
  const guard = new SocketGuard({ ...guarded, rechecks: new Ticker(guarded.clock, guarded.recheckMs, 1) });
  return () => {
    guard.release();
  };
}

/**
 * Closes what the caller opened when its token runs out or is worth nothing any more, until `release`. What ends it is heard of at
 * once, and otherwise found out by looking. A store that does not answer says nothing about the token.
 */
export class SocketGuard implements Ticking {
  private isOver = false;
  private looking = 0;
  private cancelExpiry: (() => void) | null = null;
  private readonly unwatch: () => void;

  constructor(private readonly deps: SocketGuardDeps) {
    const { caller, carrel, rechecks } = deps;
    rechecks.add(this);
    this.lookAtExpiry();
    // Each looks anew: one that is under way may have read what was before.
    this.unwatch = carrel.identity.watch(caller, () => void this.look());
  }

  tick(): void {
    if (this.looking === 0) void this.look();
  }

  /** Idempotent. */
  release(): void {
    this.isOver = true;
    this.cancelExpiry?.();
    this.deps.rechecks.delete(this);
    this.unwatch();
  }

  private async look(): Promise<void> {
    const { caller, carrel, close } = this.deps;
    this.looking += 1;
    const standing = await carrel.identity.standing(caller);
    this.looking -= 1;
    if (this.isOver) return;
    if (standing.isErr() && standing.error.type.startsWith('auth/')) close(endOf(standing.error));
    else this.lookAtExpiry();
  }

  /** A token that runs out before the next look is looked at when it does. */
  private lookAtExpiry(): void {
    const { caller, clock, recheckMs } = this.deps;
    const leftMs = (caller.tokenExpiresAt ?? Infinity) - clock.now();
    this.cancelExpiry?.();
    this.cancelExpiry = null;
    if (leftMs > 0 && leftMs <= recheckMs) this.cancelExpiry = clock.setTimer(leftMs, () => void this.look());
  }
}
