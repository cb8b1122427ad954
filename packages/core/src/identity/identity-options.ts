import type { Tier } from '../kernel/index.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * Who may register: everybody, making a tenant of their own; only who has an invitation, into its tenant; or nobody but those whom
 * the operator of the installation invited.
 */
export type RegistrationMode = 'open' | 'invitation' | 'closed';

/** Times and bounds of users, logins, tokens, agents and tickets. */
export interface IdentityOptions {
  /** The least bytes of a password. @default 8 */
  readonly minPasswordBytes?: number;
  /** The most bytes of a password. @default 1024 */
  readonly maxPasswordBytes?: number;
  /** The most bytes of a normalised email. @default 254 (RFC 5321) */
  readonly maxEmailBytes?: number;
  /** The most characters of the name of a user, tenant or agent. @default 100 */
  readonly maxNameLength?: number;
  /** The cost class of users who are given none. @default 'high' */
  readonly defaultTier?: Tier;

  /** How long a login lasts after its last refresh. @default 2_592_000_000 (30 days) */
  readonly refreshTokenTtlMs?: number;
  /** How long a login lasts however often it is refreshed. @default 7_776_000_000 (90 days) */
  readonly maxLoginMs?: number;
  /**
   * For how long a refresh token may be used again after its use, for a client that did not get the answer. 0 ends the login at
   * once; with more, a thief has that long to share it unnoticed. @default 0
   */
  readonly refreshGraceMs?: number;
  /** The most logins of one user; the oldest ends when another begins. @default 100 */
  readonly maxLoginsPerUser?: number;

  /** The `iss` of access tokens. @default 'carrel' */
  readonly issuer?: string;
  /** The `aud` of access tokens. @default 'carrel' */
  readonly audience?: string;
  /** How long an access token is good. @default 900_000 (15 minutes) */
  readonly accessTokenTtlMs?: number;
  /** How long a key signs before the next one does. @default 2_592_000_000 (30 days) */
  readonly keyRotationMs?: number;
  /** How long a key is published before it signs; more than `keyReloadMs`. @default 86_400_000 (1 day) */
  readonly keyPublishAheadMs?: number;
  /** How often a process looks for keys of others. @default 60_000 (1 minute) */
  readonly keyReloadMs?: number;

  /** For how long a token once verified is believed without asking again; also how late another replica notices that a login
   * ended, a role changed or a user was removed. @default 60_000 (1 minute) */
  readonly tokenCacheMs?: number;
  /** The most verified tokens that are remembered. @default 10_000 */
  readonly maxCachedTokens?: number;
  /** The most bytes of a token that is looked at. @default 8_192 */
  readonly maxTokenBytes?: number;

  /** How long an agent's key is good when nothing else is asked for. @default 7_776_000_000 (90 days) */
  readonly agentKeyTtlMs?: number;
  /** The longest that may be asked for. @default 31_536_000_000 (365 days) */
  readonly maxAgentKeyTtlMs?: number;
  /** The most agents of one user, expired ones included. @default 50 */
  readonly maxAgentsPerUser?: number;
  /** The most scopes of one agent. @default 50 */
  readonly maxScopesPerAgent?: number;

  /** Who may register. A server can change it while it runs, by `admit`. @default 'open' */
  readonly registration?: RegistrationMode;
  /** How long an invitation is good when nothing else is asked for. @default 604_800_000 (7 days) */
  readonly invitationTtlMs?: number;
  /** The longest that may be asked for. @default 2_592_000_000 (30 days) */
  readonly maxInvitationTtlMs?: number;
  /** The most invitations of one tenant that are neither used nor expired. @default 100 */
  readonly maxInvitationsPerTenant?: number;

  /** How long a ticket can be used. @default 30_000 (30 seconds) */
  readonly ticketTtlMs?: number;
  /** The most tickets of one user that are neither used nor expired. @default 100 */
  readonly maxTicketsPerUser?: number;

  /** The longest that a pass is good. Keys are kept for as long after the next one took over. @default 43_200_000 (12 hours) */
  readonly passTtlMs?: number;
}

export type ResolvedIdentityOptions = Required<IdentityOptions>;

export function resolveIdentityOptions(options: IdentityOptions = {}): ResolvedIdentityOptions {
  return Object.freeze({
    minPasswordBytes: 8,
    maxPasswordBytes: 1_024,
    maxEmailBytes: 254,
    maxNameLength: 100,
    defaultTier: 'high',
    refreshTokenTtlMs: 30 * DAY,
    maxLoginMs: 90 * DAY,
    refreshGraceMs: 0,
    maxLoginsPerUser: 100,
    issuer: 'carrel',
    audience: 'carrel',
    accessTokenTtlMs: 15 * MINUTE,
    keyRotationMs: 30 * DAY,
    keyPublishAheadMs: DAY,
    keyReloadMs: MINUTE,
    tokenCacheMs: MINUTE,
    maxCachedTokens: 10_000,
    maxTokenBytes: 8_192,
    agentKeyTtlMs: 90 * DAY,
    maxAgentKeyTtlMs: 365 * DAY,
    maxAgentsPerUser: 50,
    maxScopesPerAgent: 50,
    registration: 'open',
    invitationTtlMs: 7 * DAY,
    maxInvitationTtlMs: 30 * DAY,
    maxInvitationsPerTenant: 100,
    ticketTtlMs: 30_000,
    maxTicketsPerUser: 100,
    passTtlMs: 720 * MINUTE,
    ...options,
  });
}
