import type { Caller, Clock, IdSource, InvalidInput, Page, PageRequest, SessionId } from '../kernel/index.js';
import {
  checkIdempotencyKey,
  err,
  errAsync,
  ok,
  parseInput,
  requestFingerprint,
  ResultAsync,
  safeTry,
  sessionId,
  toTimestamp,
  type Result,
} from '../kernel/index.js';
import type { LanguageCatalogue, LanguageNotFound } from '../languages/index.js';
import { storageUnsupported, type SharedContents, type StorageUnsupported } from '../storage/index.js';
import type { StoreError } from '../store/index.js';
import type {
  CreateSession,
  RelatedSession,
  Session,
  SessionFilter,
  SessionKind,
  SessionStorage,
  UpdateSession,
} from './session.js';
import type { MemberRepository } from './member-repository.js';
import type { SessionRole } from './member.js';
import { relatedTo } from './related-sessions.js';
import { authorize, type AccessError } from './session-access.js';
import { actionsOf, asOf, changeSession, deleteSession, needsNewWorkspace } from './session-changes.js';
import type { SessionEnvironment } from './session-environment.js';
import { sessionNotFound, type SessionError } from './session-errors.js';
import { createSessionSchemas, MAX_NAME_LENGTH, type SessionLimits, type SessionSchemas } from './session-input.js';
import type { SessionAction } from './session-permissions.js';
import type { NewSession, RepositoryError, SessionRepository } from './session-repository.js';

/** How long an idempotency key stands for its request: a day, as payment interfaces keep theirs. */
const IDEMPOTENCY_MS = 24 * 60 * 60 * 1_000;

export interface SessionServiceDeps<E> {
  readonly repository: SessionRepository;
  readonly members: Pick<MemberRepository, 'usersOf'>;
  readonly sharing: Pick<SharedContents, 'sessionsWith'>;
  readonly environment: SessionEnvironment<E>;
  readonly languages: LanguageCatalogue;
  /** The names of those that the installation has, besides `none`; the first one is that of rooms for which nobody named one. */
  readonly storages: ReadonlySet<string>;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly limits: SessionLimits;
}

type Failure = SessionError | LanguageNotFound | StorageUnsupported | InvalidInput | RepositoryError;

/**
 * Makes, reads and changes sessions.
 *
 * A session that was deleted, never was, or is another's, is `session/not-found` everywhere; a room whose member has too small
 * a role for something is `session/forbidden`.
 */
export class SessionService<E> {
  private readonly schemas: SessionSchemas;

  constructor(private readonly deps: SessionServiceDeps<E>) {
    this.schemas = createSessionSchemas(deps.limits);
  }

  /**
   * A new session of the caller; it has no workspace yet. With `idempotencyKey`, the same request gives the same session for
   * a day, whatever the order of its fields, and `request/idempotency-gone` once that one was deleted. `language/not-found` for one outside the catalogue,
   * `session/limit` at the user's limit, `storage/unsupported` for a storage that the installation does not have.
   */
  create(
    caller: Caller,
    input: CreateSession,
    options: { readonly idempotencyKey?: string } = {},
  ): ResultAsync<Session, Failure> {
    const { clock, limits, repository } = this.deps;
    const session = parseInput(this.schemas.create, input).andThen((valid) => this.compose(caller, valid));
    if (session.isErr()) return errAsync(session.error);
    const { idempotencyKey: key } = options;
    const named = checkIdempotencyKey(key);
    if (named.isErr()) return errAsync(named.error);
    if (key === undefined) return repository.create({ session: session.value, maxPerUser: limits.maxPerUser });
    const fingerprint = requestFingerprint(input);
    const expiresAt = toTimestamp(clock.now() + IDEMPOTENCY_MS);
    return repository.create({
      session: session.value,
      maxPerUser: limits.maxPerUser,
      idempotency: { key, fingerprint, expiresAt },
    });
  }

  get(caller: Caller, id: SessionId): ResultAsync<Session, AccessError | StoreError> {
    return this.find(caller, id, 'session.read');
  }

  /** The caller's own sessions and the rooms that the caller is a member of, the newest first. */
  list(
    caller: Caller,
    filter: SessionFilter & PageRequest = {},
  ): ResultAsync<Page<Session>, InvalidInput | StoreError> {
    const now = toTimestamp(this.deps.clock.now());
    return this.deps.repository.list(caller, filter).map(({ items, nextCursor }) => ({
      items: items
        .map((session) => asOf(session, now))
        .filter(({ status }) => filter.status === undefined || status === filter.status),
      nextCursor,
    }));
  }

  /**
   * The session with `changes`. With `ifVersion`, `session/stale` when it has another version. When its languages change, or it
   * is archived, its workspace is ended; the next one is made for what the session is then.
   */
  update(
    caller: Caller,
    id: SessionId,
    { changes, ifVersion }: { readonly changes: UpdateSession; readonly ifVersion?: number | undefined },
  ): ResultAsync<Session, Failure | E> {
    const { clock, environment, repository } = this.deps;
    const valid = parseInput(this.schemas.update, changes).andThen((parsed) => this.withKnownLanguages(parsed));
    if (valid.isErr()) return errAsync(valid.error);
    const now = toTimestamp(clock.now());
    let before: Session | undefined;
    return repository
      .updateFor(caller, id, (current, role): Result<Session, Failure> => {
        before = current;
        return mayAll(role, actionsOf(valid.value)).andThen(() =>
          changeSession(current, valid.value, { now, ifVersion }),
        );
      })
      .andThen((after): ResultAsync<Session, Failure | E> => {
        const outdated = before !== undefined && needsNewWorkspace(before, after);
        if (!outdated && after.status === 'active') return new ResultAsync(Promise.resolve(ok(after)));
        return environment.end(after, 'session-changed').map(() => after);
      });
  }

  /** Deleted when ok, and nothing of it runs any more. Legal whatever its workspace does. */
  remove(caller: Caller, id: SessionId): ResultAsync<void, AccessError | RepositoryError | E> {
    const { clock, environment, repository } = this.deps;
    const now = toTimestamp(clock.now());
    return repository
      .updateFor(caller, id, (current, role) =>
        authorize(role, 'session.delete').map(() => deleteSession(current, now)),
      )
      .andThen((deleted) => environment.end(deleted, 'session-deleted'));
  }

  /**
   * A new session of the caller, and of nobody else, with the languages, labels, source and, where its workspace runs, the files
   * of another one that the caller may see: a private one of a room, or the other way about. It says in `forkedFrom` where it
   * comes from. `session/limit` at the caller's limit. When the files cannot be copied there is no new session.
   */
  fork(
    caller: Caller,
    id: SessionId,
    options: { readonly name?: string; readonly kind?: SessionKind } = {},
  ): ResultAsync<Session, Failure | E> {
    const copy = (origin: Session) => this.forkOf(caller, origin, options);
    const discard = (fork: Session) => this.remove(caller, fork.id);
    const { environment } = this.deps;
    return this.find(caller, id, 'session.fork').andThen((origin) =>
      safeTry<Session, Failure | E>(async function* () {
        const fork = yield* copy(origin);
        const copied = await environment.copyFiles(caller, origin, fork);
        if (copied.isOk()) return ok(fork);
        yield* discard(fork);
        return err(copied.error);
      }),
    );
  }

  /** The other sessions that the caller sees and that have something in common with this one, the closest first. */
  related(caller: Caller, id: SessionId): ResultAsync<readonly RelatedSession[], AccessError | StoreError> {
    return this.find(caller, id, 'session.read').andThen((session) => relatedTo(this.deps, caller, session));
  }

  private find(caller: Caller, id: SessionId, action: SessionAction): ResultAsync<Session, AccessError | StoreError> {
    const { clock, repository } = this.deps;
    return repository.getFor(caller, id).andThen((found) => {
      if (found === null) return err(sessionNotFound());
      return authorize(found.role, action).map(() => asOf(found.session, toTimestamp(clock.now())));
    });
  }

  private forkOf(
    caller: Caller,
    origin: Session,
    { name, kind }: { readonly name?: string; readonly kind?: SessionKind },
  ): ResultAsync<Session, Failure> {
    const input: CreateSession = {
      kind: kind ?? origin.kind,
      name: name ?? forkName(origin.name),
      languages: origin.languages,
      labels: origin.labels,
      storage: origin.storage,
      ...(origin.source === undefined ? {} : { source: origin.source }),
    };
    const fork = parseInput(this.schemas.create, input).andThen((valid) => this.compose(caller, valid));
    if (fork.isErr()) return errAsync(fork.error);
    return this.deps.repository.create({
      session: { ...fork.value, forkedFrom: origin.id },
      maxPerUser: this.deps.limits.maxPerUser,
    });
  }

  private compose(caller: Caller, input: CreateSession): Result<NewSession, LanguageNotFound | StorageUnsupported> {
    const storage = storageOf(input, this.deps.storages);
    if (storage !== 'none' && !this.deps.storages.has(storage)) return err(storageUnsupported(storage));
    const { clock, ids } = this.deps;
    const now = toTimestamp(clock.now());
    return this.withKnownLanguages(input).map(({ languages, name, labels, ...rest }) => ({
      ...rest,
      id: sessionId.create(ids),
      tenantId: caller.tenantId,
      ownerId: caller.userId,
      name: name ?? `${languages.join(', ')} ${input.kind}`,
      languages,
      labels: labels ?? {},
      storage,
      desired: 'stopped',
      status: 'active',
      createdAt: now,
      updatedAt: now,
    }));
  }

  private withKnownLanguages<I extends { readonly languages?: readonly string[] }>(
    input: I,
  ): Result<I, LanguageNotFound> {
    const ids = new Set<string>();
    for (const name of input.languages ?? []) {
      const language = this.deps.languages.get(name);
      if (language.isErr()) return err(language.error);
      ids.add(language.value.id);
    }
    return ok(input.languages === undefined ? input : { ...input, languages: [...ids] });
  }
}

const KEPT = ['database', 'local', 'object'] as const satisfies readonly SessionStorage[];

/** A room outlives its workspaces, so it is kept by the first storage that there is, unless somebody said something else. */
function storageOf({ kind, storage }: CreateSession, storages: ReadonlySet<string>): SessionStorage {
  if (storage !== undefined || kind !== 'room') return storage ?? 'none';
  for (const name of storages) {
    const known = KEPT.find((each) => each === name);
    if (known !== undefined) return known;
  }
  return 'none';
}

/** Whether the role covers all of it; the error is that of the first which it does not. */
function mayAll(role: SessionRole | null, actions: readonly SessionAction[]): Result<null, AccessError> {
  for (const action of actions) {
    const allowed = authorize(role, action);
    if (allowed.isErr()) return err(allowed.error);
  }
  return ok(null);
}

const FORK_MARK = ' (fork)';

/** The name with a mark, shortened where both are too long, and never in the middle of a character. */
function forkName(name: string): string {
  const kept = name.slice(0, MAX_NAME_LENGTH - FORK_MARK.length);
  return `${kept.replace(/[\ud800-\udbff]$/, '')}${FORK_MARK}`;
}
