import { statsByAgent } from '@carrel/agent';
import { errAsync, okAsync, type ResultAsync } from '@carrel/core/kernel';
import {
  runtimeNotFound,
  runtimeNotRunning,
  type BoxStats,
  type CallOptions,
  type RuntimeError,
  type WorkspaceConnection,
} from '@carrel/core/runtime';
import type Docker from 'dockerode';
import type { Engine } from './engine.js';
import { statusOf } from './to-runtime-error.js';

export interface BoxStatsOptions extends CallOptions {
  /** Opens a link to the box, for engines that cannot measure it. */
  readonly connect: () => ResultAsync<WorkspaceConnection, RuntimeError>;
}

/**
 * What the box uses now, as its control groups count it; without any, as its agent counts it, for then the engine tells the
 * figures of everything that it runs. `runtime/not-running` for a box that ended.
 */
export function readBoxStats(
  engine: Engine,
  boxId: string,
  { connect, ...options }: BoxStatsOptions,
): ResultAsync<BoxStats, RuntimeError> {
  return engine
    .call((docker) => measure(docker.getContainer(boxId)), options)
    .andThen((measured) => {
      if (measured === null) return errAsync(runtimeNotFound(boxId));
      if (measured.read.startsWith(NEVER)) return errAsync(runtimeNotRunning(boxId));
      if (hasOwnGroups(measured)) return okAsync(toBoxStats(measured));
      return connect().andThen((connection) => statsByAgent(connection, boxId, options));
    });
}

/** The time that the engine gives for a container that does not run. */
const NEVER = '0001-';
const NS_PER_MS = 1e6;

/** What is read of the engine's answer; a cgroup without a controller leaves its part out. */
interface Measured {
  readonly read: string;
  readonly pids_stats?: { readonly current?: number };
  readonly memory_stats: {
    readonly usage?: number;
    readonly limit?: number;
    readonly stats?: { readonly total_inactive_file?: number; readonly inactive_file?: number };
  };
  readonly cpu_stats: { readonly cpu_usage: { readonly total_usage?: number } };
}

/** One measurement, for which the engine waits for no second one; `null` when there is no such container. */
async function measure(container: Docker.Container): Promise<Measured | null> {
  try {
    return await container.stats({ stream: false, 'one-shot': true });
  } catch (cause) {
    if (statusOf(cause) === 404) return null;
    throw cause;
  }
}

/** Something always runs in a box that runs, and the limit on processes is always there: what is not counted is not its own. */
function hasOwnGroups({ pids_stats: pids }: Measured): boolean {
  return (pids?.current ?? 0) > 0;
}

function toBoxStats({ pids_stats: pids, memory_stats: memory, cpu_stats: cpu }: Measured): BoxStats {
  const { usage = 0, limit = 0, stats = {} } = memory;
  // The first is the whole group's on cgroup v1, where the second counts the group without those below it.
  const reclaimable = stats.total_inactive_file ?? stats.inactive_file ?? 0;
  return {
    memoryBytes: reclaimable < usage ? usage - reclaimable : usage,
    memoryLimitBytes: limit === 0 ? null : limit,
    cpuMs: Math.round((cpu.cpu_usage.total_usage ?? 0) / NS_PER_MS),
    processes: pids?.current ?? 0,
  };
}
