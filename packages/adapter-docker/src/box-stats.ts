import { err, ok, type ResultAsync } from '@carrel/core/kernel';
import { runtimeNotFound, runtimeNotRunning, type BoxStats, type RuntimeError } from '@carrel/core/runtime';
import type Docker from 'dockerode';
import type { Engine, UntilAborted } from './engine.js';
import { statusOf } from './to-runtime-error.js';

/** What the engine measures of the box now. `runtime/not-running` for a box that ended. */
export function readBoxStats(
  engine: Engine,
  boxId: string,
  options: UntilAborted,
): ResultAsync<BoxStats, RuntimeError> {
  return engine
    .call((docker) => measure(docker.getContainer(boxId)), options)
    .andThen((measured) => {
      if (measured === null) return err(runtimeNotFound(boxId));
      return measured.read.startsWith(NEVER) ? err(runtimeNotRunning(boxId)) : ok(toBoxStats(measured));
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
