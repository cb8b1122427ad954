import { z } from 'zod';

const MINUTE = 60_000;
const DAY = 86_400_000;

const durationMs = z.int().min(0);
const count = z.int().min(1);

/** Who may come in, how, and for how long. */
export const identityConfig = {
  'auth.minPasswordBytes': count.default(8).describe('The least of a password.'),
  'auth.maxPasswordBytes': count.default(1_024).describe('The most of a password.'),
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
  'auth.tokenCacheMs': durationMs
    .default(MINUTE)
    .describe('How long a verified token is believed; how late another replica notices a revocation.'),
  'auth.maxCachedTokens': count.default(10_000).describe('How many verified tokens are remembered.'),
  'auth.agentKeyTtlMs': durationMs.default(90 * DAY).describe("How long an agent's key is good by default."),
  'auth.maxAgentKeyTtlMs': durationMs.default(365 * DAY).describe("The longest that an agent's key may be good."),
  'auth.maxAgentsPerUser': count.default(50).describe('The most agents of one user.'),
  'auth.outsideIssuer': z
    .string()
    .default('')
    .describe('The `iss` of an outside issuer whose tokens are believed instead of our own; empty for none.'),
  'auth.outsideAudience': z.string().default('').describe('The `aud` that tokens of the outside issuer have for us.'),
  'auth.outsideJwksUrl': z
    .union([z.literal(''), z.url()])
    .default('')
    .describe('Where its keys are published.'),
  'auth.outsidePublicKey': z.string().default('').describe('Its one key as PEM, in place of `auth.outsideJwksUrl`.'),
  'passwords.algorithm': z
    .enum(['auto', 'argon2id', 'scrypt'])
    .default('auto')
    .describe('What new hashes are made with; `auto` is argon2id where @node-rs/argon2 is installed.'),
  'passwords.argon2MemoryKiB': count.default(19_456).describe('The memory of one argon2id hash, in KiB (OWASP).'),
  'passwords.argon2Iterations': count.default(2).describe('The iterations of one argon2id hash (OWASP).'),
  'passwords.argon2Parallelism': count.default(1).describe('The lanes of one argon2id hash (OWASP).'),
  'passwords.scryptCostLog2': z
    .int()
    .min(14)
    .max(22)
    .default(17)
    .describe('log2 of the cost N of one scrypt hash (OWASP).'),
  'passwords.maxWaiting': count.default(256).describe('How many hashes may wait for a turn.'),
};
