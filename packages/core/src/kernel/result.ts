/**
 * The result vocabulary of the whole SDK, re-exported from one place so that every package shares one neverthrow.
 */
export { err, errAsync, ok, okAsync, Result, ResultAsync, safeTry } from 'neverthrow';
export type { Err, Ok } from 'neverthrow';
