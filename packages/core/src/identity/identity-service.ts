import type { Caller, Clock, CursorCodec, Forbidden, IdSource, InvalidInput, ResultAsync } from '../kernel/index.js';
import type { RecordStore, WriteError } from '../store/index.js';
import { noopMetrics, type Metrics } from '../telemetry/index.js';
import type { AgentRepository } from './agent-repository.js';
import { AgentService } from './agent-service.js';
import type { AuthSessionRepository } from './auth-session-repository.js';
import { AuthenticationService } from './authentication-service.js';
import { CallerCache } from './caller-cache.js';
import { EndedFeed, type Ended } from './ended-feed.js';
import type { IdentityContext, RequestContext } from './identity-context.js';
import type {
  AuthError,
  IssueError,
  LoginError,
  RefreshError,
  RegisterError,
  StandingError,
} from './identity-errors.js';
import { identityInput, type LoginInput, type RefreshTokenInput, type RegisterInput } from './identity-input.js';
import { noJournal, type IdentityJournal } from './identity-journal.js';
import { resolveIdentityOptions, type IdentityOptions } from './identity-options.js';
import { LocalPasswordHasher } from './local-password-hasher.js';
import { openGuard, type LoginGuard } from './login-guard.js';
import { LoginService } from './login-service.js';
import { LogoutService } from './logout-service.js';
import { OwnTokens } from './own-tokens.js';
import type { PasswordHasher } from './password-hasher.js';
import type { PasswordHashingOptions } from './password-hashing-options.js';
import { ProfileService } from './profile-service.js';
import { RefreshService } from './refresh-service.js';
import { RegistrationService } from './registration-service.js';
import { SigningKeys } from './signing-keys.js';
import { StoredAgentRepository } from './stored-agent-repository.js';
import { StoredAuthSessionRepository } from './stored-auth-session-repository.js';
import { StoredTenantRepository } from './stored-tenant-repository.js';
import { StoredUserRepository } from './stored-user-repository.js';
import type { TenantRepository } from './tenant-repository.js';
import { TenantUserService } from './tenant-user-service.js';
import type { Jwks, TokenIssuer } from './token-issuer.js';
import type { SignedIn, TokenPair } from './token-pair.js';
import { TicketService } from './ticket-service.js';
import type { TokenVerifier } from './token-verifier.js';
import type { UserRepository } from './user-repository.js';

export interface IdentityDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly cursors: CursorCodec;
  readonly options?: IdentityOptions;
  readonly passwords?: PasswordHashingOptions;
  /** Told what happens, in the transaction in which it does. @default nobody */
  readonly journal?: IdentityJournal;
  /** Told when tokens end in this process, so that others can `heed` it. @default nobody */
  readonly onEnded?: (ended: Ended) => void;
  /** @default hashing in this process, by `passwords` */
  readonly hasher?: PasswordHasher;
  /** @default tokens signed with the keys of the store */
  readonly issuer?: TokenIssuer;
  /** Whose access tokens are believed, such as `outsideIssuer(…)`. @default the installation's own */
  readonly verifier?: TokenVerifier;
  /** Slows down who guesses passwords. @default everybody is admitted */
  readonly guard?: LoginGuard;
  /** Counts what the cache of verified tokens knew. @default nowhere */
  readonly metrics?: Metrics;
  /** Each by default the one over `store`. */
  readonly tenants?: TenantRepository;
  readonly users?: UserRepository;
  readonly logins?: AuthSessionRepository;
  readonly agents?: AgentRepository;
}

/** Tenants, their users and agents, and who is asking. Constructing it does no I/O. */
export class IdentityService {
  /** What users see and change of themselves. */
  readonly profile: ProfileService;
  /** How owners and admins manage the users of their tenant. */
  readonly users: TenantUserService;
  /** How owners and admins manage the agents of their tenant. */
  readonly agents: AgentService;
  /** Passes for what cannot send a token in a header. */
  readonly tickets: TicketService;
  private readonly registration: RegistrationService;
  private readonly logins: LoginService;
  private readonly refreshes: RefreshService;
  private readonly logouts: LogoutService;
  private readonly authentication: AuthenticationService;
  private readonly issuer: TokenIssuer;
  private readonly feed = new EndedFeed();
  private readonly context: IdentityContext;

  constructor(deps: IdentityDeps) {
    const context = toContext(deps, (ended) => {
      this.feed.publish(ended);
      deps.onEnded?.(ended);
    });
    this.context = context;
    this.profile = new ProfileService(context);
    this.users = new TenantUserService(context);
    this.agents = new AgentService(context);
    this.tickets = new TicketService(context);
    this.registration = new RegistrationService(context);
    this.logins = new LoginService(context);
    this.refreshes = new RefreshService(context);
    this.logouts = new LogoutService(context);
    this.authentication = new AuthenticationService(context);
    this.issuer = context.issuer;
  }

  /** {@inheritDoc RegistrationService.register} */
  register(input: RegisterInput, request: RequestContext): ResultAsync<SignedIn, RegisterError> {
    return this.registration.register(input, request);
  }

  /** {@inheritDoc LoginService.login} */
  login(input: LoginInput, request: RequestContext): ResultAsync<SignedIn, LoginError> {
    return this.logins.login(input, request);
  }

  /** {@inheritDoc RefreshService.refresh} */
  refresh(input: RefreshTokenInput, request: RequestContext): ResultAsync<TokenPair, RefreshError> {
    return this.refreshes.refresh(input, request);
  }

  /** {@inheritDoc LogoutService.logout} */
  logout(input: RefreshTokenInput, request: RequestContext): ResultAsync<void, InvalidInput | WriteError> {
    return this.logouts.logout(input, request);
  }

  /** {@inheritDoc LogoutService.logoutEverywhere} */
  logoutEverywhere(caller: Caller): ResultAsync<void, Forbidden | InvalidInput | WriteError> {
    return this.logouts.logoutEverywhere(caller);
  }

  /** {@inheritDoc AuthenticationService.authenticate} */
  authenticate(token: string, requestId: string): ResultAsync<Caller, AuthError> {
    return this.authentication.authenticate(token, requestId);
  }

  /** {@inheritDoc AuthenticationService.standing} */
  standing(caller: Caller): ResultAsync<Caller, StandingError> {
    return this.authentication.standing(caller);
  }

  /**
   * Calls `wake` when the caller's login, user or agent ended or changed, in this process or one that tells it, until the returned
   * function is called. It is a hint: ask for the `standing`, and ask now and then without it.
   */
  watch(caller: Caller, wake: () => void): () => void {
    return this.feed.watch(caller, wake);
  }

  /** Forgets what is known of tokens that another process has ended, and tells who watches them here. */
  heed(ended: Ended): void {
    this.context.callers.heed(ended);
    this.feed.publish(ended);
  }

  /** The public keys with which others can verify our access tokens. */
  jwks(): ResultAsync<Jwks, IssueError> {
    return this.issuer.jwks();
  }
}

function toContext(deps: IdentityDeps, onEnded: (ended: Ended) => void): IdentityContext {
  const { store, clock, ids, cursors } = deps;
  const options = resolveIdentityOptions(deps.options);
  const callers = new CallerCache(options.maxCachedTokens, onEnded, deps.metrics ?? noopMetrics);
  const onChanged = () => {
    callers.clear();
  };
  const keys = new SigningKeys({ store, clock, ids, times: options, onChanged });
  const ownTokens = new OwnTokens({ keys, clock, ids, options });
  return {
    ...{ store, clock, ids, options, callers },
    input: identityInput(options),
    tenants: deps.tenants ?? new StoredTenantRepository(cursors),
    users: deps.users ?? new StoredUserRepository(cursors),
    logins: deps.logins ?? new StoredAuthSessionRepository(cursors),
    agents: deps.agents ?? new StoredAgentRepository(cursors),
    hasher: deps.hasher ?? new LocalPasswordHasher(deps.passwords),
    issuer: deps.issuer ?? ownTokens,
    verifier: deps.verifier ?? ownTokens,
    journal: deps.journal ?? noJournal,
    guard: deps.guard ?? openGuard,
  };
}
