import { okAsync, type ResultAsync } from '../kernel/index.js';
import { BackendProbe } from './backend-probe.js';
import type { BackendHealth } from './carrel.js';
import type { PlatformContext } from './platform-context.js';

/** Gives what asks the store, the runtime and what replicas share at the same time, again and again. */
export function healthChecks({
  store,
  runtime,
  clock,
  installation,
  streamLog,
  shared: { bus, presence, rateLimiter },
}: PlatformContext): () => Promise<readonly BackendHealth[]> {
  const probe = (name: BackendHealth['name'], ask: () => ResultAsync<unknown, unknown>, required = true) =>
    new BackendProbe({ name, required, ask, clock });
  const probes = [
    probe('store', () => store.health()),
    probe('runtime', () => runtime.list({ installationId: installation.id })),
    // One in memory is as well as the process that asks.
    ...(streamLog.shared ? [probe('streams', () => streamLog.health(), false)] : []),
    ...(rateLimiter.shared ? [probe('rate-limits', () => rateLimiter.health(), false)] : []),
    ...(presence.shared ? [probe('presence', () => doneWithout(presence.health()), false)] : []),
    ...(bus.shared ? [probe('bus', () => doneWithout(bus.health()), false)] : []),
  ];
  return () => Promise.all(probes.map((each) => each.check()));
}

/** What does not answer makes nothing fail. */
function doneWithout<E>(health: ResultAsync<void, E>): ResultAsync<{ readonly degraded: E | null }, E> {
  return health.map(() => ({ degraded: null })).orElse((degraded: E) => okAsync({ degraded }));
}
