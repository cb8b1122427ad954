import type { InputPolicy } from './input-policy.js';

/** How terminals may be, and how many. Durations in milliseconds, sizes in bytes. */
export interface TerminalOptions {
  /** What runs in a terminal for which nothing is named. @default bash where there is one, else sh */
  readonly shell?: readonly string[];
  /** The most columns. @default 1,000 */
  readonly maxCols?: number;
  /** The most rows. @default 1,000 */
  readonly maxRows?: number;
  /** How much of the latest output stays readable. @default 1 MiB */
  readonly retainBytes?: number;
  /** How much input of one attachment may wait for the program. @default 1 MiB */
  readonly maxInputBytes?: number;
  /** How many terminals of one session run at once. @default 32 */
  readonly maxPerSession?: number;
  /** How many terminals of one user run at once, in all sessions. @default 500 */
  readonly maxPerUser?: number;
  /** How many attachments one control plane has to one terminal. @default 256 */
  readonly maxWatchers?: number;
  /** How many of those are one user's; at one more the oldest is over, as `taken-over`. @default 32 */
  readonly maxWatchersPerUser?: number;
  /** How many terminals of one session stay on record; the oldest that ended go. @default 100 */
  readonly maxRecorded?: number;
  /** A terminal is ended when nobody was attached to it for so long; 0 for never. @default 1,800,000 (half an hour) */
  readonly idleTimeoutMs?: number;
  /** A terminal is ended so long after it was opened; 0 for no end. @default 0 */
  readonly maxLifetimeMs?: number;
  /** How often it is looked for terminals whose time is over. @default 10,000 */
  readonly sweepIntervalMs?: number;
  /** Asked about everything that is typed, and refuses it with `false`. Advice, not protection. @default nothing is refused */
  readonly onInput?: InputPolicy;
}

export type ResolvedTerminalOptions = Required<TerminalOptions>;

export const defaultTerminalOptions: ResolvedTerminalOptions = {
  shell: ['/bin/sh', '-c', 'command -v bash >/dev/null 2>&1 && exec bash; exec sh'],
  maxCols: 1_000,
  maxRows: 1_000,
  retainBytes: 1_048_576,
  maxInputBytes: 1_048_576,
  maxPerSession: 32,
  maxPerUser: 500,
  maxWatchers: 256,
  maxWatchersPerUser: 32,
  maxRecorded: 100,
  idleTimeoutMs: 1_800_000,
  maxLifetimeMs: 0,
  sweepIntervalMs: 10_000,
  onInput: () => true,
};
