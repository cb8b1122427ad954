import { callChecks } from './call-checks.js';
import { World, type Check, type Places } from './check.js';
import { identityChecks } from './identity-checks.js';

/** Everything that holds in Node and in browsers alike. */
export const checks: readonly Check[] = [...identityChecks, ...callChecks];

/** Runs one of them; gives what was wrong, or `null`. For pages, which give nothing but JSON. */
export async function runCheck(name: string, places: Places): Promise<string | null> {
  try {
    await checks.find((check) => check.name === name)?.run(new World(places));
    return null;
  } catch (cause) {
    return cause instanceof Error ? `${cause.message}\n${cause.stack ?? ''}` : String(cause);
  }
}
