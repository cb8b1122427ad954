import type {
  Caller,
  Clock,
  CursorCodec,
  Forbidden,
  IdSource,
  InvalidInput,
  Page,
  PageRequest,
} from '../kernel/index.js';
import { administers, auditId, errAsync, forbidden, toTimestamp, type ResultAsync } from '../kernel/index.js';
import type { RecordStore, StoreError, Transaction, WriteError } from '../store/index.js';
import { cut, toAuditDetails } from './audit-details.js';
import { resolveAuditOptions, type AuditOptions, type ResolvedAuditOptions } from './audit-options.js';
import type { AuditEntry, AuditRecord } from './audit-record.js';
import type { AuditRepository } from './audit-repository.js';
import { StoredAuditRepository } from './stored-audit-repository.js';

export interface AuditServiceDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly cursors: CursorCodec;
  /** @default the one over `store` */
  readonly repository?: AuditRepository;
  readonly options?: AuditOptions;
}

/** The record of who did what in a tenant. Append-only: no operation changes or removes a record. */
export class AuditService {
  private readonly deps: AuditServiceDeps;
  private readonly repository: AuditRepository;
  private readonly options: ResolvedAuditOptions;

  constructor(deps: AuditServiceDeps) {
    this.deps = deps;
    this.repository = deps.repository ?? new StoredAuditRepository(deps.cursors);
    this.options = resolveAuditOptions(deps.options);
  }

  /** Kept exactly when the caller's transaction commits. */
  append(tx: Transaction, entry: AuditEntry): ResultAsync<AuditRecord, WriteError> {
    return this.repository.append(tx, this.toRecord(entry));
  }

  /** Kept and durable when ok, in a transaction of its own. */
  record(entry: AuditEntry): ResultAsync<AuditRecord, WriteError> {
    return this.deps.store.transact((tx) => this.append(tx, entry));
  }

  /**
   * The records of the caller's tenant, newest first. `auth/forbidden` unless the caller is an owner or admin whose token
   * allows `audit:read`; `request/invalid` for a limit out of range or a foreign cursor.
   */
  list(
    caller: Caller,
    request: PageRequest = {},
  ): ResultAsync<Page<AuditRecord>, Forbidden | InvalidInput | StoreError> {
    if (!administers(caller, 'audit:read')) return errAsync(forbidden('read the audit of this tenant'));
    return this.deps.store.read((view) => this.repository.list(view, caller.tenantId, request));
  }

  private toRecord(entry: AuditEntry): AuditRecord {
    const { clock, ids } = this.deps;
    const { maxTextLength } = this.options;
    return {
      tenantId: entry.tenantId,
      id: auditId.create(ids),
      at: toTimestamp(clock.now()),
      action: cut(entry.action, maxTextLength),
      actor: entry.actor,
      requestId: cut(entry.requestId, maxTextLength),
      subject: cut(entry.subject, maxTextLength),
      outcome: entry.outcome,
      details: toAuditDetails(entry.details ?? {}, this.options),
    };
  }
}
