import { appendFileSync } from 'node:fs';

/**
 * Whether the tests of a backend can run here. A missing one is written down with its reason, for the end of the run, in the
 * file that `SKIPPED_BACKENDS_FILE` names.
 *
 * @param missing why it is missing, `null` when it is there.
 * @param isOptional whether continuous integration does without it.
 * @throws Error when it is missing, not optional, and `REQUIRE_BACKENDS` is 1, as in continuous integration.
 */
export function hasBackend(name: string, missing: string | null, { isOptional = false } = {}): boolean {
  if (missing === null) return true;
  const { REQUIRE_BACKENDS, SKIPPED_BACKENDS_FILE } = process.env;
  if (REQUIRE_BACKENDS === '1' && !isOptional) throw new Error(`The backend ${name} is required: ${missing}`);
  if (SKIPPED_BACKENDS_FILE !== undefined) appendFileSync(SKIPPED_BACKENDS_FILE, `${name}: ${missing}\n`);
  return false;
}
