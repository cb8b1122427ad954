import type { ResultAsync } from 'neverthrow';
import type { ClientError } from './errors.js';

export { err, errAsync, ok, okAsync, Result, ResultAsync } from 'neverthrow';

/** What every call gives. */
export type Outcome<T> = ResultAsync<T, ClientError>;

/** What `unwrap` throws: a real `Error` for those who prefer exceptions, with the error value beside it. */
export class CarrelClientException extends Error {
  override readonly name = 'CarrelClientException';

  constructor(readonly error: ClientError) {
    super(`${error.type}: ${error.detail}`, { cause: error });
  }
}

/**
 * The value of a result, for callers that prefer exceptions.
 *
 * @throws CarrelClientException holding the error value, when the result is an error.
 */
export async function unwrap<T>(result: Outcome<T>): Promise<T> {
  const settled = await result;
  if (settled.isErr()) throw new CarrelClientException(settled.error);
  return settled.value;
}
