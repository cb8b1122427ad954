import { count, durationMs, sizeBytes, timeoutMs } from './number-kinds.js';

const MIB = 1024 * 1024;
const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;
/** What the kernel takes. */
const MAX_SIDE = 65_535;

/** Terminals in workspaces. */
export const terminalConfig = {
  'terminals.maxCols': count.max(MAX_SIDE).default(1_000).describe('The most columns of a terminal.'),
  'terminals.maxRows': count.max(MAX_SIDE).default(1_000).describe('The most rows of a terminal.'),
  'terminals.retainBytes': sizeBytes
    .max(64 * MIB)
    .default(MIB)
    .describe('How much of the latest output of a terminal stays readable.'),
  'terminals.maxInputBytes': sizeBytes
    .max(64 * MIB)
    .default(MIB)
    .describe('How much input of one attachment may wait for the program.'),
  'terminals.maxPerSession': count.max(1_000).default(32).describe('How many terminals of one session run at once.'),
  'terminals.maxPerUser': count
    .max(10_000)
    .default(500)
    .describe('How many terminals of one user run at once, in all sessions.'),
  'terminals.maxWatchers': count.default(256).describe('How many attachments one control plane has to one terminal.'),
  'terminals.maxWatchersPerUser': count
    .default(32)
    .describe('How many of those are those of one user; at one more the oldest is over.'),
  'terminals.maxRecorded': count.max(1_000).default(100).describe('How many terminals of one session stay on record.'),
  'terminals.idleTimeoutMs': durationMs
    .max(YEAR)
    .default(HOUR / 2)
    .describe('A terminal is ended when nobody was attached to it for so long; 0 for never.'),
  'terminals.maxLifetimeMs': durationMs
    .max(YEAR)
    .default(0)
    .describe('A terminal is ended so long after it was opened; 0 for no end.'),
  'terminals.sweepIntervalMs': timeoutMs
    .default(10_000)
    .describe('How often it is looked for terminals whose time is over.'),
};
