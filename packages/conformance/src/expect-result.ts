import assert from 'node:assert/strict';
import type { Result, ResultAsync } from '@carrel/core/kernel';

/** A result, or one to come. */
export type AnyResult<T, E> = Result<T, E> | ResultAsync<T, E> | PromiseLike<Result<T, E>>;

/** The value of a result that must be ok. */
export async function expectOk<T, E>(result: AnyResult<T, E>): Promise<T> {
  const settled = await result;
  if (settled.isErr()) assert.fail(`expected ok, got ${JSON.stringify(settled.error)}`);
  return settled.value;
}

/** The error of a result that must be an error of this `type`. */
export async function expectErr<T, E extends { readonly type: string }, Type extends E['type']>(
  result: AnyResult<T, E>,
  type: Type,
): Promise<Extract<E, { readonly type: Type }>> {
  const settled = await result;
  if (settled.isOk()) assert.fail(`expected ${type}, got ok with ${JSON.stringify(settled.value)}`);
  assert.equal(settled.error.type, type);
  return settled.error as Extract<E, { readonly type: Type }>;
}
