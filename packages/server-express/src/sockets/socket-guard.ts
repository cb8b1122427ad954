import type { Carrel } from '@carrel/core';
import type { Caller, Clock } from '@carrel/core/kernel';
import { endOf } from './close-code.js';
import type { SocketEnd } from './socket.js';

export interface SocketGuard {
  readonly carrel: Carrel;
  readonly caller: Caller;
  readonly clock: Clock;
  readonly recheckMs: number;
  readonly close: (end: SocketEnd) => void;
}

/**
 * Closes what the caller opened when its token runs out or is worth nothing any more, until the returned function is called. What
 * ends it is heard of at once, and otherwise found out by looking. A store that does not answer says nothing about the token.
 */
export function guardSocket({ carrel, caller, clock, recheckMs, close }: SocketGuard): () => void {
  let isOver = false;
  let cancel: () => void = () => undefined;
  const look = async () => {
    const standing = await carrel.identity.standing(caller);
    if (isOver) return;
    if (standing.isErr() && standing.error.type.startsWith('auth/')) close(endOf(standing.error));
    else schedule();
  };
  const schedule = () => {
    const { tokenExpiresAt = Infinity } = caller;
    const delayMs = Math.max(0, Math.min(recheckMs, tokenExpiresAt - clock.now()));
    cancel();
    cancel = clock.setTimer(delayMs, () => void look());
  };
  schedule();
  const unwatch = carrel.identity.watch(caller, () => {
    cancel();
    void look();
  });
  return () => {
    isOver = true;
    cancel();
    unwatch();
  };
}
