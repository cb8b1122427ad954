import { memoryRateLimiter } from '@carrel/core/memory';
import type { CarrelOptions } from '@carrel/core';
import { fallbackRateLimiter } from '@carrel/core/rate-limit';
import type { Logger, Metrics } from '@carrel/core/telemetry';
import { redisBus, redisPresence, redisRateLimiter } from '@carrel/store-redis';
import type { ServerSettings } from './server-settings.js';

/** What servers share besides the store: through Redis where streams are there, and otherwise nothing. */
export function chooseShared(
  { streams: { kind, redis } }: Pick<ServerSettings, 'streams'>,
  telemetry: { readonly logger: Logger; readonly metrics: Metrics },
): Pick<CarrelOptions, 'bus' | 'presence' | 'rateLimiter'> {
  if (kind === 'memory') return {};
  const rateLimiter = fallbackRateLimiter({
    ...{ primary: redisRateLimiter(redis), fallback: memoryRateLimiter() },
    ...telemetry,
  });
  return { rateLimiter, bus: redisBus(redis), presence: redisPresence(redis) };
}
