import type { CodeEngine } from './code-engine.js';

/** What answers about code, and how much of it there may be. Durations in milliseconds, sizes in bytes. */
export interface CodeOptions {
  /** Disposed with the Carrel. @default none: asking is `code/unavailable` */
  readonly engine?: CodeEngine | null;
  /** How many files a plan changes. @default 500 */
  readonly maxPlanFiles?: number;
  /** How many bytes a plan keeps: the files as they are before and after. @default 16 MiB */
  readonly maxPlanBytes?: number;
  /** How many plans a session has. @default 50 */
  readonly maxPlansPerSession?: number;
  /** How long a plan is kept after it was made, and after it was applied or undone. @default 86,400,000 (a day) */
  readonly planTtlMs?: number;
  /** How large the diff of a plan is. @default 1 MiB */
  readonly maxDiffBytes?: number;
  /** How large a file is that an engine reads. @default 8 MiB */
  readonly maxFileBytes?: number;
  /** How many bytes of texts that are not in their files a query brings. @default 4 MiB */
  readonly maxUnsavedBytes?: number;
  /** Of how many changed files diagnostics are asked; of none where more were changed. 0 for never. @default 20 */
  readonly maxDiagnosedFiles?: number;
  /** How long diagnostics of all these may take. @default 15,000 */
  readonly diagnosticsTimeoutMs?: number;
  /** How many changed files are formatted by the formatter of their project; none where more were changed. 0 for never. @default 20 */
  readonly maxFormattedFiles?: number;
  /** How long formatting all these may take. @default 15,000 */
  readonly formatTimeoutMs?: number;
  /** How often plans are looked for that were stopped in the middle, are too old, or whose sessions are deleted. @default 60,000 */
  readonly sweepIntervalMs?: number;
}

export type ResolvedCodeOptions = Required<Omit<CodeOptions, 'engine'>>;

const MIB = 1_024 * 1_024;

export const defaultCodeOptions: Required<CodeOptions> = {
  engine: null,
  maxPlanFiles: 500,
  maxPlanBytes: 16 * MIB,
  maxPlansPerSession: 50,
  planTtlMs: 24 * 60 * 60 * 1_000,
  maxDiffBytes: MIB,
  maxFileBytes: 8 * MIB,
  maxUnsavedBytes: 4 * MIB,
  maxDiagnosedFiles: 20,
  diagnosticsTimeoutMs: 15_000,
  maxFormattedFiles: 20,
  formatTimeoutMs: 15_000,
  sweepIntervalMs: 60_000,
};
