import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ResultAsync } from '@carrel/core/kernel';
import { runtimeUnavailable, type RuntimeUnavailable } from '@carrel/core/runtime';

/** The program of the agent for one kind of machine. */
export interface AgentBinary {
  readonly path: string;
  /** Names the content: the same bytes always have the same one. */
  readonly hash: string;
}

/**
 * The agent for Linux on `architecture`, as it comes with this package.
 *
 * `runtime/unavailable` when there is none: it comes for x64 and arm64; elsewhere `npm run build` in a checkout makes one with a C compiler.
 *
 * @param architecture as `process.arch` names it. @default this machine's
 */
export function agentBinary(architecture: string = process.arch): ResultAsync<AgentBinary, RuntimeUnavailable> {
  const path = process.env['CARREL_AGENT_BINARY'] ?? shippedPath(architecture);
  return hashOf(path).map((hash) => ({ path, hash }));
}

function shippedPath(architecture: string): string {
  return fileURLToPath(new URL(`../bin/carrel-agent-linux-${architecture}`, import.meta.url));
}

const hashOf = ResultAsync.fromThrowable(
  async (path: string) =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
      .slice(0, 16),
  (cause) =>
    runtimeUnavailable('The agent for this kind of machine is missing: it comes for Linux on x64 and arm64.', cause),
);
