import type { Logger as Pino } from 'pino';
import type { LogFields, Logger } from './logger.js';
import { redactSecrets } from './redact-secrets.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface PinoLoggerOptions {
  /** The least level that is written. @default 'info' */
  readonly level?: LogLevel;
  /** Where lines go, as JSON. @default the standard error stream */
  readonly destination?: { write(line: string): void };
}

/** A logger that writes one JSON line each through pino, which is loaded now. Secrets are written as `[redacted]`. */
export async function pinoLogger(options: PinoLoggerOptions = {}): Promise<Logger> {
  const { pino } = await import('pino');
  const { level = 'info', destination = process.stderr } = options;
  return redacting(
    pino(
      {
        level,
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      destination,
    ),
  );
}

function redacting(target: Pino): Logger {
  const writer = (level: Exclude<LogLevel, 'silent'>) => (fields: LogFields, message: string) => {
    if (target.isLevelEnabled(level)) target[level](redactSecrets(fields), message);
  };
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    child: (bindings) => redacting(target.child(redactSecrets(bindings))),
  };
}
