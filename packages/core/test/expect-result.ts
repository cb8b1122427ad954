import type { CarrelError, Result } from '../src/kernel/index.js';
import { expect } from 'vitest';

/** The value of an ok result; fails the test with the error otherwise. */
export function expectOk<T, E>(result: Result<T, E>): T {
  if (result.isErr()) expect.fail(`expected ok, got ${JSON.stringify(result.error, null, 2)}`);
  return result.value;
}

/** The error of a result, which must be of this type; fails the test otherwise. */
export function expectErr<T, E extends CarrelError, Type extends E['type']>(
  result: Result<T, E>,
  type: Type,
): Extract<E, { readonly type: Type }> {
  if (result.isOk()) expect.fail(`expected ${type}, got ok ${JSON.stringify(result.value)}`);
  expect(result.error.type).toBe(type);
  return result.error as Extract<E, { readonly type: Type }>;
}
