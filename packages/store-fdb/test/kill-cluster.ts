import { exec } from 'node:child_process';
import { promisify } from 'node:util';
import { hasCluster } from './backend.js';

const run = promisify(exec);

/** A shell command that kills processes of the cluster of `FDB_CLUSTER_FILE`, and starts them again `FDB_AWAY_SECONDS` later. */
const killCommand = process.env['FDB_KILL_COMMAND'];

/** Whether there is a real cluster whose processes may be killed. */
export const canKill = hasCluster && killCommand !== undefined;

/** Takes processes of the cluster away for so long; they are started again afterwards. */
export async function killFor(seconds: number): Promise<void> {
  await run(killCommand ?? '', { env: { ...process.env, FDB_AWAY_SECONDS: String(seconds) } });
}
