import { delay, type Clock } from '@carrel/core/kernel';

export interface Patience {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** The next item, unless it takes too long or the signal fires first; what comes of it then is of no interest any more. */
export async function nextWithin<T>(
  items: AsyncIterator<T>,
  { clock, timeoutMs, signal }: Patience,
): Promise<IteratorResult<T> | 'late' | 'aborted'> {
  if (signal?.aborted === true) return 'aborted';
  const settled = new AbortController();
  const giveUp = signal === undefined ? settled.signal : AbortSignal.any([settled.signal, signal]);
  const next = items.next();
  next.catch(() => undefined);
  try {
    return await Promise.race([
      next,
      delay(clock, timeoutMs, giveUp).then(() => (signal?.aborted === true ? ('aborted' as const) : ('late' as const))),
    ]);
  } finally {
    settled.abort();
  }
}
