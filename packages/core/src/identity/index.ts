export { derivedId } from './derived-id.js';
export { identityCollections } from './identity-collections.js';
export { IdentityService } from './identity-service.js';
export type { IdentityDeps } from './identity-deps.js';
export { OperatorService } from './operator-service.js';
export type { OperatorContext } from './operator-service.js';
export { KeyOperator } from './key-operator.js';
export type { KeyLimitReached, KeyListing, KeyOperatorDeps, RotateKeysOptions } from './key-operator.js';
export type { RequestContext } from './identity-context.js';
export { resolveIdentityOptions } from './identity-options.js';
export type { IdentityOptions, RegistrationMode } from './identity-options.js';
export type { IdentityEvent, IdentityJournal } from './identity-journal.js';
export type {
  CreateAgentInput,
  CreateUserInput,
  InviteInput,
  LoginInput,
  OperatorInviteInput,
  OperatorUserInput,
  PasswordInput,
  ProfileInput,
  RefreshTokenInput,
  RegisterInput,
  TicketInput,
  UpdateUserInput,
} from './identity-input.js';
export type { Tenant, PublicTenant } from './tenant.js';
export { toPublicTenant } from './tenant.js';
export type { PublicUser, User } from './user.js';
export { toPublicUser } from './user.js';
export type { Agent, PublicAgent } from './agent.js';
export { toPublicAgent } from './agent.js';
export type { CreatedInvitation, Invitation, PublicInvitation } from './invitation.js';
export type { InvitationRepository } from './invitation-repository.js';
export type { InvitationService } from './invitation-service.js';
export { StoredInvitationRepository } from './stored-invitation-repository.js';
export type { AuthSession, RevocationReason } from './auth-session.js';
export { isEmail, normalizeEmail } from './email.js';
export type { TenantRepository } from './tenant-repository.js';
export type { UserRepository } from './user-repository.js';
export type { AuthSessionRepository } from './auth-session-repository.js';
export type { AgentRepository } from './agent-repository.js';
export { StoredTenantRepository } from './stored-tenant-repository.js';
export { StoredUserRepository } from './stored-user-repository.js';
export { StoredAuthSessionRepository } from './stored-auth-session-repository.js';
export { StoredAgentRepository } from './stored-agent-repository.js';
export type { HashOptions, PasswordCheck, PasswordHasher } from './password-hasher.js';
export { resolvePasswordHashingOptions } from './password-hashing-options.js';
export type { PasswordHashingOptions } from './password-hashing-options.js';
export type { Argon2Module, Argon2Parameters } from './argon2-algorithm.js';
export type { ScryptParameters } from './scrypt-algorithm.js';
export { LocalPasswordHasher } from './local-password-hasher.js';
export type { IssuedToken, Jwks, TokenGrant, TokenIssuer } from './token-issuer.js';
export type { TokenVerifier, VerifiedToken } from './token-verifier.js';
export type { PublicJwk } from './signing-key.js';
export { outsideIssuer } from './outside-issuer.js';
export type { OutsideIssuerOptions } from './outside-issuer.js';
export type { ClaimMapping, ClaimPath } from './outside-claims.js';
export type { SignedIn, TokenPair } from './token-pair.js';
export type { CreatedAgent } from './agent-service.js';
export type { LoginAttempt, LoginGuard } from './login-guard.js';
export type { AgentService } from './agent-service.js';
export type { ProfileService } from './profile-service.js';
export type { IssuedPass, IssuePassOptions, PassService, PassUse } from './pass-service.js';
export type { TicketService } from './ticket-service.js';
export type { IssuedTicket, TicketUse } from './ticket.js';
export type { TenantUserService } from './tenant-user-service.js';
export {
  agentLimitReached,
  agentNotFound,
  emailTaken,
  hashingFailed,
  invalidCredentials,
  invitationInvalid,
  invitationLimitReached,
  invitationNotFound,
  issuerUnavailable,
  lastOwner,
  overloaded,
  refreshTokenInvalid,
  refreshTokenReused,
  registrationClosed,
  tenantNotFound,
  ticketInvalid,
  ticketLimit,
  tokenExpired,
  tokenInvalid,
  tokenRevoked,
  tooManyAttempts,
  userNotFound,
  wrongPassword,
} from './identity-errors.js';
export type {
  AgentLimitReached,
  AgentNotFound,
  AuthError,
  ChangePasswordError,
  CreateAgentError,
  CreateUserError,
  EmailTaken,
  HashingFailed,
  InvalidCredentials,
  InvitationInvalid,
  InvitationLimitReached,
  InvitationNotFound,
  InviteError,
  IssueError,
  IssueTicketError,
  IssuerUnavailable,
  LastOwner,
  ListError,
  LoginError,
  OperatorError,
  Overloaded,
  PasswordError,
  ProfileError,
  RedeemTicketError,
  RefreshError,
  RefreshTokenInvalid,
  RefreshTokenReused,
  RegisterError,
  RegistrationClosed,
  RemoveAgentError,
  RemoveInvitationError,
  StandingError,
  TenantUserError,
  TenantNotFound,
  TicketInvalid,
  TicketLimit,
  TokenError,
  TokenExpired,
  TokenInvalid,
  TokenRevoked,
  TooManyAttempts,
  UpdateUserError,
  UserNotFound,
  WrongPassword,
} from './identity-errors.js';
export type { Ended } from './ended-feed.js';
