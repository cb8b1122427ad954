/**
 * What the kits need of a test runner; vitest, jest and `node:test` have it as they are.
 *
 * @example
 * import { describe, it } from 'vitest';
 * describeRecordStore({ test: { describe, it }, createSubject });
 */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: TestCase & { readonly skip: TestCase };
}

type TestCase = (name: string, body: () => Promise<void>) => unknown;
