import type { AgentId, AuditId, TenantId, UserId } from '../kernel/index.js';
import { collection } from '../store/index.js';

/** Who did it. A `system` actor is the installation itself: a sweep, or a sign-in before anybody is known. */
export type AuditActor =
  | { readonly type: 'user'; readonly id: UserId }
  /** An agent, with the user it acts for. */
  | { readonly type: 'agent'; readonly id: AgentId; readonly userId: UserId }
  | { readonly type: 'system' };

export type AuditDetail = string | number | boolean | null;

/** What somebody did, or tried to do, in a tenant. */
export interface AuditEntry {
  readonly tenantId: TenantId;
  /** `noun.fact`, such as `user.created`. */
  readonly action: string;
  readonly actor: AuditActor;
  readonly requestId: string;
  /** Where the request came from, as the edge saw it; absent where nobody knows. */
  readonly address?: string;
  /** The id of what it was done to. */
  readonly subject: string;
  /** `denied` when permission was missing, `failed` when it could not be done. */
  readonly outcome: 'success' | 'denied' | 'failed';
  /** More about it, in a few short values. Never a secret. */
  readonly details?: Readonly<Record<string, AuditDetail>>;
}

/** An entry as it is kept: never changed, never taken back. */
export interface AuditRecord extends AuditEntry {
  readonly id: AuditId;
  readonly at: string;
  readonly details: Readonly<Record<string, AuditDetail>>;
  /** How often the same was done until `lastAt`, by the same one, in the minute that began `at`; absent for once. */
  readonly count?: number;
  readonly lastAt?: string;
  /** Its place in the chain of its tenant, from 1; absent until it is sealed. */
  readonly sequence?: number;
  /** The `hash` of the record before it. */
  readonly previousHash?: string;
  /** The fingerprint of the key of the chain; absent when it was sealed without one. */
  readonly chainKey?: string;
  /** What the record and `previousHash` hash to. */
  readonly hash?: string;
}

/** A record as the store holds it. */
export interface StoredAuditRecord extends AuditRecord {
  /** From when on it may be sealed, in milliseconds since the Unix epoch. Absent once it is, and in records older than chains. */
  readonly sealAfter?: number;
}

/** A record with its place in the chain. */
export type SealedRecord = StoredAuditRecord & Required<Pick<AuditRecord, 'sequence' | 'previousHash' | 'hash'>>;

export const auditRecords = collection<StoredAuditRecord>()('audit', {
  key: ['tenantId', 'id'],
  indexes: { byDue: ['sealAfter'] },
  unique: { bySequence: ['tenantId', 'sequence'] },
});

/** Where the chain of one tenant begins and ends. */
export interface AuditHead {
  readonly tenantId: TenantId;
  /** The place of the last sealed record, and its hash. */
  readonly sequence: number;
  readonly hash: string;
  /** The place of the oldest record that is kept, and the hash before it: of the last one that was removed for its age. */
  readonly firstSequence: number;
  readonly firstPreviousHash: string;
}

export const auditHeads = collection<AuditHead>()('audit_heads', { key: ['tenantId'] });

/** How far records of before chains were marked as to be sealed. */
export interface AuditMarking {
  readonly name: 'marking';
  /** The key of the last record that was looked at. */
  readonly after: readonly string[];
  readonly isDone: boolean;
}

export const auditMarkings = collection<AuditMarking>()('audit_markings', { key: ['name'] });

/** The record without what only the store needs. */
export function toAuditRecord({ sealAfter: _sealAfter, ...record }: StoredAuditRecord): AuditRecord {
  return record;
}

/** What the store must be opened with for the audit to work. */
export const auditCollections = [auditRecords, auditHeads, auditMarkings] as const;
