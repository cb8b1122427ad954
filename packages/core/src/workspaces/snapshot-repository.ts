import type { AuditEntry, AuditService } from '../audit/index.js';
import { err, ok, safeTry, type CursorCodec, type InvalidInput, type Page, type PageRequest } from '../kernel/index.js';
import type { ResultAsync } from '../kernel/index.js';
import {
  collection,
  EntityTable,
  type EntityRecord,
  type RecordError,
  type RecordStore,
  type ScanPage,
  type ScanPosition,
  type StoreError,
} from '../store/index.js';
import { snapshotLimit, type SnapshotLimit } from './snapshot-errors.js';
import type { Snapshot } from './snapshot.js';
import type { WorkspaceKey } from './workspace-repository.js';

/** A snapshot as it is stored: by when it has to be seen to, absent once it is ready. */
export interface StoredSnapshot extends Snapshot {
  readonly dueAt?: string;
}

export const snapshots = collection<EntityRecord<StoredSnapshot>>()('snapshots', {
  key: ['tenantId', 'sessionId', 'id'],
  indexes: { byDue: ['dueAt'] },
  unique: { byId: ['id'] },
});

export interface SnapshotLimits {
  readonly maxSnapshotsPerSession: number;
  readonly maxSnapshotsPerTenant: number;
}

export type SnapshotKey = Pick<Snapshot, 'tenantId' | 'sessionId'> & { readonly id: string };
type WriteError = RecordError | StoreError;

/** Keeps what is known of snapshots. Each method is one transaction. */
export class SnapshotRepository {
  private readonly table: EntityTable<StoredSnapshot>;

  constructor(
    private readonly store: RecordStore,
    cursors: CursorCodec,
    private readonly audit: Pick<AuditService, 'append'>,
  ) {
    this.table = new EntityTable<StoredSnapshot>(snapshots, cursors);
  }

  /** `snapshot/limit` where the session or the tenant has as many as may be, those on their way in or out among them. */
  insert(
    snapshot: Omit<Snapshot, 'version'>,
    { maxSnapshotsPerSession, maxSnapshotsPerTenant }: SnapshotLimits,
  ): ResultAsync<Snapshot, SnapshotLimit | WriteError> {
    const { table } = this;
    const { tenantId, sessionId } = snapshot;
    return this.store.transact((tx) =>
      safeTry<Snapshot, SnapshotLimit | WriteError>(async function* () {
        const own = yield* tx.scan(snapshots, { prefix: [tenantId, sessionId], limit: maxSnapshotsPerSession });
        if (own.items.length >= maxSnapshotsPerSession) return err(snapshotLimit('session', maxSnapshotsPerSession));
        const all = yield* tx.scan(snapshots, { prefix: [tenantId], limit: maxSnapshotsPerTenant });
        if (all.items.length >= maxSnapshotsPerTenant) return err(snapshotLimit('tenant', maxSnapshotsPerTenant));
        return table.insert(tx, toStored(snapshot)).map(toSnapshot);
      }),
    );
  }

  get({ tenantId, sessionId, id }: SnapshotKey): ResultAsync<Snapshot | null, StoreError> {
    return this.store.read((view) => this.table.get(view, [tenantId, sessionId, id])).map(orNull);
  }

  /** By its id alone, whosever it is. */
  find(id: string): ResultAsync<Snapshot | null, StoreError> {
    return this.store.read((view) => this.table.find(view, 'byId', [id])).map(orNull);
  }

  /** Those of a session that are not being removed, the newest first. */
  list(
    { tenantId, sessionId }: WorkspaceKey,
    request: PageRequest,
  ): ResultAsync<Page<Snapshot>, InvalidInput | StoreError> {
    const scope = `snapshots/${tenantId}/${sessionId}`;
    const where = ({ state }: Snapshot) => state !== 'removing';
    const query = { scope, prefix: [tenantId, sessionId], reverse: true, where };
    return this.store
      .read((view) => this.table.page(view, query, request))
      .map(({ items, nextCursor }) => ({ items: items.map(toSnapshot), nextCursor }));
  }

  /** Writes what `change` makes of it as it is now, with the entry; `null` when there is none or `change` gives `null`. */
  change(
    { tenantId, sessionId, id }: SnapshotKey,
    change: (current: Snapshot) => Snapshot | null,
    entry?: AuditEntry,
  ): ResultAsync<Snapshot | null, WriteError> {
    const { audit, table } = this;
    return this.store.transact((tx) =>
      safeTry<Snapshot | null, WriteError>(async function* () {
        const current = yield* table.get(tx, [tenantId, sessionId, id]);
        const changed = current === null ? null : change(toSnapshot(current));
        if (changed === null) return ok(null);
        const written = yield* table.update(tx, toStored(changed));
        if (entry !== undefined) yield* audit.append(tx, entry);
        return ok(toSnapshot(written));
      }),
    );
  }

  erase({ tenantId, sessionId, id }: SnapshotKey): ResultAsync<void, WriteError> {
    return this.store.transact((tx) => this.table.erase(tx, [tenantId, sessionId, id]));
  }

  /** Those of all tenants that are not ready, the longest due first. */
  pending(limit: number): ResultAsync<readonly Snapshot[], StoreError> {
    return this.store
      .read((view) => view.scan(snapshots, { index: 'byDue', limit }))
      .map(({ items }) => items.map(({ value, version }) => toSnapshot({ ...value, version })));
  }

  /** Of all tenants, in the order of the key. */
  scan(limit: number, after: ScanPosition | null): ResultAsync<ScanPage<EntityRecord<StoredSnapshot>>, StoreError> {
    return this.store.read((view) => view.scan(snapshots, { limit, ...(after === null ? {} : { after }) }));
  }
}

function toStored<S extends Omit<Snapshot, 'version'>>(snapshot: S): S & { readonly dueAt?: string } {
  const { state, holdUntil } = snapshot;
  return state === 'ready' || holdUntil === undefined ? snapshot : { ...snapshot, dueAt: holdUntil };
}

function toSnapshot({ dueAt: _dueAt, ...snapshot }: StoredSnapshot): Snapshot {
  return snapshot;
}

function orNull(snapshot: StoredSnapshot | null): Snapshot | null {
  return snapshot === null ? null : toSnapshot(snapshot);
}
