/** How commands may run, and how much is taken from them. */
export interface CommandOptions {
  /** The time of a `run` whose caller names none. @default 60,000 */
  readonly defaultTimeoutMs?: number;
  /** The longest time a caller may name. @default 86,400,000 (a day) */
  readonly maxTimeoutMs?: number;
  /** The most output of one command, and the bound where the caller names none. At most 64 MiB. @default 8 MiB */
  readonly maxOutputBytes?: number;
  /** How much of the latest output of a started command stays readable. @default 1 MiB */
  readonly retainBytes?: number;
  /** How much standard input one request may carry. @default 16 MiB */
  readonly maxStdinBytes?: number;
  /**
   * How many commands one control plane waits for in one workspace at once, and how many processes may run there for another to
   * be started. @default 256
   */
  readonly maxConcurrent?: number;
  /** How many commands of one session stay on record; the oldest that ended go. @default 200 */
  readonly maxRecorded?: number;
  /** How many files one run of code may bring. @default 256 */
  readonly maxRunFiles?: number;
}

export type ResolvedCommandOptions = Required<CommandOptions>;

export const defaultCommandOptions: ResolvedCommandOptions = {
  defaultTimeoutMs: 60_000,
  maxTimeoutMs: 86_400_000,
  maxOutputBytes: 8 * 1024 * 1024,
  retainBytes: 1024 * 1024,
  maxStdinBytes: 16 * 1024 * 1024,
  maxConcurrent: 256,
  maxRecorded: 200,
  maxRunFiles: 256,
};
