import type { RuntimeCapabilities } from '@carrel/core/runtime';

/**
 * Of what boxes can do, what is left on this engine: one without control groups, such as a rootless one on a machine of version 1,
 * takes every limit and enforces none of them, and freezes nothing.
 *
 * @param info what the engine says of itself; limits that it says nothing of count as enforced.
 */
export function enforcedBy(info: unknown, wanted: RuntimeCapabilities): RuntimeCapabilities {
  const lacks = (name: string) => valueOf(info, name) === false;
  const { limits } = wanted;
  return {
    ...wanted,
    pause: wanted.pause && valueOf(info, 'CgroupDriver') !== 'none',
    limits: {
      ...limits,
      memory: limits.memory && !lacks('MemoryLimit'),
      cpu: limits.cpu && !lacks('CpuCfsQuota'),
      pids: limits.pids && !lacks('PidsLimit'),
    },
  };
}

function valueOf(info: unknown, name: string): unknown {
  return typeof info === 'object' && info !== null ? Reflect.get(info, name) : undefined;
}
