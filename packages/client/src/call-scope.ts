import { clientAborted, timedOut, type ClientError } from './errors.js';

/** One call's time: over when its caller aborts it or its time is up, whichever is first. */
export class CallScope {
  private readonly controller = new AbortController();
  private readonly timer: ReturnType<typeof setTimeout>;
  private cause: 'aborted' | 'timed-out' | null = null;
  readonly endsAt: number;

  constructor(
    private readonly timeoutMs: number,
    private readonly caller: AbortSignal | undefined,
  ) {
    this.endsAt = Date.now() + timeoutMs;
    // A timer takes no more than 32 bits.
    this.timer = setTimeout(() => this.end('timed-out'), Math.min(timeoutMs, 2 ** 31 - 1));
    if (caller?.aborted === true) this.end('aborted');
    else caller?.addEventListener('abort', this.onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Why it is over; `null` while it is not. */
  get error(): ClientError | null {
    if (this.cause === null) return null;
    return this.cause === 'aborted' ? clientAborted() : timedOut(this.timeoutMs);
  }

  /** No time limit from here on: only the caller ends it. */
  untime(): void {
    clearTimeout(this.timer);
  }

  close(): void {
    clearTimeout(this.timer);
    this.caller?.removeEventListener('abort', this.onAbort);
  }

  private readonly onAbort = (): void => this.end('aborted');

  private end(cause: 'aborted' | 'timed-out'): void {
    if (this.cause !== null) return;
    this.cause = cause;
    this.close();
    this.controller.abort();
  }
}

/** Resolves after `ms`, or at once when `signal` fires. Never rejects. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** The value of `promise`, or `null` when `signal` fires before. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  let stop: () => void = () => undefined;
  const stopped = new Promise<null>((resolve) => {
    stop = () => resolve(null);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
