import type { AuditEntry, AuditRecord } from './audit-record.js';
import { canonicalJson } from './audit-chain.js';

/** How long what is done again is counted in one record, in milliseconds. */
export const TALLY_MS = 60_000;

/** What was done once or more in a minute, and has one record. */
export interface Tally {
  readonly key: string;
  readonly entry: AuditEntry;
  readonly record: AuditRecord;
  readonly startedAt: number;
  count: number;
  lastAt: number;
  /** How much of `count` the record has, durable. */
  written: number;
}

/** Two entries with the same key tell the same of the same one. The request is not part of it. */
export function tallyKey({ requestId: _requestId, ...entry }: AuditEntry): string {
  return canonicalJson(entry);
}

/** What an entry becomes that is one of too many: nothing is left of it but who, and how it went. */
export function oneOfMany(entry: AuditEntry): AuditEntry {
  const { tenantId, actor, requestId, outcome } = entry;
  return { tenantId, actor, requestId, outcome, action: 'call.refused', subject: '', details: { more: true } };
}

/** Counts the different refused calls of each actor in a minute. */
export class RefusalBudget {
  private readonly actors = new Map<string, { readonly startedAt: number; readonly keys: Set<string> }>();

  constructor(private readonly maxPerMinute: number) {}

  /** Whether the actor has room for one more that is like none before it. */
  take({ tenantId, actor }: AuditEntry, key: string, now: number): boolean {
    this.forget(now);
    const name = canonicalJson([tenantId, actor]);
    const known = this.actors.get(name) ?? { startedAt: now, keys: new Set<string>() };
    if (known.keys.size === 0) this.actors.set(name, known);
    if (known.keys.has(key)) return true;
    if (known.keys.size >= this.maxPerMinute) return false;
    known.keys.add(key);
    return true;
  }

  /** The oldest come first, since each is entered once in its minute. */
  private forget(now: number): void {
    for (const [name, { startedAt }] of this.actors) {
      if (Math.abs(now - startedAt) < TALLY_MS) return;
      this.actors.delete(name);
    }
  }
}
