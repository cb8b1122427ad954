/** The time, as a port: everything that waits or stamps asks this, so that tests can move it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. May jump when the machine's clock is set. */
  now(): number;
  /**
   * Runs `task` once, not before `delayMs` from now. The returned function cancels it and may be called at any time.
   * A pending timer never keeps the process alive.
   */
  setTimer(delayMs: number, task: () => void): () => void;
}

/** The longest delay of a timer of the machine, almost 25 days; a longer one would run at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(delayMs, task) {
    let leftMs = delayMs;
    let timer = wait();
    function wait(): NodeJS.Timeout {
      const stepMs = Math.min(leftMs, LONGEST_TIMER_MS);
      leftMs -= stepMs;
      return setTimeout(goOn, stepMs).unref();
    }
    function goOn(): void {
      if (leftMs > 0) timer = wait();
      else task();
    }
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Resolves after `delayMs` by `clock`, or as soon as `signal` fires; it never rejects. */
export function delay(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.setTimer(delayMs, finish);
    signal?.addEventListener('abort', finish, { once: true });
  });
}

/** An instant as the wire and the records write it: RFC 3339 in UTC with milliseconds. */
export function toTimestamp(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
