import type { TestRunner } from '../src/index.js';

/** A case that was registered, and is run when somebody asks. */
export interface RecordedCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** A test runner that runs nothing by itself. */
export function recordingRunner(): { readonly test: TestRunner; readonly cases: readonly RecordedCase[] } {
  const cases: RecordedCase[] = [];
  const it = (name: string, run: () => Promise<void>) => {
    cases.push({ name, run });
  };
  const describe = (_: string, body: () => void) => {
    body();
  };
  return { test: { describe, it: Object.assign(it, { skip: () => undefined }) }, cases };
}

/** The names of the cases that fail, or do not end within `limitMs`. */
export async function failuresOf(cases: readonly RecordedCase[], limitMs = 3_000): Promise<readonly string[]> {
  const failed: string[] = [];
  const outcomes = cases.map(async ({ name, run }) => {
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => {
        reject(new Error('out of time'));
      }, limitMs).unref();
    });
    await Promise.race([run(), late]).catch(() => failed.push(name));
  });
  await Promise.all(outcomes);
  return failed;
}
