import { pinoLogger } from '@carrel/core/telemetry';
import { adjustableLogger, type AdjustableLogger } from './adjustable-logger.js';
import { prettyLine } from './pretty-line.js';
import type { ServerSettings } from './server-settings.js';

/** Writes to standard error: standard output is for what a program reads. */
export async function openLogger({ level, format }: ServerSettings['log']): Promise<AdjustableLogger> {
  const pretty = { write: (line: string) => process.stderr.write(prettyLine(line)) };
  const target = await pinoLogger({ level: 'debug', ...(format === 'json' ? {} : { destination: pretty }) });
  return adjustableLogger(target, level);
}
