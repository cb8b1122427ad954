const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Bounds of audit records, and what becomes of them. A text that is longer is cut, so that no record is ever refused for its size. */
export interface AuditOptions {
  /** How many details a record keeps. @default 20 */
  readonly maxDetails?: number;
  /** The most characters of a text in a record. @default 500 */
  readonly maxTextLength?: number;
  /** How long records are kept, in milliseconds; 0 for ever. @default 34,560,000,000, 400 days */
  readonly retentionMs?: number;
  /** How often new records are sealed, in milliseconds. @default 5,000 */
  readonly sealIntervalMs?: number;
  /** How often it is looked for records that were kept for long enough, in milliseconds. @default 3,600,000 */
  readonly sweepIntervalMs?: number;
  /** How many different refused calls of one caller have records of their own in a minute; what is more is counted in one. @default 60 */
  readonly maxRefusalsPerMinute?: number;
  /** How many different records may wait to be written together; what comes then fails with `store/busy`. @default 5,000 */
  readonly maxWaiting?: number;
  /** The key of the chains, kept apart from the store: who has only the store cannot make a chain anew. Empty for none. @default '' */
  readonly chainKey?: string;
}

export type ResolvedAuditOptions = Required<AuditOptions>;

export function resolveAuditOptions(options: AuditOptions = {}): ResolvedAuditOptions {
  return Object.freeze({
    maxDetails: 20,
    maxTextLength: 500,
    retentionMs: 400 * DAY_MS,
    sealIntervalMs: 5_000,
    sweepIntervalMs: 60 * MINUTE_MS,
    maxRefusalsPerMinute: 60,
    maxWaiting: 5_000,
    chainKey: '',
    ...options,
  });
}
