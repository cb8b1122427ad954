import type { InvalidInput } from '../kernel/index.js';
import { err, ok, ResultAsync, toTimestamp, type Result } from '../kernel/index.js';
import type { Transaction, WriteError } from '../store/index.js';
import { isLiving, revokeLogin, type AuthSession, type RevocationReason } from './auth-session.js';
import type { IdentityContext } from './identity-context.js';
import type { User } from './user.js';

export interface Revocation {
  readonly reason: RevocationReason;
  /** The login that goes on. */
  readonly except?: string;
}

/** Ends every living login of the user, but the excepted one. Their tokens are still to be dropped once it is committed. */
export function revokeLogins(
  { logins, clock }: Pick<IdentityContext, 'logins' | 'clock'>,
  tx: Transaction,
  { user, reason, except }: Revocation & { readonly user: Pick<User, 'tenantId' | 'id'> },
): ResultAsync<void, InvalidInput | WriteError> {
  const now = toTimestamp(clock.now());
  return logins
    .listByUser(tx, user.tenantId, user.id)
    .map((all) => all.filter((login) => login.id !== except && isLiving(login, now)))
    .map((living) => living.map((login) => revokeLogin(login, reason, now)))
    .andThen((revoked) => new ResultAsync(updateEach(logins, tx, revoked)));
}

async function updateEach(
  logins: IdentityContext['logins'],
  tx: Transaction,
  revoked: readonly AuthSession[],
): Promise<Result<void, WriteError>> {
  for (const login of revoked) {
    const updated = await logins.update(tx, login);
    if (updated.isErr()) return err(updated.error);
  }
  return ok(undefined);
}
