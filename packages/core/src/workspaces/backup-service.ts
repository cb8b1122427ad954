import {
  backupId,
  delay,
  err,
  errAsync,
  ok,
  pageLimit,
  ResultAsync,
  toTimestamp,
  type Caller,
  type Clock,
  type CursorCodec,
  type IdSource,
  type InvalidInput,
  type Page,
  type PageRequest,
  type Result,
  type SessionId,
} from '../kernel/index.js';
import { sessionArchived, type Session } from '../sessions/index.js';
import {
  backupNotFound,
  emptyManifest,
  storageConflict,
  storageUnsupported,
  type Backup,
  type BackupNotFound,
  type ResolvedStorageOptions,
  type StorageKey,
  type StoredHead,
  type StoredRepository,
  type StoredTrees,
} from '../storage/index.js';
import { checkBackup, type BackupCheck } from './backup-check.js';
import type { SaveError } from './tree-reader.js';
import type { WorkspaceAccess } from './workspace-access.js';
import { workspaceNotReady, type ReachError } from './workspace-errors.js';
import type { WorkspaceLifecycle } from './workspace-lifecycle.js';
import type { WorkspaceRepository } from './workspace-repository.js';
import type { WorkspaceStorage } from './workspace-storage.js';
import { isActive } from './workspace-transitions.js';
import type { Workspace } from './workspace.js';

export interface BackupServiceDeps {
  readonly access: WorkspaceAccess;
  readonly workspaces: WorkspaceRepository;
  readonly lifecycle: WorkspaceLifecycle;
  readonly live: WorkspaceStorage;
  readonly repository: StoredRepository;
  readonly trees: StoredTrees;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly cursors: CursorCodec;
  readonly options: ResolvedStorageOptions;
}

export type BackupError = ReachError | SaveError | BackupNotFound | InvalidInput;

const ATTEMPTS = 5;
const POLL_MS = 50;
const WAIT_MS = 60_000;
const MAX_LABEL = 200;
/** How many backups past those that are kept one `create` removes. */
const REMOVED_AT_ONCE = 200;

/** Backups of what a session has stored. One costs no more than its list of files: contents are shared with the session's own. */
export class BackupService {
  constructor(private readonly deps: BackupServiceDeps) {}

  /**
   * The files as they are now: those of a running workspace are saved first. `storage/unsupported` for a session without a
   * storage. Beyond `storage.keepVersions` the oldest go.
   */
  create(
    caller: Caller,
    sessionId: SessionId,
    options: { readonly label?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): ResultAsync<Backup, BackupError> {
    const label = options.label?.slice(0, MAX_LABEL);
    return this.find('backups.write', caller, sessionId).andThen(
      ({ session }) => new ResultAsync(this.make(caller, session, { ...options, label })),
    );
  }

  /** The newest first. */
  list(caller: Caller, sessionId: SessionId, request: PageRequest = {}): ResultAsync<Page<Backup>, BackupError> {
    const { access, cursors, repository } = this.deps;
    const scope = `backups/${caller.tenantId}/${sessionId}`;
    const limit = pageLimit(request);
    if (limit.isErr()) return errAsync(limit.error);
    const after = request.cursor === undefined ? ok(undefined) : cursors.decode(scope, request.cursor);
    if (after.isErr()) return errAsync(after.error);
    const from = after.value === undefined ? {} : { after: after.value };
    return access
      .find({ caller, sessionId, action: 'backups.read' })
      .andThen(({ session }) =>
        repository.backups({ tenantId: session.tenantId, sessionId }, { limit: limit.value, ...from }),
      )
      .map(({ items, next }) => ({ items, nextCursor: next === null ? null : cursors.encode(scope, next) }));
  }

  get(caller: Caller, sessionId: SessionId, id: string): ResultAsync<Backup, BackupError> {
    return this.find('backups.read', caller, sessionId).andThen(({ key }) => this.backupOf(key, id));
  }

  /** Gone when ok. */
  remove(caller: Caller, sessionId: SessionId, id: string): ResultAsync<void, BackupError> {
    const { clock, repository } = this.deps;
    return this.find('backups.write', caller, sessionId).andThen(({ key }) =>
      this.backupOf(key, id).andThen(() => repository.removeBackups(key, [id], clock.now())),
    );
  }

  /** Reads every byte of it, and compares each file with its digest. */
  verify(
    caller: Caller,
    sessionId: SessionId,
    id: string,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): ResultAsync<BackupCheck, BackupError> {
    return this.find('backups.read', caller, sessionId).andThen(({ key }) =>
      this.backupOf(key, id).andThen((backup) => new ResultAsync(checkBackup(this.deps.trees, { backup, signal }))),
    );
  }

  /**
   * The session, or the one that `into` names, has the files of the backup when ok, and nothing else. Its workspace is stopped
   * first, and stays so; what it had until then is a backup of its own, `before a restore`. Both have the same storage:
   * `storage/unsupported` otherwise. `session/archived` where the files that would be replaced are those of an archived session.
   */
  restore(
    caller: Caller,
    sessionId: SessionId,
    { backupId: id, into = sessionId }: { readonly backupId: string; readonly into?: SessionId | undefined },
  ): ResultAsync<StoredHead, BackupError> {
    return this.find('backups.restore', caller, into).andThen(({ session, key: target }) => {
      if (session.status === 'archived') return errAsync(sessionArchived());
      return this.find('backups.read', caller, sessionId).andThen(({ key }) =>
        this.backupOf(key, id).andThen((backup) =>
          target.storage === key.storage
            ? new ResultAsync(this.putBack(caller, session, { backup, key: target }))
            : errAsync(storageUnsupported(target.storage)),
        ),
      );
    });
  }

  /** The stored files of `from`, those of its running workspace saved first, are those of `to` when ok. */
  copy(caller: Caller, from: Session, to: Session): ResultAsync<void, BackupError> {
    const origin = keyOf(from);
    return new ResultAsync(this.upToDate(caller, from)).andThen(() => this.deps.trees.copy(origin, keyOf(to)));
  }

  private find(
    action: 'backups.read' | 'backups.write' | 'backups.restore',
    caller: Caller,
    sessionId: SessionId,
  ): ResultAsync<{ readonly session: Session; readonly key: StorageKey }, BackupError> {
    return this.deps.access
      .find({ caller, sessionId, action })
      .andThen(({ session }) =>
        session.storage === 'none' ? err(storageUnsupported('none')) : ok({ session, key: keyOf(session) }),
      );
  }

  private backupOf(key: StorageKey, id: string): ResultAsync<Backup, BackupError> {
    return this.deps.repository
      .backup(key, id)
      .andThen((backup) => (backup === null ? err(backupNotFound()) : ok(backup)));
  }

  private async make(
    caller: Caller,
    session: Session,
    options: { readonly label?: string | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<Result<Backup, BackupError>> {
    for (let attempt = 1; ; attempt += 1) {
      const head = await this.upToDate(caller, session, options.signal);
      if (head.isErr()) return err(head.error);
      const added = await this.add(head.value, options.label);
      if (added.isOk()) return (await this.retain(added.value)).map(() => added.value);
      if (added.error.type !== 'storage/conflict' || attempt === ATTEMPTS) return err(added.error);
    }
  }

  private async add(head: StoredHead, label: string | undefined): Promise<Result<Backup, BackupError>> {
    const { clock, ids, repository } = this.deps;
    if (head.current === null) return err(storageConflict());
    const { tenantId, sessionId, storage, current } = head;
    const backup: Backup = {
      ...current,
      ...{ tenantId, sessionId, storage },
      id: backupId.create(ids),
      kind: 'backup',
      createdAt: toTimestamp(clock.now()),
      ...(label === undefined ? {} : { label }),
    };
    return repository.addBackup(backup).map(() => backup);
  }

  /** Of the session's backups there are no more than are kept when ok. */
  private async retain(key: Pick<StorageKey, 'tenantId' | 'sessionId'>): Promise<Result<void, BackupError>> {
    const { clock, options, repository } = this.deps;
    const all = await repository.backups(key, { limit: options.keepVersions + REMOVED_AT_ONCE });
    if (all.isErr()) return err(all.error);
    const old = all.value.items.slice(options.keepVersions).map(({ id }) => id);
    if (old.length === 0) return ok(undefined);
    return repository.removeBackups(key, old, clock.now());
  }

  /** The head, with what the workspace has; never without a version. */
  private async upToDate(
    caller: Caller,
    session: Session,
    signal?: AbortSignal,
  ): Promise<Result<StoredHead, BackupError>> {
    const { live, repository, trees } = this.deps;
    const key = keyOf(session);
    const workspace = await this.settled(caller, session, signal);
    if (workspace.isErr()) return err(workspace.error);
    if (workspace.value?.state === 'ready') {
      const saved = await live.save(workspace.value, key, { kind: 'autosave', signal });
      return saved.map(({ head }) => head);
    }
    const head = await repository.head(key);
    if (head.isErr() || head.value.current !== null) return head;
    const writer = { incarnation: workspace.value?.incarnation ?? 0, offline: true };
    return trees.commit(key, { manifest: emptyManifest, base: head.value, writer, kind: 'edit' });
  }

  /** The workspace once nothing moves it. */
  private async settled(
    caller: Caller,
    { id }: Session,
    signal: AbortSignal | undefined,
  ): Promise<Result<Workspace | null, BackupError>> {
    const { access, clock } = this.deps;
    const giveUpAt = clock.now() + WAIT_MS;
    while (clock.now() <= giveUpAt && signal?.aborted !== true) {
      const found = await access.find({ caller, sessionId: id, action: 'workspace.read' });
      if (found.isErr()) return err(found.error);
      const { workspace } = found.value;
      if (workspace === null || workspace.state === 'ready' || !isActive(workspace.state)) return ok(workspace);
      await delay(clock, POLL_MS, signal);
    }
    return err(workspaceNotReady());
  }

  private async putBack(
    caller: Caller,
    session: Session,
    { backup, key }: { readonly backup: Backup; readonly key: StorageKey },
  ): Promise<Result<StoredHead, BackupError>> {
    const { clock, lifecycle, repository, trees, workspaces } = this.deps;
    for (let attempt = 1; ; attempt += 1) {
      const unwanted = await workspaces.unwant(
        { tenantId: key.tenantId, sessionId: session.id },
        toTimestamp(clock.now()),
      );
      if (unwanted.isErr()) return err(unwanted.error);
      const ended = await lifecycle.end(key, 'requested');
      if (ended.isErr()) return err(ended.error);
      const workspace = await this.settled(caller, session, undefined);
      if (workspace.isErr()) return err(workspace.error);
      // Somebody started it again.
      if (workspace.value?.state === 'ready') {
        if (attempt === ATTEMPTS) return err(workspaceNotReady());
        continue;
      }
      const base = await repository.head(key);
      if (base.isErr()) return err(base.error);
      const kept = await this.keepBefore(base.value, backup);
      if (kept.isErr()) return err(kept.error);
      const writer = { incarnation: workspace.value?.incarnation ?? 0, offline: true };
      const adopted = await trees.adopt(key, backup, { base: base.value, writer });
      if (adopted.isOk()) return (await this.retain(key)).map(() => adopted.value);
      const isAgain = adopted.error.type === 'storage/conflict' || adopted.error.type === 'storage/fenced';
      if (!isAgain || attempt === ATTEMPTS) return err(adopted.error);
    }
  }

  private async keepBefore(head: StoredHead, { manifest }: Backup): Promise<Result<void, BackupError>> {
    if (head.current === null || head.current.manifest === manifest || head.current.files === 0) return ok(undefined);
    const before = await this.deps.repository.backups(head, { limit: 1 });
    // The newest backup is that already, such as after a crash between the two steps.
    if (before.isOk() && before.value.items[0]?.manifest === head.current.manifest) return ok(undefined);
    return (await this.add(head, 'before a restore')).map(() => undefined);
  }
}

function keyOf({ tenantId, id, storage }: Session): StorageKey {
  return { tenantId, sessionId: id, storage };
}
