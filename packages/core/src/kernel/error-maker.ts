import type { CarrelError } from './error.js';

/** What makes the errors of one type, of which only the cause differs. `retryAfterMs` is a hint for when to try again. */
export function errorMaker<Type extends string>(
  type: Type,
  message: string,
  retryable: boolean,
  retryAfterMs?: number,
): (cause?: unknown) => CarrelError<Type> {
  return (cause) => ({
    type,
    message,
    retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(cause === undefined ? {} : { cause }),
  });
}
