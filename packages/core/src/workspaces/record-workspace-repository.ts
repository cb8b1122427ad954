import type { CursorCodec, Result } from '../kernel/index.js';
import { err, ok, okAsync, ResultAsync, safeTry } from '../kernel/index.js';
import {
  asOf,
  createSessionTable,
  sessionArchived,
  sessionNotFound,
  toSession,
  toStoredSession,
  type SessionArchived,
  type SessionNotFound,
  type SessionTable,
} from '../sessions/index.js';
import type {
  EntityRecord,
  RecordError,
  RecordStore,
  ScanPage,
  ScanPosition,
  StoreError,
  Transaction,
} from '../store/index.js';
import type { Workspace } from './workspace.js';
import {
  createWorkspaceTable,
  toStoredWorkspace,
  toWorkspace,
  workspaces,
  type StoredWorkspace,
  type WorkspaceTable,
} from './workspace-records.js';
import type { Beginning, Begun, SessionWorkspace, WorkspaceKey, WorkspaceRepository } from './workspace-repository.js';
import { isActive } from './workspace-transitions.js';

type RepositoryError = RecordError | StoreError;

/** Workspaces in a record store. */
export class RecordWorkspaceRepository implements WorkspaceRepository {
  private readonly table: WorkspaceTable;
  private readonly sessions: SessionTable;

  constructor(
    private readonly store: RecordStore,
    cursors: CursorCodec,
  ) {
    this.table = createWorkspaceTable(cursors);
    this.sessions = createSessionTable(cursors);
  }

  get(key: WorkspaceKey): ResultAsync<Workspace | null, StoreError> {
    return this.store.read((view) => this.table.get(view, toKey(key))).map(orNull);
  }

  getMany(keys: readonly WorkspaceKey[]): ResultAsync<readonly (Workspace | null)[], StoreError> {
    if (keys.length === 0) return okAsync([]);
    return this.store.read((view) => this.table.getMany(view, keys.map(toKey))).map((all) => all.map(orNull));
  }

  getWithSession(key: WorkspaceKey): ResultAsync<SessionWorkspace, StoreError> {
    return this.store.read((view) =>
      this.sessions.get(view, toKey(key)).andThen((session) =>
        this.table.get(view, toKey(key)).map((workspace) => ({
          session: session === null ? null : toSession(session),
          workspace: orNull(workspace),
        })),
      ),
    );
  }

  begin(
    key: WorkspaceKey,
    beginning: Beginning,
  ): ResultAsync<Begun, SessionNotFound | SessionArchived | RepositoryError> {
    const { sessions, table } = this;
    return this.store.transact((tx) =>
      safeTry<Begun, SessionNotFound | SessionArchived | RepositoryError>(async function* () {
        const session = yield* sessions.get(tx, toKey(key));
        if (session === null) return err(sessionNotFound());
        if (asOf(toSession(session), beginning.now).status === 'archived') return err(sessionArchived());
        if (session.desired !== 'running') {
          yield* sessions.update(tx, { ...session, desired: 'running', updatedAt: beginning.now });
        }
        const found = yield* table.get(tx, toKey(key));
        if (found !== null && isActive(found.state)) {
          return ok({ session: toSession(session), workspace: toWorkspace(found), began: false });
        }
        const workspace = yield* write(tx, table, nextIncarnation(key, found, beginning));
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
    const { table } = this;
    return this.store.transact((tx) =>
      safeTry<Workspace | null, RepositoryError>(async function* () {
        const current = yield* table.get(tx, toKey(key));
        const changed = current === null ? null : change(toWorkspace(current));
        if (changed === null) return ok(null);
        const written = yield* table.update(tx, toStoredWorkspace(changed));
        return ok(toWorkspace(written));
      }),
    );
  }

  listActive(): ResultAsync<readonly Workspace[], StoreError> {
    return new ResultAsync(this.collectActive());
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
function nextIncarnation(key: WorkspaceKey, last: StoredWorkspace | null, beginning: Beginning): Workspace {
  const { now, ...hold } = beginning;
  return {
    ...hold,
    tenantId: key.tenantId,
    sessionId: key.sessionId,
    id: last?.id ?? beginning.id,
    incarnation: (last?.incarnation ?? 0) + 1,
    state: 'creating',
    version: last?.version ?? 0,
    createdAt: now,
    updatedAt: now,
    ...(last?.sourcedAt === undefined ? {} : { sourcedAt: last.sourcedAt }),
  };
}

function toKey({ tenantId, sessionId }: WorkspaceKey): readonly [string, string] {
  return [tenantId, sessionId];
}

function orNull(workspace: StoredWorkspace | null): Workspace | null {
  return workspace === null ? null : toWorkspace(workspace);
}
