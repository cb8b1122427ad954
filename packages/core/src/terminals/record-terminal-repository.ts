import type { AuditEntry, AuditService } from '../audit/index.js';
import { ok, ResultAsync, safeTry } from '../kernel/index.js';
import type { CursorCodec, SessionId, TenantId, TerminalId, UserId } from '../kernel/index.js';
import type { TerminalSize } from '../runtime/index.js';
import { EntityTable, type RecordError, type RecordStore, type StoreError, type Transaction } from '../store/index.js';
import { OpenedTerminals } from './opened-terminals.js';
import type { TerminalLimit } from './terminal-errors.js';
import { terminals, toStored, toTerminal, type StoredTerminal } from './terminal-records.js';
import type { TerminalBounds, TerminalKey, TerminalRepository } from './terminal-repository.js';
import { endedAs, type Terminal, type TerminalEnd } from './terminal.js';

type WriteError = RecordError | StoreError;

/** More than the bounds leave of one session or one user, by far. */
const MAX_LISTED = 2_000;

/** Terminals in a record store. */
export class RecordTerminalRepository implements TerminalRepository {
  private readonly table: EntityTable<StoredTerminal>;

  constructor(
    private readonly store: RecordStore,
    cursors: CursorCodec,
    private readonly audit: Pick<AuditService, 'append'>,
  ) {
    this.table = new EntityTable<StoredTerminal>(terminals, cursors);
  }

  open(
    terminal: Omit<Terminal, 'version'>,
    bounds: TerminalBounds,
    entry: AuditEntry,
  ): ResultAsync<Terminal, TerminalLimit | WriteError> {
    return this.store.transact(
      (tx) => new ResultAsync(new OpenedTerminals(this.table, this.audit, tx).open({ terminal, bounds, entry })),
    );
  }

  get(key: TerminalKey): ResultAsync<Terminal | null, StoreError> {
    return this.store.read((view) => this.table.get(view, toKey(key))).map((found) => found && toTerminal(found));
  }

  find(tenantId: TenantId, id: TerminalId): ResultAsync<Terminal | null, StoreError> {
    return this.store
      .read((view) => this.table.find(view, 'byId', [tenantId, id]))
      .map((found) => found && toTerminal(found));
  }

  list({ tenantId, sessionId }: Omit<TerminalKey, 'id'>): ResultAsync<readonly Terminal[], StoreError> {
    return this.scan({ prefix: [tenantId, sessionId], reverse: true });
  }

  listRunning(tenantId: TenantId, userId: UserId): ResultAsync<readonly Terminal[], StoreError> {
    return this.scan({ index: 'byUser', prefix: [tenantId, userId] });
  }

  listDue(at: string, limit: number): ResultAsync<readonly Terminal[], StoreError> {
    // What follows the instant itself in the order of texts.
    return this.scan({ index: 'byDue', end: [`${at}~`], limit });
  }

  end(key: TerminalKey, end: TerminalEnd, entry: AuditEntry): ResultAsync<Terminal | null, WriteError> {
    return this.change(
      key,
      (current) => endedAs(current, end),
      () => entry,
    );
  }

  closing(
    key: TerminalKey,
    { reason, now, dueAt, ifDueAt }: Parameters<TerminalRepository['closing']>[1],
    entry: AuditEntry,
  ): ResultAsync<Terminal | null, WriteError> {
    const begin = (current: Terminal): Terminal | null =>
      ifDueAt !== undefined && current.dueAt !== ifDueAt
        ? null
        : { ...current, closing: current.closing ?? reason, dueAt, updatedAt: now };
    // Whoever looks again whether it ended does not begin to end it again.
    const first = (current: Terminal) => (current.closing === undefined ? entry : null);
    return this.change(key, begin, first).map((written) => (written?.dueAt === dueAt ? written : null));
  }

  touch(key: TerminalKey, dueAt: string | null): ResultAsync<void, WriteError> {
    return this.change(key, ({ dueAt: before, ...rest }) => {
      if (rest.closing !== undefined || (before ?? null) === dueAt) return null;
      return dueAt === null ? rest : { ...rest, dueAt };
    }).map(() => undefined);
  }

  resize(key: TerminalKey, { cols, rows }: TerminalSize, now: string): ResultAsync<void, WriteError> {
    return this.change(key, (current) => ({ ...current, cols, rows, updatedAt: now })).map(() => undefined);
  }

  erase(key: TerminalKey, entry: AuditEntry): ResultAsync<void, WriteError> {
    return this.store.transact((tx) =>
      this.table.erase(tx, toKey(key)).andThen(() => this.audit.append(tx, entry).map(() => undefined)),
    );
  }

  /** What `change` makes of a running terminal; it is as it was when that is `null`. */
  private change(
    key: TerminalKey,
    change: (current: Terminal) => Terminal | null,
    entryFor: (before: Terminal) => AuditEntry | null = () => null,
  ): ResultAsync<Terminal | null, WriteError> {
    const { audit, table } = this;
    return this.store.transact((tx: Transaction) =>
      safeTry<Terminal | null, WriteError>(async function* () {
        const stored = yield* table.get(tx, toKey(key));
        if (stored === null) return ok(null);
        const current = toTerminal(stored);
        const changed = current.state === 'exited' ? null : change(current);
        if (changed === null) return ok(current);
        const written = yield* table.update(tx, toStored(changed));
        const entry = entryFor(current);
        if (entry !== null) yield* audit.append(tx, entry);
        return ok(toTerminal(written));
      }),
    );
  }

  private scan(
    options: Omit<Parameters<Transaction['scan']>[1], 'limit'> & { readonly limit?: number },
  ): ResultAsync<readonly Terminal[], StoreError> {
    return this.store
      .read((view) => view.scan(terminals, { limit: MAX_LISTED, ...options }))
      .map(({ items }) => items.map(({ value, version }) => toTerminal({ ...value, version })));
  }
}

function toKey({ tenantId, sessionId, id }: TerminalKey): readonly [TenantId, SessionId, TerminalId] {
  return [tenantId, sessionId, id];
}
