import type { Aborted, CarrelError, Forbidden, InvalidInput } from '../kernel/index.js';
import type { StoreError, WriteError } from '../store/index.js';

/** No user has this email and this password together. It does not say which of the two was wrong. */
export type InvalidCredentials = CarrelError<'auth/invalid-credentials'>;
/** The refresh token is unknown, expired, or of a login that ended. Log in again. */
export type RefreshTokenInvalid = CarrelError<'auth/refresh-token-invalid'>;
/** The refresh token was used before, so somebody else may have it: its login ended. Log in again. */
export type RefreshTokenReused = CarrelError<'auth/refresh-token-reused'>;
/** The access token or agent key is past its time. */
export type TokenExpired = CarrelError<'auth/token-expired'>;
/** The token is not one of ours, was altered, or is meant for somebody else. */
export type TokenInvalid = CarrelError<'auth/token-invalid'>;
/** The token is genuine, but its login ended or its user was removed. */
export type TokenRevoked = CarrelError<'auth/token-revoked'>;
/** The ticket opens nothing: it never was one, was used, is past its time, or was given for something else. Ask for a new one. */
export type TicketInvalid = CarrelError<'auth/ticket-invalid'>;
/** The user has as many unused tickets as a user may: use them, or wait until they expire. */
export interface TicketLimit extends CarrelError<'auth/ticket-limit'> {
  readonly limit: number;
}
/** The password that was to be replaced is another one. */
export type WrongPassword = CarrelError<'auth/wrong-password'>;
/** The keys of the issuer of tokens cannot be had, or not be used, at this moment. */
export type IssuerUnavailable = CarrelError<'auth/issuer-unavailable'>;
/** So many passwords wait to be hashed that one more would wait too long. */
export type Overloaded = CarrelError<'auth/overloaded'>;
/** Too many tries to log in failed, for this account from this address, or from the address at all. Which of the two is not said. */
export type TooManyAttempts = CarrelError<'auth/too-many-attempts'>;
/** Passwords cannot be hashed or checked here; the cause says why. */
export type HashingFailed = CarrelError<'auth/hashing-failed'>;
/** A user of the installation has this email. */
export type EmailTaken = CarrelError<'user/email-taken'>;
/** The tenant has no such user. */
export type UserNotFound = CarrelError<'user/not-found'>;
/** Without this owner the tenant would have none. */
export type LastOwner = CarrelError<'user/last-owner'>;
/** The tenant has no such agent. */
export type AgentNotFound = CarrelError<'agent/not-found'>;
/** The user has as many agents as a user may. */
export interface AgentLimitReached extends CarrelError<'agent/limit-reached'> {
  readonly limit: number;
}

/** Nobody may register here this way: it takes an invitation, or registration is closed altogether. */
export type RegistrationClosed = CarrelError<'identity/registration-closed'>;
/** The invitation lets nobody in: it never was one, was used or taken back, is past its time, or is for another email. */
export type InvitationInvalid = CarrelError<'identity/invitation-invalid'>;
/** The tenant has no such invitation, or it was used. */
export type InvitationNotFound = CarrelError<'invitation/not-found'>;
/** The tenant has as many open invitations as a tenant may. */
export interface InvitationLimitReached extends CarrelError<'invitation/limit-reached'> {
  readonly limit: number;
}
/** There is no such tenant. */
export type TenantNotFound = CarrelError<'tenant/not-found'>;

export type PasswordError = Overloaded | HashingFailed | Aborted;
export type TokenError = TokenExpired | TokenInvalid | IssuerUnavailable | WriteError;
export type AuthError = TokenError | TokenRevoked;
/** Why somebody who was known is no more. */
export type StandingError = TokenExpired | TokenRevoked | StoreError;
/** What can go wrong where tokens are given out. */
export type IssueError = IssuerUnavailable | WriteError;
export type RegisterError =
  RegistrationClosed | InvitationInvalid | EmailTaken | PasswordError | IssueError | InvalidInput;
export type LoginError = InvalidCredentials | TooManyAttempts | PasswordError | IssueError | InvalidInput;
export type RefreshError = RefreshTokenInvalid | RefreshTokenReused | IssueError | InvalidInput;
export type ProfileError = UserNotFound | Forbidden | InvalidInput | WriteError;
export type ChangePasswordError = ProfileError | WrongPassword | PasswordError;
export type ListError = Forbidden | InvalidInput | StoreError;
export type TenantUserError = ProfileError | LastOwner;
export type CreateUserError = ProfileError | EmailTaken | PasswordError;
export type UpdateUserError = TenantUserError | PasswordError;
export type CreateAgentError = ProfileError | AgentLimitReached;
export type RemoveAgentError = AgentNotFound | Forbidden | InvalidInput | WriteError;
export type InviteError = RegistrationClosed | InvitationLimitReached | Forbidden | InvalidInput | WriteError;
export type RemoveInvitationError = InvitationNotFound | Forbidden | InvalidInput | WriteError;
export type OperatorError =
  TenantNotFound | InvitationLimitReached | EmailTaken | PasswordError | InvalidInput | WriteError;
export type IssueTicketError = TicketLimit | InvalidInput | WriteError;
export type RedeemTicketError = TicketInvalid | WriteError;

const fact =
  <Type extends string>(type: Type, message: string) =>
  (cause?: unknown): CarrelError<Type> => ({
    type,
    message,
    retryable: false,
    ...(cause === undefined ? {} : { cause }),
  });

export const invalidCredentials = fact('auth/invalid-credentials', 'The email or the password is wrong.');
export const refreshTokenInvalid = fact('auth/refresh-token-invalid', 'The refresh token is not valid; log in again.');
export const refreshTokenReused = fact(
  'auth/refresh-token-reused',
  'A refresh token of this login was used twice, so the login was ended; log in again.',
);
export const tokenExpired = fact('auth/token-expired', 'The token has expired.');
export const tokenInvalid = fact('auth/token-invalid', 'The token is not valid.');
export const tokenRevoked = fact('auth/token-revoked', 'The login of the token has ended; log in again.');
export const ticketInvalid = fact('auth/ticket-invalid', 'The ticket is not valid; ask for a new one.');
export const wrongPassword = fact('auth/wrong-password', 'The current password is another one.');
export const hashingFailed = fact('auth/hashing-failed', 'The password could not be processed.');
export const emailTaken = fact('user/email-taken', 'There is a user with this email.');
export const userNotFound = fact('user/not-found', 'There is no such user.');
export const lastOwner = fact(
  'user/last-owner',
  'This is the last owner of the tenant; make somebody else an owner first.',
);
export const agentNotFound = fact('agent/not-found', 'There is no such agent.');

export const registrationClosed = fact(
  'identity/registration-closed',
  'Registration is not open here; ask an administrator for an invitation.',
);
export const invitationInvalid = fact('identity/invitation-invalid', 'The invitation is not valid; ask for a new one.');
export const invitationNotFound = fact('invitation/not-found', 'There is no such invitation.');
export const tenantNotFound = fact('tenant/not-found', 'There is no such tenant.');

export function invitationLimitReached(limit: number): InvitationLimitReached {
  return {
    type: 'invitation/limit-reached',
    message: `A tenant may have ${limit} open invitations; remove some first.`,
    retryable: false,
    limit,
  };
}

export function issuerUnavailable(cause?: unknown): IssuerUnavailable {
  return {
    type: 'auth/issuer-unavailable',
    message: 'The keys of the issuer of tokens cannot be used at this moment.',
    retryable: true,
    retryAfterMs: 5_000,
    ...(cause === undefined ? {} : { cause }),
  };
}

export function overloaded(): Overloaded {
  return {
    type: 'auth/overloaded',
    message: 'Too many passwords are waiting to be checked.',
    retryable: true,
    retryAfterMs: 1_000,
  };
}

/** @param freeInMs until another try may be made. */
export function tooManyAttempts(freeInMs: number): TooManyAttempts {
  return {
    type: 'auth/too-many-attempts',
    message: 'Too many tries to log in failed; wait before the next one.',
    retryable: true,
    retryAfterMs: Math.max(1, freeInMs),
  };
}

/** @param freeInMs until the first of them expires. */
export function ticketLimit(limit: number, freeInMs: number): TicketLimit {
  return {
    type: 'auth/ticket-limit',
    message: `A user may have ${limit} unused tickets; use them, or wait until they expire.`,
    retryable: true,
    retryAfterMs: freeInMs,
    limit,
  };
}

export function agentLimitReached(limit: number): AgentLimitReached {
  return {
    type: 'agent/limit-reached',
    message: `A user may have ${limit} agents; remove some first.`,
    retryable: false,
    limit,
  };
}
