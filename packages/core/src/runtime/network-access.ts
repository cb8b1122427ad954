import { err, ok, type Result } from '../kernel/index.js';
import { runtimeUnsupported, type RuntimeUnsupported } from './runtime-errors.js';

/**
 * What the programs of a box may reach.
 *
 * - `none`: nothing but each other, by the loopback of the box.
 * - `internet`: names, and public addresses. Never the machine that runs the box, other boxes, private networks, nor the metadata
 *   of a cloud, but for what the runtime's own options let through.
 */
export type NetworkAccess = 'none' | 'internet';

/** `runtime/unsupported` for a network that the runtime does not enforce; none is as good as any. */
export function checkNetwork(
  network: NetworkAccess | undefined,
  { networks }: { readonly networks: readonly NetworkAccess[] },
): Result<void, RuntimeUnsupported> {
  if (network === undefined || networks.includes(network)) return ok(undefined);
  return err(runtimeUnsupported(`network ${network}`));
}
