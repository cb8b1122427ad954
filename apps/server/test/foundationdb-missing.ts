import { createRequire } from 'node:module';

/** Why tests on a stand-in for FoundationDB cannot run here; `null` when they can. */
export function foundationdbMissing(): string | null {
  try {
    createRequire(import.meta.url).resolve('foundationdb');
    return null;
  } catch {
    return 'the package foundationdb is not installed';
  }
}
