import type { Caller, Forbidden, ResultAsync, TenantRole } from '../kernel/index.js';
import { err, forbidden, hasScope, ok, okAsync } from '../kernel/index.js';
import type { ReadView, StoreError } from '../store/index.js';
import type { UserRepository } from './user-repository.js';
import { lowerRole, managesRole } from './user.js';

/** What the caller is about to do: in words for people, and the scope it needs. */
export interface Administration {
  readonly action: string;
  readonly scope: string;
}

/**
 * The role with which the caller may administer its tenant; `auth/forbidden` for members and tokens without the scope.
 *
 * The role is read anew in the caller's transaction, so that somebody demoted a moment ago administers nothing, whatever its
 * token says. Callers of an outside issuer have no user of ours, and are what their token says.
 */
export function administratorRole(
  view: ReadView,
  caller: Caller,
  { users, administration }: { readonly users: UserRepository; readonly administration: Administration },
): ResultAsync<TenantRole, Forbidden | StoreError> {
  const isOurs = caller.authSessionId !== undefined || caller.agentId !== undefined;
  const role: ResultAsync<TenantRole, StoreError> = isOurs
    ? users
        .get(view, caller.tenantId, caller.userId)
        .map((user) => (user === null ? 'member' : lowerRole(caller.role, user.role)))
    : okAsync(caller.role);
  const { action, scope } = administration;
  return role.andThen((current) =>
    managesRole(current, 'member') && hasScope(caller, scope) ? ok(current) : err(forbidden(action)),
  );
}
