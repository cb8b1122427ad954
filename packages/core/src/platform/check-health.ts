import type { ResultAsync } from '../kernel/index.js';
import type { BackendHealth } from './carrel.js';
import type { PlatformContext } from './platform-context.js';

/** How long a backend may take before it counts as down. */
const TIMEOUT_MS = 5_000;

/** Asks the store, the runtime and a shared log of streams at the same time. */
export function checkHealth({
  store,
  runtime,
  clock,
  installation,
  streamLog,
}: PlatformContext): Promise<readonly BackendHealth[]> {
  const probe = async (name: BackendHealth['name'], ask: () => ResultAsync<unknown, unknown>, required = true) => {
    const startedAt = clock.now();
    const answer = await Promise.race([ask(), timeout()]);
    const status: BackendHealth['status'] =
      answer?.isOk() === true ? (isDegraded(answer.value) ? 'degraded' : 'up') : 'down';
    return { name, status, latencyMs: clock.now() - startedAt, required };
  };
  const timeout = () =>
    new Promise<undefined>((resolve) => {
      clock.setTimer(TIMEOUT_MS, () => {
        resolve(undefined);
      });
    });
  return Promise.all([
    probe('store', () => store.health()),
    probe('runtime', () => runtime.list({ installationId: installation.id })),
    // One in memory is as well as the process that asks.
    ...(streamLog.shared ? [probe('streams', () => streamLog.health(), false)] : []),
  ]);
}

function isDegraded(health: unknown): boolean {
  return typeof health === 'object' && health !== null && 'degraded' in health && health.degraded !== null;
}
