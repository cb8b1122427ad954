import type { Caller, Forbidden, InvalidInput, Page, PageRequest, TenantRole } from '../kernel/index.js';
import {
  administers,
  err,
  errAsync,
  forbidden,
  ok,
  okAsync,
  parseInput,
  safeTry,
  toTimestamp,
  userId,
  type ResultAsync,
} from '../kernel/index.js';
import type { EntityRecord, ReadView, StoreError, Transaction, WriteError } from '../store/index.js';
import { administratorRole, type Administration } from './caller-standing.js';
import type { IdentityContext } from './identity-context.js';
import {
  lastOwner,
  userNotFound,
  type CreateUserError,
  type LastOwner,
  type ListError,
  type ProfileError,
  type TenantUserError,
  type UpdateUserError,
  type UserNotFound,
} from './identity-errors.js';
import type { CreateUserInput, UpdateUserInput } from './identity-input.js';
import { byCaller } from './identity-journal.js';
import { revokeLogins } from './login-revocation.js';
import { changedUser, defaultDisplayName, managesRole, newUser, removedUser, toPublicUser } from './user.js';
import type { PublicUser, User, UserChange } from './user.js';
import { removeAgents } from './agent-removal.js';

const READING: Administration = { action: 'see the users of this tenant', scope: 'users:read' };
const WRITING: Administration = { action: 'manage the users of this tenant', scope: 'users:write' };

/**
 * How owners and admins manage the users of their tenant. `auth/forbidden` for everybody else, for a token without the scope
 * `users:read` or `users:write`, and for an admin who would manage an owner or make one. The id of another tenant's user
 * answers as a missing one does: `user/not-found`.
 */
export class TenantUserService {
  constructor(private readonly context: IdentityContext) {}

  /** The tenant's users in the order of their creation. */
  list(caller: Caller, request: PageRequest = {}): ResultAsync<Page<PublicUser>, ListError> {
    const { store, users } = this.context;
    return store.read((view) =>
      administratorRole(view, caller, { users, administration: READING })
        .andThen(() => users.list(view, caller.tenantId, request))
        .map(({ items, nextCursor }) => ({ items: items.map(toPublicUser), nextCursor })),
    );
  }

  get(caller: Caller, id: string): ResultAsync<PublicUser, UserNotFound | Forbidden | StoreError> {
    const { store, users } = this.context;
    return store.read((view) =>
      administratorRole(view, caller, { users, administration: READING })
        .andThen(() => this.find(view, caller, id))
        .map(toPublicUser),
    );
  }

  /** A new user who can log in. `user/email-taken` when a user of any tenant has the email. */
  create(caller: Caller, input: CreateUserInput): ResultAsync<PublicUser, CreateUserError> {
    const { context } = this;
    if (!administers(caller, WRITING.scope)) return errAsync(forbidden(WRITING.action));
    const parsed = parseInput(context.input.createUser, input);
    if (parsed.isErr()) return errAsync(parsed.error);
    const { email, password, role, tier } = parsed.value;
    const displayName = parsed.value.displayName ?? defaultDisplayName(email, context.options.maxNameLength);
    const permit = (view: ReadView) => this.permit(view, caller, [role]);
    const insert = (tx: Transaction, user: EntityRecord<User>) => this.insert(tx, caller, user);
    return safeTry<PublicUser, CreateUserError>(async function* () {
      // Asked before the hashing too, so that nobody else can have passwords hashed.
      yield* context.store.read(permit);
      const passwordHash = yield* context.hasher.hash(password);
      const traits = { tenantId: caller.tenantId, email, displayName, role, tier, passwordHash };
      const user = newUser(traits, context.ids, toTimestamp(context.clock.now()));
      return context.store.transact((tx) => permit(tx).andThen(() => insert(tx, user)));
    });
  }

  /**
   * The user is changed as the input says when ok; a new password ends the user's logins. `user/last-owner` when the tenant
   * would be left without an owner. Their own password users change with the one they have: `auth/forbidden` here.
   */
  update(caller: Caller, id: string, input: UpdateUserInput): ResultAsync<PublicUser, UpdateUserError> {
    const { context } = this;
    if (!administers(caller, WRITING.scope)) return errAsync(forbidden(WRITING.action));
    const parsed = parseInput(context.input.updateUser, input);
    if (parsed.isErr()) return errAsync(parsed.error);
    const { password, ...change } = parsed.value;
    if (password !== undefined && id === caller.userId) return errAsync(forbidden('set your own password this way'));
    const find = (view: ReadView) => this.findManaged(view, caller, { id, newRole: change.role });
    const write = (tx: Transaction, user: User, passwordHash?: string) =>
      this.change(tx, caller, { user, change: { ...change, passwordHash } });
    return safeTry<PublicUser, UpdateUserError>(async function* () {
      yield* context.store.read(find);
      const passwordHash = password === undefined ? undefined : yield* context.hasher.hash(password);
      const user = yield* context.store.transact((tx) => find(tx).andThen((found) => write(tx, found, passwordHash)));
      context.callers.dropUser(user.id);
      return ok(toPublicUser(user));
    });
  }

  /**
   * The user is gone when ok: cannot log in, and the tokens of its logins and the keys of its agents are refused, in this process
   * at once, elsewhere within `tokenCacheMs`. The email is free for others. `user/last-owner` when the tenant would be left without an owner.
   */
  remove(caller: Caller, id: string): ResultAsync<void, TenantUserError> {
    const { store, callers } = this.context;
    return store
      .transact((tx) =>
        this.findManaged(tx, caller, { id })
          .andThen((user) => this.ensureOwnerBeside(tx, user).map(() => user))
          .andThen((user) => this.erase(tx, caller, user)),
      )
      .map((user) => {
        callers.dropUser(user.id);
      });
  }

  private insert(tx: Transaction, caller: Caller, user: EntityRecord<User>) {
    const { users, journal } = this.context;
    const { id: subject, role, tier } = user;
    const event = { action: 'user.created', subject, outcome: 'success', details: { role, tier } } as const;
    return users
      .insert(tx, user)
      .andThen((inserted) => journal.append(tx, { ...byCaller(caller), ...event }).map(() => toPublicUser(inserted)));
  }

  private change(tx: Transaction, caller: Caller, wanted: { readonly user: User; readonly change: UserChange }) {
    const { context } = this;
    const { user, change } = wanted;
    const ensureOwner = () =>
      change.role === undefined || change.role === 'owner' ? okAsync(undefined) : this.ensureOwnerBeside(tx, user);
    return safeTry<User, TenantUserError>(async function* () {
      yield* ensureOwner();
      const updated = yield* context.users.update(tx, changedUser(user, change, toTimestamp(context.clock.now())));
      if (change.passwordHash !== undefined) yield* revokeLogins(context, tx, { user, reason: 'password' });
      const { role, tier } = updated;
      const details = { role, tier, newPassword: change.passwordHash !== undefined };
      const event = { action: 'user.updated', subject: user.id, outcome: 'success', details } as const;
      yield* context.journal.append(tx, { ...byCaller(caller), ...event });
      return ok(updated);
    });
  }

  private erase(tx: Transaction, caller: Caller, user: User) {
    const { context } = this;
    return safeTry<User, ProfileError>(async function* () {
      yield* context.users.update(tx, removedUser(user, toTimestamp(context.clock.now())));
      yield* removeAgents(context, tx, user);
      const event = { action: 'user.removed', subject: user.id, outcome: 'success' } as const;
      yield* context.journal.append(tx, { ...byCaller(caller), ...event });
      return ok(user);
    });
  }

  private find(view: ReadView, caller: Caller, id: string): ResultAsync<User, UserNotFound | StoreError> {
    if (!userId.is(id)) return errAsync(userNotFound());
    return this.context.users
      .get(view, caller.tenantId, id)
      .andThen((user) => (user === null ? err(userNotFound()) : ok(user)));
  }

  /** The user, when the caller may manage it as it is and as it is to become. */
  private findManaged(
    view: ReadView,
    caller: Caller,
    { id, newRole }: { readonly id: string; readonly newRole?: TenantRole | undefined },
  ): ResultAsync<User, UserNotFound | Forbidden | StoreError> {
    return this.permit(view, caller, newRole === undefined ? [] : [newRole])
      .andThen(() => this.find(view, caller, id))
      .andThen((user) => this.permit(view, caller, [user.role]).map(() => user));
  }

  /** Whether the caller may manage users of all these roles. */
  private permit(
    view: ReadView,
    caller: Caller,
    roles: readonly TenantRole[],
  ): ResultAsync<void, Forbidden | StoreError> {
    return administratorRole(view, caller, { users: this.context.users, administration: WRITING }).andThen((own) =>
      roles.every((role) => managesRole(own, role))
        ? ok(undefined)
        : err(forbidden('manage the owners of this tenant')),
    );
  }

  private ensureOwnerBeside(view: ReadView, user: User): ResultAsync<void, LastOwner | InvalidInput | WriteError> {
    if (user.role !== 'owner') return okAsync(undefined);
    return this.context.users
      .hasOtherOwner(view, user.tenantId, user.id)
      .andThen((another) => (another ? ok(undefined) : err(lastOwner())));
  }
}
