/** What tasks are held to. */
export interface TaskOptions {
  /** How many tasks of one user run at once; more wait. @default 3 */
  readonly maxRunningPerUser?: number;
  /** How many tasks run at once in the installation. @default 100 */
  readonly maxRunning?: number;
  /** How many tasks of one user may wait. @default 100 */
  readonly maxQueuedPerUser?: number;
  /** How many tasks may wait in the installation. @default 1,000 */
  readonly maxQueued?: number;
  /** The most steps that a task may be given, and what it has by default. @default 100 */
  readonly maxSteps?: number;
  /** The most tokens that a task may be given, and what it has by default. @default 2,000,000 */
  readonly maxTokens?: number;
  /** The longest time that a task may be given, and what it has by default. @default 3,600,000 */
  readonly maxDurationMs?: number;
  /** The most bytes of a prompt. At most 256 KiB. @default 64 KiB */
  readonly maxPromptBytes?: number;
  /** How many commands a setup may have. @default 16 */
  readonly maxSetupCommands?: number;
  /** How many projects are installed at most; the nearest to the root first. @default 8 */
  readonly maxInstalls?: number;
  /** How many calls of tools one run of a task may make. @default 500 */
  readonly maxToolCalls?: number;
  /** After how many runs whose process was gone a task fails. @default 3 */
  readonly maxInterruptions?: number;
  /** How long a task waits for another replica when its own is gone without a word. @default 15,000 */
  readonly leaseTtlMs?: number;
  /** How often tasks are looked for that nobody works on. @default 5,000 */
  readonly sweepIntervalMs?: number;
  /** How soon a replica hears of a cancellation by another one that no bus tells it of. @default 1,000 */
  readonly cancelPollMs?: number;
  /** How long a task that is over is kept. @default 604,800,000 (a week) */
  readonly retentionMs?: number;
}

export type ResolvedTaskOptions = Required<TaskOptions>;

export const defaultTaskOptions: ResolvedTaskOptions = {
  maxRunningPerUser: 3,
  maxRunning: 100,
  maxQueuedPerUser: 100,
  maxQueued: 1_000,
  maxSteps: 100,
  maxTokens: 2_000_000,
  maxDurationMs: 3_600_000,
  maxPromptBytes: 64 * 1024,
  maxSetupCommands: 16,
  maxInstalls: 8,
  maxToolCalls: 500,
  maxInterruptions: 3,
  leaseTtlMs: 15_000,
  sweepIntervalMs: 5_000,
  cancelPollMs: 1_000,
  retentionMs: 7 * 24 * 3_600_000,
};
