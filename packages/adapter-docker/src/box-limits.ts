import type { WorkspaceLimits } from '@carrel/core/runtime';
import type Docker from 'dockerode';

/** The least that the engine takes as a container's memory. */
const LEAST_MEMORY_BYTES = 6 * 1024 * 1024;
/**
 * How many threads of the machine gVisor may have of its own, and for each of its processes: about 100 when nothing happens, 20
 * for each process after ten seconds of a fork bomb.
 */
const GVISOR_THREADS = 1_024;
const GVISOR_THREADS_EACH = 32;

export interface LimitedBox {
  readonly limits: WorkspaceLimits;
  readonly maxOpenFiles: number;
  /** Whether its kernel is gVisor. */
  readonly isGvisor: boolean;
}

type EnforcedLimits = Pick<Docker.HostConfig, 'Memory' | 'MemorySwap' | 'NanoCpus' | 'PidsLimit' | 'Ulimits'>;

/**
 * The limits of a box as the engine enforces them. gVisor is a program of the machine that is as good as dead when it gets no more
 * threads, so it counts the processes of its box itself, and the engine bounds the threads far above that.
 */
export function boxLimits({ limits, maxOpenFiles, isGvisor }: LimitedBox): EnforcedLimits {
  const { cpus, memoryBytes, pids } = limits;
  const memory = Math.max(memoryBytes, LEAST_MEMORY_BYTES);
  const files = { Name: 'nofile', Soft: maxOpenFiles, Hard: maxOpenFiles };
  return {
    Memory: memory,
    MemorySwap: memory,
    NanoCpus: Math.round(cpus * 1e9),
    PidsLimit: isGvisor ? GVISOR_THREADS + GVISOR_THREADS_EACH * pids : pids,
    Ulimits: isGvisor ? [files, { Name: 'nproc', Soft: pids, Hard: pids }] : [files],
  };
}
