import { resolve } from 'node:path';
import { invariant, systemClock, type Clock } from '@carrel/core/kernel';

export interface LocalStorageOptions {
  /** Where the contents are kept; made when it is missing. Several processes of one machine may share it. */
  readonly directory: string;
  /**
   * How long nothing must have been written to a temporary file before `open` removes it, in milliseconds. What is being stored
   * is in one, so it is longer than the longest pause of a source.
   *
   * @default 86400000
   */
  readonly staleAfterMs?: number;
  /** How many files one operation has open at the same time. @default 32 */
  readonly maxOpenFiles?: number;
  /** Tells how old temporary files are. @default the machine's clock */
  readonly clock?: Clock;
}

export type ResolvedLocalOptions = Required<LocalStorageOptions>;

/** @throws Error when an option is out of its range. */
export function resolveLocalOptions(options: LocalStorageOptions): ResolvedLocalOptions {
  invariant(options.directory !== '', 'the directory of a local storage has a name');
  const resolved: ResolvedLocalOptions = {
    directory: resolve(options.directory),
    staleAfterMs: options.staleAfterMs ?? 86_400_000,
    maxOpenFiles: options.maxOpenFiles ?? 32,
    clock: options.clock ?? systemClock,
  };
  invariant(resolved.staleAfterMs >= 0, 'staleAfterMs is not negative');
  invariant(Number.isInteger(resolved.maxOpenFiles) && resolved.maxOpenFiles >= 1, 'maxOpenFiles is at least 1');
  return Object.freeze(resolved);
}
