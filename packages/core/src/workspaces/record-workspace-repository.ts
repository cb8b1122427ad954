import type { CursorCodec, InvalidInput, Page, PageRequest, Result, TenantId, UserId } from '../kernel/index.js';
import { err, ok, okAsync, ResultAsync, safeTry } from '../kernel/index.js';
import {
  asOf,
  createMemberTable,
  createSessionTable,
  roleIn,
  sessionArchived,
  sessionNotFound,
  toSession,
  toStoredSession,
  type MemberTable,
  type Session,
  type SessionTable,
  type StoredSession,
} from '../sessions/index.js';
import type {
  EntityRecord,
  RecordError,
  RecordStore,
  ScanPage,
  ScanPosition,
  Stored,
  StoreError,
  Transaction,
} from '../store/index.js';
import type { Placement, StartGate } from './start-gate.js';
import { keepWaiting } from './start-queue.js';
import { sameLanguages } from './snapshot.js';
import { followLife } from './activity-records.js';
import { started } from './workspace-changes.js';
import { workspaceNotRunning } from './workspace-errors.js';
import type { Workspace } from './workspace.js';
import {
  createWorkspaceTable,
  toStoredWorkspace,
  toWorkspace,
  workspaces,
  type StoredWorkspace,
  type WorkspaceTable,
} from './workspace-records.js';
import type {
  BeginError,
  Beginning,
  Begun,
  SessionWorkspace,
  TenantWorkspace,
  WorkspaceKey,
  WorkspaceRepository,
} from './workspace-repository.js';
import { isActive } from './workspace-transitions.js';

type RepositoryError = RecordError | StoreError;

/** Workspaces in a record store. */
export class RecordWorkspaceRepository implements WorkspaceRepository {
  private readonly table: WorkspaceTable;
  private readonly sessions: SessionTable;
  private readonly members: MemberTable;

  constructor(
    private readonly store: RecordStore,
    cursors: CursorCodec,
    private readonly gate: StartGate,
  ) {
    this.table = createWorkspaceTable(cursors);
    this.sessions = createSessionTable(cursors);
    this.members = createMemberTable(cursors);
  }

  get(key: WorkspaceKey): ResultAsync<Workspace | null, StoreError> {
    return this.store.read((view) => this.table.get(view, toKey(key))).map(orNull);
  }

  getMany(keys: readonly WorkspaceKey[]): ResultAsync<readonly (Workspace | null)[], StoreError> {
    if (keys.length === 0) return okAsync([]);
    return this.store.read((view) => this.table.getMany(view, keys.map(toKey))).map((all) => all.map(orNull));
  }

  getWithSession(key: WorkspaceKey, user?: UserId): ResultAsync<SessionWorkspace, StoreError> {
    return this.store.read((view) =>
      this.sessions.get(view, toKey(key)).andThen((stored) => {
        const session = stored === null ? null : toSession(stored);
        const workspace = this.table.get(view, toKey(key)).map(orNull);
        if (session === null || user === undefined)
          return workspace.map((found) => ({ session, workspace: found, role: null }));
        if (session.kind !== 'room' || session.ownerId === user) {
          return workspace.map((found) => ({ session, workspace: found, role: roleIn(session, user, null) }));
        }
        // Read beside the workspace, so that a role costs no wait of its own.
        const member = this.members.get(view, [...toKey(key), user]);
        return ResultAsync.combine([workspace, member] as const).map(([found, place]) => ({
          session,
          workspace: found,
          role: roleIn(session, user, place),
        }));
      }),
    );
  }

  begin(key: WorkspaceKey, beginning: Beginning): ResultAsync<Begun, BeginError> {
    const { gate, sessions, table } = this;
    return this.store.transact((tx) =>
      safeTry<Begun, BeginError>(async function* () {
        const session = yield* sessions.get(tx, toKey(key));
        if (session === null) return err(sessionNotFound());
        if (asOf(toSession(session), beginning.now).status === 'archived') return err(sessionArchived());
        const found = yield* table.get(tx, toKey(key));
        if (session.desired !== 'running') {
          if (beginning.isAgain === true) return err(workspaceNotRunning(found?.state ?? 'none'));
          yield* sessions.update(tx, { ...session, desired: 'running', updatedAt: beginning.now });
        }
        if (found !== null && isActive(found.state)) {
          if (found.state === 'queued' && beginning.onlyWhileWaiting !== true) yield* keepWaiting(tx, key);
          return ok({ session: toSession(session), workspace: toWorkspace(found), began: false });
        }
        const placement = yield* gate.place(tx, toSession(session), beginning);
        const next = nextIncarnation(toSession(session), found, { beginning, placement });
        const { now, offer } = beginning;
        const offered = placement === 'queued' || next.bootsFrom !== undefined ? null : (offer ?? null);
        const box = offered === null ? null : yield* offered.take(tx, toSession(session), next);
        const ready = box === null ? null : started({ ...next, pooled: box.handle }, box, now);
        const workspace = yield* write(tx, table, ready ?? next);
        if (ready !== null) yield* followLife(tx, workspace);
        if (beginning.also !== undefined) yield* beginning.also(tx, workspace);
        return ok({ session: toSession(session), workspace, began: true });
      }),
    );
  }

  unwant(key: WorkspaceKey, now: string): ResultAsync<void, RepositoryError> {
    const { sessions } = this;
    return this.store.transact((tx) =>
      safeTry<void, RepositoryError>(async function* () {
        const session = yield* sessions.get(tx, toKey(key));
        if (session === null || session.desired === 'stopped') return ok(undefined);
        yield* sessions.update(tx, toStoredSession({ ...toSession(session), desired: 'stopped', updatedAt: now }));
        return ok(undefined);
      }),
    );
  }

  change(
    key: WorkspaceKey,
    change: (current: Workspace) => Workspace | null,
  ): ResultAsync<Workspace | null, RepositoryError> {
    const { gate, table } = this;
    return this.store.transact((tx) =>
      safeTry<Workspace | null, RepositoryError>(async function* () {
        const current = yield* table.get(tx, toKey(key));
        const changed = current === null ? null : change(toWorkspace(current));
        if (current === null || changed === null) return ok(null);
        const left = yield* gate.leaveBehind(tx, toWorkspace(current), changed);
        const written = yield* table.update(tx, toStoredWorkspace(left));
        yield* followLife(tx, toWorkspace(written));
        return ok(toWorkspace(written));
      }),
    );
  }

  listActive(): ResultAsync<readonly Workspace[], StoreError> {
    return new ResultAsync(this.collectActive());
  }

  listOf(tenantId: TenantId, request: PageRequest): ResultAsync<Page<TenantWorkspace>, InvalidInput | StoreError> {
    const { sessions, table } = this;
    const list = { scope: `workspaces/${tenantId}`, index: 'byTenant', prefix: [tenantId] };
    return this.store.read((view) =>
      table.page(view, list, request).andThen(({ items, nextCursor }) =>
        view.getMany(sessions.collection, items.map(toKey)).map((found) => ({
          items: items.map((stored, index) => ({ workspace: toWorkspace(stored), session: anySession(found[index]) })),
          nextCursor,
        })),
      ),
    );
  }

  private async collectActive(): Promise<Result<readonly Workspace[], StoreError>> {
    const all: Workspace[] = [];
    let position: ScanPosition | null = null;
    do {
      const after: { readonly after?: ScanPosition } = position === null ? {} : { after: position };
      const page: Result<ScanPage<EntityRecord<StoredWorkspace>>, StoreError> = await this.store.read((view) =>
        view.scan(workspaces, { index: 'byActivity', limit: PAGE, ...after }),
      );
      if (page.isErr()) return err(page.error);
      for (const { value, version } of page.value.items) all.push(toWorkspace({ ...value, version }));
      position = page.value.next;
    } while (position !== null);
    return ok(all);
  }
}

/** How many active workspaces one read takes. */
const PAGE = 500;

function write(tx: Transaction, table: WorkspaceTable, workspace: Workspace): ResultAsync<Workspace, RepositoryError> {
  const { version, ...record } = toStoredWorkspace(workspace);
  const written = version === 0 ? table.insert(tx, record) : table.update(tx, { ...record, version });
  return written.map(toWorkspace);
}

/** Version 0 marks the workspace of a session that never had one. */
function nextIncarnation(
  session: Session,
  last: StoredWorkspace | null,
  { beginning, placement }: { readonly beginning: Beginning; readonly placement: Placement },
): Workspace {
  const {
    now,
    onlyWhileWaiting: _only,
    isAgain: _again,
    offer: _offer,
    also: _also,
    holder,
    holdUntil,
    ...intent
  } = beginning;
  const place = placement === 'queued' ? { state: placement } : { state: 'creating' as const, holder, holdUntil };
  return {
    ...intent,
    ...place,
    ...(placement === 'queued' ? {} : { reserved: placement.reserved }),
    tenantId: session.tenantId,
    sessionId: session.id,
    ownerId: session.ownerId,
    id: last?.id ?? beginning.id,
    incarnation: (last?.incarnation ?? 0) + 1,
    version: last?.version ?? 0,
    createdAt: now,
    updatedAt: now,
    ...(last?.sourcedAt === undefined ? {} : { sourcedAt: last.sourcedAt }),
    ...bootOf(session, last),
  };
}

/** Also one that was deleted: its workspace may still run. */
function anySession(stored: Stored<EntityRecord<StoredSession>> | null | undefined): Session | null {
  return stored === null || stored === undefined ? null : toSession({ ...stored.value, version: stored.version });
}

/** What is beneath the files of a snapshot has no programs for other languages. */
function bootOf({ languages }: Session, last: StoredWorkspace | null): Pick<Workspace, 'bootsFrom'> {
  const boot = last?.bootsFrom;
  return boot !== undefined && sameLanguages(boot.languages, languages) ? { bootsFrom: boot } : {};
}

function toKey({ tenantId, sessionId }: WorkspaceKey): readonly [string, string] {
  return [tenantId, sessionId];
}

function orNull(workspace: StoredWorkspace | null): Workspace | null {
  return workspace === null ? null : toWorkspace(workspace);
}
