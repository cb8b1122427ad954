import { err, errAsync, NO_TENANT, ok, parseInput, safeTry, toTimestamp, type ResultAsync } from '../kernel/index.js';
import type { Transaction } from '../store/index.js';
import { beginLogin, type AuthSession, type BegunLogin } from './auth-session.js';
import type { IdentityContext, RequestContext } from './identity-context.js';
import { invalidCredentials, type LoginError } from './identity-errors.js';
import type { LoginInput } from './identity-input.js';
import { ofRequest, type IdentityEvent } from './identity-journal.js';
import { toPublicTenant, type Tenant } from './tenant.js';
import { issueTokenPair, type SignedIn } from './token-pair.js';
import { changedUser, toPublicUser, type User } from './user.js';

/** How often a login starts over because the stored hash was replaced while the password was compared with it. */
const MAX_ATTEMPTS = 3;

interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** What a login writes. */
interface Opening {
  /** The user as it was when its password was compared. */
  readonly known: User;
  readonly login: BegunLogin;
  /** Replaces a hash that was made with other parameters than new ones are. */
  readonly upgradedHash: string | null;
  readonly request: RequestContext;
}

interface Opened {
  readonly user: User;
  readonly tenant: Tenant;
  /** Living logins that made room for this one. */
  readonly ended: readonly AuthSession[];
}

/** How users log in. */
export class LoginService {
  constructor(private readonly context: IdentityContext) {}

  /**
   * A new login of the user with this email and password. `auth/invalid-credentials`, at the same cost, whether the email or
   * the password is wrong; `auth/too-many-attempts` when too many tries failed before; `auth/overloaded` when too many passwords
   * wait; `request/invalid` for another shape.
   */
  login(input: LoginInput, request: RequestContext): ResultAsync<SignedIn, LoginError> {
    return parseInput(this.context.input.login, input).asyncAndThen((wanted) => this.guarded(wanted, request));
  }

  private guarded(wanted: Credentials, request: RequestContext): ResultAsync<SignedIn, LoginError> {
    const { address, signal } = request;
    if (address === undefined) return this.attempt(wanted, request, 1);
    const { guard } = this.context;
    const tried = { email: wanted.email, address, signal };
    return guard.admit(tried).andThen(() =>
      this.attempt(wanted, request, 1)
        .andThen((signedIn) => guard.succeeded(tried).map(() => signedIn))
        .orElse((error) => {
          const refused = errAsync<SignedIn, LoginError>(error);
          return error.type === 'auth/invalid-credentials' ? guard.failed(tried).andThen(() => refused) : refused;
        }),
    );
  }

  private attempt(wanted: Credentials, request: RequestContext, number: number): ResultAsync<SignedIn, LoginError> {
    const { context } = this;
    const { store, users, hasher, callers, issuer } = context;
    const open = (tx: Transaction, opening: Opening) => this.open(tx, opening);
    const again = () => this.attempt(wanted, request, number + 1);
    return safeTry<SignedIn, LoginError>(async function* () {
      const known = yield* store.read((view) => users.findByEmail(view, wanted.email), request);
      const check = yield* hasher.verify(wanted.password, known?.passwordHash ?? null, request);
      if (known === null || !check.matches) {
        yield* context.journal.note(failedLogin(known, request));
        return err(invalidCredentials());
      }
      const upgradedHash = check.outdated ? yield* hasher.hash(wanted.password, request) : null;
      const login = beginLogin({ tenantId: known.tenantId, userId: known.id }, context.ids, {
        nowMs: context.clock.now(),
        times: context.options,
      });
      const opening = { known, login, upgradedHash, request };
      const opened = yield* store.transact((tx) => open(tx, opening), request);
      if (opened === 'changed') return number < MAX_ATTEMPTS ? ok(yield* again()) : err(invalidCredentials());
      for (const { id } of opened.ended) callers.dropLogin(id);
      const tokens = yield* issueTokenPair(issuer, opened.user, login.token);
      return ok({ user: toPublicUser(opened.user), tenant: toPublicTenant(opened.tenant), tokens });
    });
  }

  /** `changed` when the user or its password is not what the password was compared with any more. */
  private open(tx: Transaction, { known, login, upgradedHash, request }: Opening) {
    const { users, tenants, logins, journal, options, clock } = this.context;
    return safeTry<Opened | 'changed', LoginError>(async function* () {
      const user = yield* users.get(tx, known.tenantId, known.id);
      const tenant = yield* tenants.get(tx, known.tenantId);
      if (user === null || tenant === null || user.passwordHash !== known.passwordHash)
        return ok<Opened | 'changed'>('changed');
      const now = toTimestamp(clock.now());
      const current =
        upgradedHash === null ? user : yield* users.update(tx, changedUser(user, { passwordHash: upgradedHash }, now));
      const ended = yield* logins.insert(tx, login.record, options.maxLoginsPerUser);
      yield* journal.append(tx, {
        tenantId: user.tenantId,
        action: 'login.created',
        actor: { type: 'user', id: user.id },
        ...ofRequest(request),
        subject: login.record.id,
        outcome: 'success',
      });
      return ok<Opened | 'changed'>({ user: current, tenant, ended });
    });
  }
}

/**
 * Somebody tried to log in as a user, or as one that there is not. Both are told, so that the one takes as long as the other; what was
 * typed as an email is not, since it may be a password.
 */
function failedLogin(known: User | null, request: RequestContext): IdentityEvent {
  return {
    tenantId: known?.tenantId ?? NO_TENANT,
    action: 'login.failed',
    actor: { type: 'system' },
    ...ofRequest(request),
    subject: known?.id ?? '',
    outcome: 'denied',
  };
}
