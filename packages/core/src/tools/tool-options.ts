/** What tools of models are held to. */
export interface ToolOptions {
  /** The most bytes of text of one result, and of what one call tells while it works; what is longer loses its middle, and says so. At most 128 KiB. @default 32 KiB */
  readonly maxOutputBytes?: number;
  /** How long one call may take. @default 120,000 */
  readonly timeoutMs?: number;
  /** How long the installation of packages may take. @default 600,000 */
  readonly installTimeoutMs?: number;
  /** The most bytes of a file that tools read, edit and search. @default 1 MiB */
  readonly maxFileBytes?: number;
  /** How many entries one listing has. @default 1,000 */
  readonly maxListEntries?: number;
  /** How many files one search reads. @default 2,000 */
  readonly maxSearchFiles?: number;
  /** How many lines one search finds. @default 200 */
  readonly maxSearchMatches?: number;
}

export type ResolvedToolOptions = Required<ToolOptions>;

export const defaultToolOptions: ResolvedToolOptions = {
  maxOutputBytes: 32 * 1024,
  timeoutMs: 120_000,
  installTimeoutMs: 600_000,
  maxFileBytes: 1024 * 1024,
  maxListEntries: 1_000,
  maxSearchFiles: 2_000,
  maxSearchMatches: 200,
};
