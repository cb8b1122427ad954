import { count, durationMs, sizeBytes, timeoutMs } from './number-kinds.js';

const KIB = 1024;
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** How many tasks run, and how far each goes. */
export const taskConfig = {
  'tasks.maxRunningPerUser': count.default(3).describe('How many tasks of one user run at once; more wait.'),
  'tasks.maxRunning': count.default(100).describe('How many tasks run at once.'),
  'tasks.maxQueuedPerUser': count.default(100).describe('How many tasks of one user may wait.'),
  'tasks.maxQueued': count.default(1_000).describe('How many tasks may wait.'),
  'tasks.maxSteps': count
    .default(100)
    .describe('How often the model may be asked for one task; what a task has unless it says less.'),
  'tasks.maxTokens': count
    .default(2_000_000)
    .describe('The most tokens of one task, told and said; what a task has unless it says less.'),
  'tasks.maxDurationMs': timeoutMs
    .default(HOUR)
    .describe('How long one task may take; what a task has unless it says less.'),
  'tasks.maxPromptBytes': sizeBytes
    .max(256 * KIB)
    .default(64 * KIB)
    .describe('The most bytes of what a task is to do.'),
  'tasks.maxSetupCommands': count.default(16).describe('How many commands the setup of one task may have.'),
  'tasks.maxInstalls': count.default(8).describe('How many projects of a workspace are installed for one task.'),
  'tasks.maxToolCalls': count.default(500).describe('How many calls of tools one run of a task may make.'),
  'tasks.maxInterruptions': count.default(3).describe('After how many runs whose server was gone a task fails.'),
  'tasks.leaseTtlMs': timeoutMs
    .default(15 * SECOND)
    .describe('How long a task waits for another replica when its own is gone without a word.'),
  'tasks.sweepIntervalMs': timeoutMs
    .default(5 * SECOND)
    .describe('How often tasks are looked for that nobody works on.'),
  'tasks.cancelPollMs': timeoutMs
    .default(SECOND)
    .describe('How soon a replica hears of a cancellation by another one that no bus tells it of.'),
  'tasks.retentionMs': durationMs.default(7 * 24 * HOUR).describe('How long a task that is over is kept.'),
};
