import { callChecks } from './call-checks.js';
import { closingChecks } from './closing-checks.js';
import { World, type Check, type Places } from './check.js';
import { fileSystemChecks } from './file-system-checks.js';
import { followingChecks } from './following-checks.js';
import { identityChecks } from './identity-checks.js';
import { serverClosingChecks } from './server-closing-checks.js';
import { terminalChecks } from './terminal-checks.js';
import { workspaceChecks } from './workspace-checks.js';

/** Everything that holds in Node and in browsers alike. */
export const checks: readonly Check[] = [
  ...identityChecks,
  ...callChecks,
  ...workspaceChecks,
  ...followingChecks,
  ...terminalChecks,
  ...closingChecks,
  ...serverClosingChecks,
  ...fileSystemChecks,
];

export { useSharedLogin } from './identity-checks.js';

/** Runs one of them; gives what was wrong, or `null`. For pages, which give nothing but JSON. */
export async function runCheck(name: string, places: Places): Promise<string | null> {
  try {
    const check = checks.find((one) => one.name === name);
    if (check === undefined) return 'There is no such check.';
    const world = new World(places);
    try {
      await check.run(world);
    } finally {
      await world.end();
    }
    return null;
  } catch (cause) {
    return cause instanceof Error ? `${cause.message}\n${cause.stack ?? ''}` : String(cause);
  }
}
