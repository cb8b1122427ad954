import { pinoLogger, type Logger } from '@carrel/core/telemetry';
import { prettyLine } from './pretty-line.js';
import type { ServerSettings } from './server-settings.js';

/** Writes to standard error: standard output is for what a program reads. */
export function openLogger({ level, format }: ServerSettings['log']): Promise<Logger> {
  if (format === 'json') return pinoLogger({ level });
  return pinoLogger({ level, destination: { write: (line) => process.stderr.write(prettyLine(line)) } });
}
