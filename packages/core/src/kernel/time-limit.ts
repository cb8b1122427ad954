import type { Clock } from './clock.js';

export interface TimeLimit {
  /** Fires when the time is over, and with the signal that was given. */
  readonly signal: AbortSignal;
  /** Whether the time is over. */
  readonly isOver: boolean;
  /** Lets go of the timer: the signal fires no more by itself. */
  cancel(): void;
}

/** A time in milliseconds for some work, which may be given up before by `until`. To be cancelled when the work is done. */
export function timeLimit(clock: Clock, timeoutMs: number, until?: AbortSignal): TimeLimit {
  const late = new AbortController();
  const cancel = clock.setTimer(timeoutMs, () => {
    late.abort();
  });
  return {
    signal: until === undefined ? late.signal : AbortSignal.any([until, late.signal]),
    cancel,
    get isOver() {
      return late.signal.aborted;
    },
  };
}
