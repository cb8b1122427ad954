import { aborted, type Aborted } from './error.js';
import { err, ResultAsync, type Result } from './result.js';

/**
 * `work`, or `request/aborted` as soon as `signal` fires. The work itself goes on: this is for waiting on what others share.
 */
export function abortable<T, E>(
  operation: string,
  work: ResultAsync<T, E>,
  signal: AbortSignal | undefined,
): ResultAsync<T, E | Aborted> {
  if (signal === undefined) return work;
  return new ResultAsync<T, E | Aborted>(race(operation, work, signal));
}

async function race<T, E>(
  operation: string,
  work: ResultAsync<T, E>,
  signal: AbortSignal,
): Promise<Result<T, E | Aborted>> {
  if (signal.aborted) return err(aborted(operation));
  let giveUp = (): void => undefined;
  const gaveUp = new Promise<Result<T, Aborted>>((resolve) => {
    giveUp = () => {
      resolve(err(aborted(operation)));
    };
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([work, gaveUp]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/** Whether `signal` has fired; asked anew each time, since it may fire in between. */
export function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
