import { CarrelException, type CarrelError } from './error.js';
import type { ResultAsync } from './result.js';

/**
 * The value of a result, for callers that prefer exceptions.
 *
 * @throws CarrelException holding the error value, when the result is an error.
 */
export async function unwrap<T, E extends CarrelError>(result: ResultAsync<T, E>): Promise<T> {
  const settled = await result;
  if (settled.isErr()) throw new CarrelException(settled.error);
  return settled.value;
}
