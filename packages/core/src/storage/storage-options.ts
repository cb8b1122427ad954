/** What of a session is stored, when, and for how long. */
export interface StorageOptions {
  /** The most bytes that the files of one session may have together. @default 2 GiB */
  readonly maxBytes?: number;
  /** The most files, directories and links of one session. @default 50,000 */
  readonly maxFiles?: number;
  /** Names (`node_modules`) and paths (`target/debug`) that are not stored, with all below them. @default none */
  readonly exclude?: readonly string[];
  /** How long files must be left alone before what changed is saved. @default 2,000 */
  readonly debounceMs?: number;
  /** The longest that a change waits for its save while files go on changing. @default 30,000 */
  readonly maxIntervalMs?: number;
  /** How long one save may take. @default 120,000 */
  readonly saveTimeoutMs?: number;
  /** How long loading may take before a start fails. @default 120,000 */
  readonly loadTimeoutMs?: number;
  /** How long a stop that cannot save its files is tried again before its box is removed all the same. @default 3,600,000 */
  readonly stopRetryMs?: number;
  /** How many backups of one session are kept; the oldest go first. @default 50 */
  readonly keepVersions?: number;
  /** How many days a backup is kept; 0 for ever. @default 0 */
  readonly keepDays?: number;
  /** How long contents that nothing refers to any more stay. @default 600,000 */
  readonly sweepDelayMs?: number;
}

export type ResolvedStorageOptions = Required<StorageOptions>;

export const defaultStorageOptions: ResolvedStorageOptions = {
  maxBytes: 2 * 1024 * 1024 * 1024,
  maxFiles: 50_000,
  exclude: [],
  debounceMs: 2_000,
  maxIntervalMs: 30_000,
  saveTimeoutMs: 120_000,
  loadTimeoutMs: 120_000,
  stopRetryMs: 3_600_000,
  keepVersions: 50,
  keepDays: 0,
  sweepDelayMs: 600_000,
};
