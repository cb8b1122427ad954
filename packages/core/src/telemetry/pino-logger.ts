import type { Logger } from './logger.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface PinoLoggerOptions {
  /** The least level that is written. @default 'info' */
  readonly level?: LogLevel;
  /** Where lines go, as JSON. @default the standard error stream */
  readonly destination?: { write(line: string): void };
}

/** Keys whose values are never written, at the top of a line and up to three levels down. */
const SECRET_KEYS = [
  'accessToken',
  'apiKey',
  'authorization',
  'cookie',
  'currentPassword',
  'newPassword',
  'password',
  'privateKey',
  'refreshToken',
  'secret',
  'token',
];
const DEPTHS = ['', '*.', '*.*.', '*.*.*.'];

/** A logger that writes one JSON line each through pino, which is loaded now. Secrets are written as `[redacted]`. */
export async function pinoLogger(options: PinoLoggerOptions = {}): Promise<Logger> {
  const { pino } = await import('pino');
  const { level = 'info', destination = process.stderr } = options;
  const paths = DEPTHS.flatMap((depth) => SECRET_KEYS.map((key) => `${depth}${key}`));
  const logger: Logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths, censor: '[redacted]' },
    },
    destination,
  );
  return logger;
}
