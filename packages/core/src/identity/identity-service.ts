import type { Caller, Forbidden, InvalidInput, ResultAsync } from '../kernel/index.js';
import type { WriteError } from '../store/index.js';
import { AgentService } from './agent-service.js';
import { AuthenticationService } from './authentication-service.js';
import { EndedFeed, type Ended } from './ended-feed.js';
import { toIdentityContext, type IdentityDeps } from './identity-deps.js';
import type { IdentityContext, RequestContext } from './identity-context.js';
import type {
  AuthError,
  IssueError,
  LoginError,
  RefreshError,
  RegisterError,
  StandingError,
} from './identity-errors.js';
import type { LoginInput, RefreshTokenInput, RegisterInput } from './identity-input.js';
import type { RegistrationMode } from './identity-options.js';
import { InvitationService } from './invitation-service.js';
import { LoginService } from './login-service.js';
import { LogoutService } from './logout-service.js';
import { PassService } from './pass-service.js';
import { ProfileService } from './profile-service.js';
import { RefreshService } from './refresh-service.js';
import { RegistrationService } from './registration-service.js';
import { TenantUserService } from './tenant-user-service.js';
import type { Jwks, TokenIssuer } from './token-issuer.js';
import type { SignedIn, TokenPair } from './token-pair.js';
import { TicketService } from './ticket-service.js';

/** Tenants, their users and agents, and who is asking. Constructing it does no I/O. */
export class IdentityService {
  /** What users see and change of themselves. */
  readonly profile: ProfileService;
  /** How owners and admins manage the users of their tenant. */
  readonly users: TenantUserService;
  /** How owners and admins manage the agents of their tenant. */
  readonly agents: AgentService;
  /** How owners and admins let others into their tenant. */
  readonly invitations: InvitationService;
  /** Passes for what cannot send a token in a header. */
  readonly tickets: TicketService;
  /** Passes that browsers keep to come in to one place again and again. */
  readonly passes: PassService;
  private readonly registration: RegistrationService;
  private readonly logins: LoginService;
  private readonly refreshes: RefreshService;
  private readonly logouts: LogoutService;
  private readonly authentication: AuthenticationService;
  private readonly issuer: TokenIssuer;
  private readonly feed = new EndedFeed();
  private readonly context: IdentityContext;

  constructor(deps: IdentityDeps) {
    const context = toIdentityContext(deps, (ended) => {
      this.feed.publish(ended);
      deps.onEnded?.(ended);
    });
    this.context = context;
    this.profile = new ProfileService(context);
    this.users = new TenantUserService(context);
    this.agents = new AgentService(context);
    this.invitations = new InvitationService(context);
    this.tickets = new TicketService(context);
    this.passes = new PassService(context);
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

  /** Who may register from here on, in this process. */
  admit(mode: RegistrationMode): void {
    this.context.admission.mode = mode;
  }

  /** The public keys with which others can verify our access tokens. */
  jwks(): ResultAsync<Jwks, IssueError> {
    return this.issuer.jwks();
  }
}
