import type { Caller, Clock, CursorCodec, Forbidden, IdSource, InvalidInput, Page } from '../kernel/index.js';
import { administers, auditId, errAsync, forbidden, toTimestamp, type ResultAsync } from '../kernel/index.js';
import type { RecordStore, StoreError, Transaction, WriteError } from '../store/index.js';
import { AuditBuffer } from './audit-buffer.js';
import { cut, toAuditDetails } from './audit-details.js';
import type { AuditListRequest } from './audit-filter.js';
import { resolveAuditOptions, type AuditOptions, type ResolvedAuditOptions } from './audit-options.js';
import type { AuditEntry, AuditRecord } from './audit-record.js';
import { auditedBy } from './audited-by.js';
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

/** The record of who did what in a tenant. Append-only: no operation of it changes or removes a record, and `AuditUpkeep` chains them. */
export class AuditService {
  private readonly deps: AuditServiceDeps;
  private readonly repository: AuditRepository;
  private readonly options: ResolvedAuditOptions;
  private readonly buffer: AuditBuffer;

  constructor(deps: AuditServiceDeps) {
    this.deps = deps;
    this.repository = deps.repository ?? new StoredAuditRepository(deps.cursors);
    this.options = resolveAuditOptions(deps.options);
    const toRecord = (entry: AuditEntry) => this.toRecord(entry);
    this.buffer = new AuditBuffer({ store: deps.store, clock: deps.clock, options: this.options, toRecord });
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
   * Kept and durable when ok, in one transaction with what others note at the same time. The same noted again within a minute is
   * counted in one record, and so is what one caller is refused beyond `maxRefusalsPerMinute` different things. `store/busy` while
   * more than `maxWaiting` different records wait.
   */
  note(entry: AuditEntry): ResultAsync<void, WriteError> {
    return this.buffer.add(entry);
  }

  /** Notes that an edge refused the caller a call, before any service was asked. */
  refused(
    caller: Caller,
    { call, error }: { readonly call: string; readonly error: string },
  ): ResultAsync<void, WriteError> {
    const details = { call, error };
    return this.note({ ...auditedBy(caller), action: 'call.refused', subject: '', outcome: 'denied', details });
  }

  /** Takes no more notes, and resolves when those that were taken are durable. */
  close(): Promise<void> {
    return this.buffer.close();
  }

  /**
   * The records of the caller's tenant that fit the filter, newest first. A page may have fewer than asked for, and others follow. `auth/forbidden` unless the caller is an owner or admin whose token
   * allows `audit:read`; `request/invalid` for a limit out of range, a foreign cursor, or an instant that is none.
   */
  list(
    caller: Caller,
    request: AuditListRequest = {},
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
      ...(entry.address === undefined ? {} : { address: cut(entry.address, maxTextLength) }),
      subject: cut(entry.subject, maxTextLength),
      outcome: entry.outcome,
      details: toAuditDetails(entry.details ?? {}, this.options),
    };
  }
}
