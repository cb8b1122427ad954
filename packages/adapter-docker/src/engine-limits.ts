import type { RuntimeCapabilities } from '@carrel/core/runtime';
import { memberOf } from './member-of.js';
import { remapsUsers } from './user-namespace.js';

/**
 * Of what boxes can do, what is left on this engine: one without control groups, such as a rootless one on a machine of version 1,
 * takes every limit and enforces none of them, and freezes nothing, so that no snapshot is of one moment. One that gives containers
 * users of their own tells the owners of files by numbers that it does not take back.
 *
 * @param info what the engine says of itself; limits that it says nothing of count as enforced.
 */
export function enforcedBy(info: unknown, wanted: RuntimeCapabilities): RuntimeCapabilities {
  const lacks = (name: string) => memberOf(info, name) === false;
  const freezes = memberOf(info, 'CgroupDriver') !== 'none';
  const { limits } = wanted;
  return {
    ...wanted,
    pause: wanted.pause && freezes,
    snapshot: wanted.snapshot && freezes && !remapsUsers(info),
    limits: {
      ...limits,
      memory: limits.memory && !lacks('MemoryLimit'),
      cpu: limits.cpu && !lacks('CpuCfsQuota'),
      pids: limits.pids && !lacks('PidsLimit'),
    },
  };
}
