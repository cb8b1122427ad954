import { z } from 'zod';
import { count, durationMs } from './number-kinds.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Who may come in, how, and for how long. */
export const identityConfig = {
  'auth.minPasswordBytes': count.default(8).describe('The least of a password.'),
  'auth.maxPasswordBytes': count.default(1_024).describe('The most of a password.'),
  'auth.maxEmailBytes': count.default(254).describe('The most of an email (RFC 5321).'),
  'auth.maxNameLength': count.default(100).describe('The most characters of the name of a user, tenant or agent.'),
  'auth.defaultTier': z.enum(['low', 'medium', 'high']).default('high').describe('The cost class of new users.'),
  'auth.accessTokenTtlMs': durationMs.default(15 * MINUTE).describe('How long an access token is good.'),
  'auth.refreshTokenTtlMs': durationMs.default(30 * DAY).describe('How long a login lasts after its last refresh.'),
  'auth.maxLoginMs': durationMs.default(90 * DAY).describe('How long a login lasts however often it is refreshed.'),
  'auth.refreshGraceMs': durationMs
    .default(0)
    .describe('How long a refresh token may be used again, for a client that lost the answer; 0 revokes at once.'),
  'auth.maxLoginsPerUser': count.default(100).describe('The most logins of one user; the oldest ends for a new one.'),
  'auth.issuer': z.string().min(1).default('carrel').describe('The `iss` of access tokens.'),
  'auth.audience': z.string().min(1).default('carrel').describe('The `aud` of access tokens.'),
  'auth.keyRotationMs': durationMs.default(30 * DAY).describe('How long a key signs before the next one does.'),
  'auth.keyPublishAheadMs': durationMs.default(DAY).describe('How long a key is published before it signs.'),
  'auth.keyReloadMs': durationMs.default(MINUTE).describe('How often a process looks for keys of others.'),
  'auth.tokenCacheMs': durationMs
    .default(MINUTE)
    .describe('How long a verified token is believed; how late another replica notices a revocation.'),
  'auth.maxCachedTokens': count.default(10_000).describe('How many verified tokens are remembered.'),
  'auth.maxTokenBytes': count.default(8_192).describe('The most of a token that is looked at.'),
  'auth.agentKeyTtlMs': durationMs.default(90 * DAY).describe("How long an agent's key is good by default."),
  'auth.maxAgentKeyTtlMs': durationMs.default(365 * DAY).describe("The longest that an agent's key may be good."),
  'auth.maxAgentsPerUser': count.default(50).describe('The most agents of one user.'),
  'auth.maxScopesPerAgent': count.default(50).describe('The most scopes of one agent.'),
  'auth.ticketTtlMs': durationMs
    .max(600_000)
    .default(30_000)
    .describe('How long a ticket for a WebSocket can be used.'),
  'auth.maxTicketsPerUser': count
    .default(100)
    .describe('The most tickets of one user that are neither used nor expired.'),
  'auth.registration': z
    .enum(['open', 'invitation', 'closed'])
    .default('open')
    .describe(
      'Who may register: everybody, those with an invitation, or nobody but those whom the operator invited (`carrel users invite`).',
    ),
  'auth.invitationTtlMs': durationMs.default(7 * DAY).describe('How long an invitation is good by default.'),
  'auth.maxInvitationTtlMs': durationMs.default(30 * DAY).describe('The longest that an invitation may be good.'),
  'auth.maxInvitationsPerTenant': count
    .max(200)
    .default(100)
    .describe('The most invitations of one tenant that are neither used nor expired.'),
  'auth.outsideIssuer': z
    .string()
    .default('')
    .describe('The `iss` of an outside issuer whose tokens are believed instead of our own; empty for none.'),
  'auth.outsideAudience': z.string().default('').describe('The `aud` that tokens of the outside issuer have for us.'),
  'auth.outsideJwksUrl': z
    .string()
    .refine(isKeysUrl, 'expected an http or https URL without a user name and a password, or nothing')
    .default('')
    .describe('Where its keys are published.'),
  // Nobody needs to hide a public key, but who mistakes a private one for it does.
  'auth.outsidePublicKey': z
    .string()
    .default('')
    .describe('Its one key as PEM, in place of `auth.outsideJwksUrl`.')
    .meta({ secret: true }),
  'passwords.algorithm': z
    .enum(['auto', 'argon2id', 'scrypt'])
    .default('auto')
    .describe('What new hashes are made with; `auto` is argon2id where @node-rs/argon2 is installed.'),
  'passwords.argon2MemoryKiB': count.default(19_456).describe('The memory of one argon2id hash, in KiB (OWASP).'),
  'passwords.argon2Iterations': count.default(2).describe('The iterations of one argon2id hash (OWASP).'),
  'passwords.argon2Parallelism': count.max(255).default(1).describe('The lanes of one argon2id hash (OWASP).'),
  'passwords.scryptCostLog2': z
    .int()
    .min(14)
    .max(19)
    .default(17)
    .describe('log2 of the cost N of one scrypt hash (OWASP); 19 takes half a GiB for each.'),
  'passwords.concurrency': z
    .int()
    .min(0)
    .default(0)
    .describe('How many hashes are made at once; 0 for one on each core, at most 3.'),
  'passwords.maxWaiting': count.default(256).describe('How many hashes may wait for a turn.'),
};

/** What fetching the keys would refuse is better said at the start. */
function isKeysUrl(text: string): boolean {
  if (text === '') return true;
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}
