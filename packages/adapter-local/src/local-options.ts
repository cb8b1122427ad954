import { resolve } from 'node:path';

export interface LocalRuntimeOptions {
  /** Where boxes are kept: one directory each, with its files. Made when it is missing. */
  readonly baseDir: string;
  /** The environment of everything that runs in boxes, beside `HOME` and `TMPDIR`. @default this process's `PATH` and `LANG` */
  readonly env?: Readonly<Record<string, string>>;
  /** How long an agent may take to be ready. @default 10,000 */
  readonly startTimeoutMs?: number;
  /** How long processes may take to end after SIGTERM, where `stop` names no time. @default 5,000 */
  readonly stopGraceMs?: number;
  /** How often it is looked whether boxes still run, for `events`. @default 500 */
  readonly watchIntervalMs?: number;
}

export type ResolvedLocalRuntimeOptions = Readonly<Required<LocalRuntimeOptions>>;

export function resolveLocalRuntimeOptions(options: LocalRuntimeOptions): ResolvedLocalRuntimeOptions {
  const { PATH = '/usr/local/bin:/usr/bin:/bin', LANG = 'C.UTF-8' } = process.env;
  return Object.freeze({
    env: { PATH, LANG },
    startTimeoutMs: 10_000,
    stopGraceMs: 5_000,
    watchIntervalMs: 500,
    ...options,
    baseDir: resolve(options.baseDir),
  });
}
