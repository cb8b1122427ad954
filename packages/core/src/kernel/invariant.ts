/**
 * Asserts what only a mistake in the program could break.
 *
 * @throws Error naming the broken expectation.
 */
export function invariant(condition: unknown, expectation: string): asserts condition {
  if (!condition) throw new Error(`Broken invariant: ${expectation}`);
}
