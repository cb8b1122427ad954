import type { Caller, Forbidden } from '../kernel/index.js';
import {
  err,
  errAsync,
  forbidden,
  hasScope,
  ok,
  parseInput,
  safeTry,
  toTimestamp,
  type ResultAsync,
} from '../kernel/index.js';
import type { StoreError, Transaction } from '../store/index.js';
import type { IdentityContext } from './identity-context.js';
import {
  userNotFound,
  wrongPassword,
  type ChangePasswordError,
  type ProfileError,
  type UserNotFound,
} from './identity-errors.js';
import type { PasswordInput, ProfileInput } from './identity-input.js';
import { byCaller } from './identity-journal.js';
import { revokeLogins } from './login-revocation.js';
import { toPublicUser, type PublicUser, type User } from './user.js';

/** What users see and change of themselves. */
export class ProfileService {
  constructor(private readonly context: IdentityContext) {}

  /** The caller's own user; any token may read it. */
  get(caller: Caller): ResultAsync<PublicUser, UserNotFound | StoreError> {
    return this.context.store
      .read((view) => this.context.users.get(view, caller.tenantId, caller.userId))
      .andThen((user) => (user === null ? err(userNotFound()) : ok(toPublicUser(user))));
  }

  /** The user has the name when ok. `auth/forbidden` without the scope `profile:write`. */
  update(caller: Caller, input: ProfileInput): ResultAsync<PublicUser, ProfileError> {
    const { store, users, journal, clock } = this.context;
    if (!hasScope(caller, 'profile:write')) return errAsync(forbidden('change this profile'));
    const parsed = parseInput(this.context.input.profile, input);
    if (parsed.isErr()) return errAsync(parsed.error);
    const change = (tx: Transaction) =>
      safeTry<PublicUser, ProfileError>(async function* () {
        const user = yield* users.get(tx, caller.tenantId, caller.userId);
        if (user === null) return err(userNotFound());
        const updated = yield* users.update(tx, { ...user, ...parsed.value, updatedAt: toTimestamp(clock.now()) });
        yield* journal.append(tx, {
          ...byCaller(caller),
          action: 'user.updated',
          subject: user.id,
          outcome: 'success',
        });
        return ok(toPublicUser(updated));
      });
    return store.transact(change);
  }

  /**
   * The user has the new password when ok, and every login but the caller's own is over. `auth/wrong-password` when the
   * current password is another one; `auth/forbidden` for agents. The caller's agents go on.
   */
  changePassword(caller: Caller, input: PasswordInput): ResultAsync<void, ChangePasswordError> {
    const { store, users, hasher, callers } = this.context;
    if (caller.agentId !== undefined) return errAsync(forbidden('change the password'));
    const parsed = parseInput(this.context.input.password, input);
    if (parsed.isErr()) return errAsync(parsed.error);
    const { currentPassword, newPassword } = parsed.value;
    const replace = (tx: Transaction, known: User, passwordHash: string) =>
      this.replacePassword(tx, caller, { known, passwordHash });
    return safeTry<void, ChangePasswordError>(async function* () {
      const known = yield* store.read((view) => users.get(view, caller.tenantId, caller.userId));
      if (known === null) return err(userNotFound());
      const check = yield* hasher.verify(currentPassword, known.passwordHash);
      if (!check.matches) return err(wrongPassword());
      const passwordHash = yield* hasher.hash(newPassword);
      yield* store.transact((tx) => replace(tx, known, passwordHash));
      callers.dropUser(caller.userId);
      return ok(undefined);
    });
  }

  /** Only while the password is still the one that was compared. */
  private replacePassword(
    tx: Transaction,
    caller: Caller,
    { known, passwordHash }: { readonly known: User; readonly passwordHash: string },
  ) {
    const { context } = this;
    return safeTry<void, ChangePasswordError | Forbidden>(async function* () {
      const user = yield* context.users.get(tx, caller.tenantId, caller.userId);
      if (user === null) return err(userNotFound());
      if (user.passwordHash !== known.passwordHash) return err(wrongPassword());
      yield* context.users.update(tx, { ...user, passwordHash, updatedAt: toTimestamp(context.clock.now()) });
      const kept = caller.authSessionId === undefined ? {} : { except: caller.authSessionId };
      yield* revokeLogins(context, tx, { user, reason: 'password', ...kept });
      const event = { action: 'user.password-changed', subject: user.id, outcome: 'success' } as const;
      yield* context.journal.append(tx, { ...byCaller(caller), ...event });
      return ok(undefined);
    });
  }
}
