import type { AuditDetail } from './audit-record.js';
import type { ResolvedAuditOptions } from './audit-options.js';

const SECRET_NAME =
  /pass(word|phrase|wd)?|secret|token|credential|authori[sz]ation|cookie|(api|private|access|signing)[-_]?key|hash/i;
const SECRET_VALUE = /\b(crt|cak)_[\w-]{20}|\beyJ[\w-]{8,}\.[\w-]{8,}|\$(argon2|scrypt)|-----BEGIN|\bBearer\s/i;
const REDACTED = '[redacted]';
const CUT = '…';

/**
 * Details fit to be kept: at most `maxDetails` of them, long texts cut, and whatever is named like a secret, or looks like one,
 * replaced. The second is a net below callers, who pass no secrets to begin with.
 */
export function toAuditDetails(
  details: Readonly<Record<string, AuditDetail>>,
  options: ResolvedAuditOptions,
): Readonly<Record<string, AuditDetail>> {
  const kept = Object.entries(details)
    .slice(0, options.maxDetails)
    .map(([name, value]) => [cut(name, options.maxTextLength), toKept(name, value, options)] as const);
  return Object.fromEntries(kept);
}

/** The text, ended by an ellipsis when it was longer than `maxLength`. */
export function cut(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : text.slice(0, maxLength - CUT.length) + CUT;
}

function toKept(name: string, value: AuditDetail, { maxTextLength }: ResolvedAuditOptions): AuditDetail {
  if (SECRET_NAME.test(name)) return REDACTED;
  if (typeof value !== 'string') return value;
  return SECRET_VALUE.test(value) ? REDACTED : cut(value, maxTextLength);
}
