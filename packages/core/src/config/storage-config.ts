import { z } from 'zod';
import { count, pauseMs, sizeBytes, timeoutMs } from './number-kinds.js';

const MIB = 1024 * 1024;
const SECOND = 1_000;

/** What of sessions is stored, when, and for how long. */
export const storageConfig = {
  'storage.maxBytes': sizeBytes.default(2_048 * MIB).describe('The most bytes of the stored files of one session.'),
  'storage.maxFiles': count.default(50_000).describe('The most stored files, directories and links of one session.'),
  'storage.exclude': z
    .array(z.string().min(1).max(4_095))
    .default([])
    .readonly()
    .describe('Names (`node_modules`) and paths (`target/debug`) that are not stored, with all below them.'),
  'storage.debounceMs': timeoutMs
    .default(2 * SECOND)
    .describe('How long files must be left alone before what changed is saved.'),
  'storage.maxIntervalMs': timeoutMs
    .default(30 * SECOND)
    .describe('The longest that a change waits for its save while files go on changing.'),
  'storage.saveTimeoutMs': timeoutMs.default(120 * SECOND).describe('How long one save may take.'),
  'storage.loadTimeoutMs': timeoutMs.default(120 * SECOND).describe('How long loading may take before a start fails.'),
  'storage.stopRetryMs': pauseMs
    .default(3_600 * SECOND)
    .describe('How long a stop that cannot save its files is tried again before they are given up.'),
  'storage.keepVersions': count.max(1_000).default(50).describe('How many backups of one session are kept.'),
  'storage.keepDays': z.int().min(0).max(36_500).default(0).describe('How many days a backup is kept; 0 for ever.'),
  'storage.sweepDelayMs': pauseMs
    .default(600 * SECOND)
    .describe('How long stored contents that nothing refers to any more stay.'),
};
