/** Bounds of audit records. What is longer is cut, so that no record is ever refused for its size. */
export interface AuditOptions {
  /** How many details a record keeps. @default 20 */
  readonly maxDetails?: number;
  /** The most characters of a text in a record. @default 500 */
  readonly maxTextLength?: number;
}

export type ResolvedAuditOptions = Required<AuditOptions>;

export function resolveAuditOptions(options: AuditOptions = {}): ResolvedAuditOptions {
  return Object.freeze({ maxDetails: 20, maxTextLength: 500, ...options });
}
