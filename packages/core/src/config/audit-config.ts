import { z } from 'zod';
import { count, durationMs, timeoutMs } from './number-kinds.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How the records of the audit are chained, and how long they are kept. */
export const auditConfig = {
  'audit.retentionMs': durationMs
    .default(400 * DAY_MS)
    .describe('How long audit records are kept; 0 for ever. The oldest go first, and the rest stays verifiable.'),
  'audit.sealIntervalMs': timeoutMs.default(5_000).describe('How often new audit records are put into their chains.'),
  'audit.sweepIntervalMs': timeoutMs
    .default(60 * MINUTE_MS)
    .describe('How often audit records are removed that were kept for long enough.'),
  'audit.maxRefusalsPerMinute': count
    .default(60)
    .describe('How many different refused calls of one caller have audit records of their own in a minute.'),
  'audit.maxWaiting': count
    .default(5_000)
    .describe('How many different audit records may wait to be written together; a call past that is refused.'),
  'audit.chainKey': z
    .string()
    .max(1_000)
    .default('')
    .describe('The key of the hash chains of the audit, to be kept apart from the database; empty for none.')
    .meta({ secret: true }),
};
