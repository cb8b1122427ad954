import {
  err,
  errAsync,
  invalidInput,
  ok,
  okAsync,
  parseInput,
  safeTry,
  tenantId,
  toTimestamp,
  type ResultAsync,
} from '../kernel/index.js';
import type { EntityRecord, ReadView, StoreError, Transaction } from '../store/index.js';
import { beginLogin, type BegunLogin } from './auth-session.js';
import type { IdentityContext, RequestContext } from './identity-context.js';
import { ofRequest } from './identity-journal.js';
import {
  invitationInvalid,
  registrationClosed,
  type InvitationInvalid,
  type RegisterError,
} from './identity-errors.js';
import type { RegisterInput } from './identity-input.js';
import { invitationOf } from './invitation-token.js';
import { admits, type Invitation } from './invitation.js';
import { toPublicTenant, type Tenant } from './tenant.js';
import { issueTokenPair, type SignedIn } from './token-pair.js';
import { defaultDisplayName, managesRole, newUser, toPublicUser, type User } from './user.js';

/** What a registration writes: all of it or nothing. */
interface Beginnings {
  /** `null` when the user comes into a tenant that is there. */
  readonly tenant: EntityRecord<Tenant> | null;
  readonly user: EntityRecord<User>;
  readonly login: BegunLogin;
}

/** How new tenants and their users come about. */
export class RegistrationService {
  constructor(private readonly context: IdentityContext) {}

  /**
   * A new tenant, with a user who owns it and is logged in; with an invitation, a user of its tenant, with its role. Which of both
   * may be is the installation's `registration`: `identity/registration-closed` for what may not. `identity/invitation-invalid`
   * for an invitation that lets nobody in, or not this email. `user/email-taken` when a user of any tenant has the email;
   * `request/invalid` for another shape or a password past its bounds; `auth/overloaded` when too many passwords wait.
   */
  register(input: RegisterInput, request: RequestContext): ResultAsync<SignedIn, RegisterError> {
    const { context } = this;
    const check = (view: ReadView, wanted: Wanted) => this.invitationFor(view, wanted);
    const write = (tx: Transaction, wanted: Wanted, passwordHash: string) =>
      this.write(tx, { wanted, passwordHash }, request);
    return safeTry<SignedIn, RegisterError>(async function* () {
      const wanted = yield* parseInput(context.input.register, input);
      if (wanted.invitation !== undefined && wanted.tenantName !== undefined) return err(nameOfOther());
      // Asked before the hashing too, so that nobody who may not register can have passwords hashed.
      yield* context.store.read((view) => check(view, wanted), request);
      const passwordHash = yield* context.hasher.hash(wanted.password, request);
      const { tenant, user, login } = yield* context.store.transact((tx) => write(tx, wanted, passwordHash));
      const tokens = yield* issueTokenPair(context.issuer, user, login.token);
      return ok({ user: toPublicUser(user), tenant: toPublicTenant(tenant), tokens });
    });
  }

  /** The invitation that lets them in; `null` where they need none. */
  private invitationFor(
    view: ReadView,
    { email, invitation: token }: Wanted,
  ): ResultAsync<Invitation | null, RegisterError> {
    const { admission, clock, invitations } = this.context;
    if (token === undefined) return admission.isOpen ? okAsync(null) : errAsync(registrationClosed());
    const named = invitationOf(token);
    if (named === null) return errAsync(invitationInvalid());
    return invitations.get(view, named.tenantId, named.id).andThen((found) => {
      if (found === null || !admits(found, { token, email }, toTimestamp(clock.now())))
        return errAsync(invitationInvalid());
      if (!admission.takes(found)) return errAsync(registrationClosed());
      return this.stands(view, found);
    });
  }

  /** The invitation, while who made it may still give its role. */
  private stands(view: ReadView, invitation: Invitation): ResultAsync<Invitation, InvitationInvalid | StoreError> {
    const { tenantId: tenant, invitedBy, role } = invitation;
    if (invitedBy === null) return okAsync(invitation);
    return this.context.users
      .get(view, tenant, invitedBy)
      .andThen((user) => (user !== null && managesRole(user.role, role) ? ok(invitation) : err(invitationInvalid())));
  }

  private write(
    tx: Transaction,
    { wanted, passwordHash }: { readonly wanted: Wanted; readonly passwordHash: string },
    request: RequestContext,
  ) {
    const { tenants, users, logins, invitations, journal, options } = this.context;
    const find = () => this.invitationFor(tx, wanted);
    const prepare = (invitation: Invitation | null) => this.prepare(wanted, passwordHash, invitation);
    return safeTry<{ readonly tenant: Tenant; readonly user: User; readonly login: BegunLogin }, RegisterError>(
      async function* () {
        const invitation = yield* find();
        const beginnings = prepare(invitation);
        const { login } = beginnings;
        const user = yield* users.insert(tx, beginnings.user);
        const tenant =
          beginnings.tenant === null
            ? yield* tenants.get(tx, user.tenantId)
            : yield* tenants.insert(tx, beginnings.tenant);
        if (tenant === null) return err(invitationInvalid());
        yield* logins.insert(tx, login.record, options.maxLoginsPerUser);
        if (invitation !== null) yield* invitations.erase(tx, invitation.tenantId, invitation.id);
        const details = invitation === null ? {} : { details: { invitation: invitation.id, role: user.role } };
        const actor = { type: 'user', id: user.id } as const;
        const event = { action: 'user.registered', subject: user.id, outcome: 'success', ...details } as const;
        yield* journal.append(tx, { tenantId: tenant.id, actor, ...ofRequest(request), ...event });
        return ok({ tenant, user, login });
      },
    );
  }

  private prepare(wanted: Wanted, passwordHash: string, invitation: Invitation | null): Beginnings {
    const { ids, clock, options } = this.context;
    const nowMs = clock.now();
    const now = toTimestamp(nowMs);
    const displayName = wanted.displayName ?? defaultDisplayName(wanted.email, options.maxNameLength);
    const id = invitation?.tenantId ?? tenantId.create(ids);
    const tenant = { id, name: wanted.tenantName ?? displayName, createdAt: now, updatedAt: now };
    const traits = { tenantId: id, email: wanted.email, displayName, passwordHash };
    const user = newUser({ ...traits, role: invitation?.role ?? 'owner', tier: options.defaultTier }, ids, now);
    const login = beginLogin({ tenantId: id, userId: user.id }, ids, { nowMs, times: options });
    return { tenant: invitation === null ? tenant : null, user, login };
  }
}

interface Wanted {
  readonly email: string;
  readonly displayName?: string | undefined;
  readonly tenantName?: string | undefined;
  readonly invitation?: string | undefined;
}

function nameOfOther() {
  return invalidInput([
    { path: 'tenantName', message: 'expected none with an invitation, which is into a tenant that is there' },
  ]);
}
