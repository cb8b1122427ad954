import { ok, parseInput, safeTry, tenantId, toTimestamp, type ResultAsync } from '../kernel/index.js';
import type { EntityRecord, Transaction } from '../store/index.js';
import { beginLogin, type BegunLogin } from './auth-session.js';
import type { IdentityContext, RequestContext } from './identity-context.js';
import { ofRequest } from './identity-journal.js';
import type { RegisterError } from './identity-errors.js';
import type { RegisterInput } from './identity-input.js';
import { toPublicTenant, type Tenant } from './tenant.js';
import { issueTokenPair, type SignedIn } from './token-pair.js';
import { defaultDisplayName, newUser, toPublicUser, type User } from './user.js';

/** What a registration writes: all of it or nothing. */
interface Beginnings {
  readonly tenant: EntityRecord<Tenant>;
  readonly user: EntityRecord<User>;
  readonly login: BegunLogin;
}

/** How new tenants come about. */
export class RegistrationService {
  constructor(private readonly context: IdentityContext) {}

  /**
   * A new tenant, with a user who owns it and is logged in. `user/email-taken` when a user of any tenant has the email;
   * `request/invalid` for another shape or a password past its bounds; `auth/overloaded` when too many passwords wait.
   */
  register(input: RegisterInput, request: RequestContext): ResultAsync<SignedIn, RegisterError> {
    const { context } = this;
    const write = (tx: Transaction, beginnings: Beginnings) => this.write(tx, beginnings, request);
    const prepare = (wanted: Wanted, passwordHash: string) => this.prepare(wanted, passwordHash);
    return safeTry<SignedIn, RegisterError>(async function* () {
      const wanted = yield* parseInput(context.input.register, input);
      const passwordHash = yield* context.hasher.hash(wanted.password, request);
      const beginnings = prepare(wanted, passwordHash);
      const { tenant, user } = yield* context.store.transact((tx) => write(tx, beginnings));
      const tokens = yield* issueTokenPair(context.issuer, user, beginnings.login.token);
      return ok({ user: toPublicUser(user), tenant: toPublicTenant(tenant), tokens });
    });
  }

  private prepare(wanted: Wanted, passwordHash: string): Beginnings {
    const { ids, clock, options } = this.context;
    const nowMs = clock.now();
    const now = toTimestamp(nowMs);
    const displayName = wanted.displayName ?? defaultDisplayName(wanted.email, options.maxNameLength);
    const id = tenantId.create(ids);
    const tenant = { id, name: wanted.tenantName ?? displayName, createdAt: now, updatedAt: now };
    const traits = { tenantId: id, email: wanted.email, displayName, passwordHash };
    const user = newUser({ ...traits, role: 'owner', tier: options.defaultTier }, ids, now);
    const login = beginLogin({ tenantId: id, userId: user.id }, ids, { nowMs, times: options });
    return { tenant, user, login };
  }

  private write(tx: Transaction, beginnings: Beginnings, request: RequestContext) {
    const { tenants, users, logins, journal, options } = this.context;
    return safeTry<{ readonly tenant: Tenant; readonly user: User }, RegisterError>(async function* () {
      const tenant = yield* tenants.insert(tx, beginnings.tenant);
      const user = yield* users.insert(tx, beginnings.user);
      yield* logins.insert(tx, beginnings.login.record, options.maxLoginsPerUser);
      yield* journal.append(tx, {
        tenantId: tenant.id,
        action: 'user.registered',
        actor: { type: 'user', id: user.id },
        ...ofRequest(request),
        subject: user.id,
        outcome: 'success',
      });
      return ok({ tenant, user });
    });
  }
}

interface Wanted {
  readonly email: string;
  readonly displayName?: string | undefined;
  readonly tenantName?: string | undefined;
}
