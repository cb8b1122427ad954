import { aborted, ResultAsync, type Result } from '@carrel/core/kernel';
import {
  runtimeFailed,
  runtimeNotRunning,
  type BoxStats,
  type CallOptions,
  type ConnectionError,
  type RuntimeError,
  type WorkspaceConnection,
} from '@carrel/core/runtime';

/**
 * What a box uses now, as its agent counts it, which knows no limit of its memory. The connection is one of its own, and is closed then.
 * `runtime/not-running` for a box that ended.
 */
export function statsByAgent(
  connection: WorkspaceConnection,
  boxId: string,
  options: CallOptions,
): ResultAsync<BoxStats, RuntimeError> {
  const read = async (): Promise<Result<BoxStats, RuntimeError>> => {
    const stats = await connection.stats(options);
    await connection.close();
    return stats
      .map(({ memoryBytes, cpuMs, processes }) => ({ memoryBytes, memoryLimitBytes: null, cpuMs, processes }))
      .mapErr((error) => asRuntimeError(error, boxId));
  };
  return new ResultAsync(read());
}

function asRuntimeError(error: ConnectionError, boxId: string): RuntimeError {
  if (error.type === 'request/aborted') return aborted('measuring a box');
  if (error.type === 'connection/lost') return runtimeNotRunning(boxId);
  return runtimeFailed('The box could not be measured.', error);
}
