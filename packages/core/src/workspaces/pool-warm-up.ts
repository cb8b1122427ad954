import type { WorkspaceConnection } from '../runtime/index.js';

const ID = 'warm-up';
/** A program that does nothing, and the libraries that nearly all programs need. */
const ARGV = ['true'];
const TIMEOUT_MS = 5_000;

/**
 * Runs a program that does nothing, so that the first command of whoever gets the box finds in memory what programs are started
 * with. Nothing of it is left; a box without the program is as good.
 */
export async function warmUp({ processes }: WorkspaceConnection, signal: AbortSignal): Promise<void> {
  const events = await processes.spawnAttached({ id: ID, argv: ARGV, limits: { timeoutMs: TIMEOUT_MS } }, { signal });
  if (events.isErr()) return;
  for await (const { type } of events.value) if (type === 'exit' || type === 'failed') break;
  (await processes.forget(ID, { signal })).unwrapOr(undefined);
}
