/**
 * The result vocabulary of the whole SDK, re-exported from one place so that every package shares one neverthrow.
 */
import { err, ok } from 'neverthrow';
import type * as neverthrow from 'neverthrow';
import { LightResultAsync } from './light-result-async.js';

export { err, ok, Result, safeTry } from 'neverthrow';
export type { Err, Ok } from 'neverthrow';

/** neverthrow's own, to whoever takes one or checks for one; only what its steps leave behind is less. */
export const ResultAsync: typeof neverthrow.ResultAsync = LightResultAsync;
export type ResultAsync<T, E> = neverthrow.ResultAsync<T, E>;
export const okAsync: typeof neverthrow.okAsync = <T>(value: T) =>
  new LightResultAsync<T, never>(Promise.resolve(ok(value)));
export const errAsync: typeof neverthrow.errAsync = <E>(error: E) =>
  new LightResultAsync<never, E>(Promise.resolve(err(error)));
