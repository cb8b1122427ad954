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
}

export const auditRecords = collection<AuditRecord>()('audit', { key: ['tenantId', 'id'] });

/** What the store must be opened with for the audit to work. */
export const auditCollections = [auditRecords] as const;
