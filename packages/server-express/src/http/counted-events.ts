import { err, ok, type Caller, type Result } from '@carrel/core/kernel';
import type { Exchange } from './exchange.js';
import { eventStreamLimit, type EventStreamLimit } from './http-errors.js';
import type { OpenCount } from './open-count.js';

/** Counts a stream of events of the caller; gives what counts it no more, which may be called at any time, and often. */
export function countEvents(
  count: OpenCount,
  caller: Caller,
  { signal }: Exchange,
): Result<() => void, EventStreamLimit> {
  const refusal = count.enter(caller);
  if (refusal !== null) return err(eventStreamLimit(refusal));
  let isOpen = true;
  const leave = () => {
    if (isOpen) count.leave(caller);
    isOpen = false;
  };
  // Events that nobody begins to read never end: a client that is gone before, or asks with HEAD.
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  return ok(leave);
}

/** The events, and then `leave`, however they end. */
export async function* leavingEvents<T>(events: AsyncIterable<T>, leave: () => void): AsyncGenerator<T, void, void> {
  try {
    yield* events;
  } finally {
    leave();
  }
}
