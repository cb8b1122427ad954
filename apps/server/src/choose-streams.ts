import { fallbackStreamLog, memoryStreamLog, type StreamLog } from '@carrel/core/streams';
import type { Logger, Metrics } from '@carrel/core/telemetry';
import { redisStreamLog } from '@carrel/store-redis';
import type { ServerSettings } from './server-settings.js';

export interface ChosenStreams {
  readonly streams: StreamLog;
  /** What it is and where, for a person. */
  readonly where: string;
}

/** Where streams are kept, by its kind in the settings. */
export function chooseStreams(
  { streams }: Pick<ServerSettings, 'streams'>,
  telemetry: { readonly logger: Logger; readonly metrics: Metrics },
): ChosenStreams {
  const { kind, redis } = streams;
  const memory = memoryStreamLog(streams.memory);
  if (kind === 'memory') return { streams: memory, where: 'the memory of this process' };
  const log = fallbackStreamLog({ primary: redisStreamLog(redis), fallback: memory, ...telemetry });
  return { streams: log, where: `Redis, "${redis.prefix ?? ''}" at ${new URL(redis.url).host}` };
}
