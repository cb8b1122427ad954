import { z } from 'zod';
import { count, pauseMs } from './number-kinds.js';

const points = z.int().min(0);

/** How much users and addresses may call, and guess. */
export const limitConfig = {
  'rateLimits.pointsPerUser': points
    .default(100)
    .describe('How many points the calls of one user may cost in a window, in all servers together. 0 for no limit.'),
  'rateLimits.pointsPerAddress': points
    .default(300)
    .describe('The same for calls from one address that need no token, but for logins and registrations.'),
  'rateLimits.loginsPerAddress': points
    .default(30)
    .describe('How many logins may be tried from one address in a window. 0 for no limit.'),
  'rateLimits.registrationsPerAddress': points
    .default(30)
    .describe('How many users may register from one address in a window. 0 for no limit.'),
  'rateLimits.refusedTokensPerAddress': points
    .default(600)
    .describe(
      'How many tokens and tickets of one address may be refused in a window before it is 429. 0 for no limit.',
    ),
  'rateLimits.portRequestsPerUser': points
    .default(6_000)
    .describe(
      'How many points requests of one user for ports of workspaces may cost in a window; one page has many. 0 for no limit.',
    ),
  'rateLimits.windowMs': z
    .int()
    .min(1_000)
    .max(86_400_000)
    .multipleOf(1_000)
    .default(60_000)
    .describe('How long a window is, a whole number of seconds.'),
  'logins.failuresPerMinute': points
    .default(10)
    .describe('How many logins for one account from one address may fail in a minute. 0 for no limit.'),
  'logins.failuresPerHour': points.default(20).describe('How many in an hour. 0 for no limit.'),
  'logins.failuresPerAddress': points
    .default(200)
    .describe('How many from one address may fail in an hour, whatever the accounts. 0 for no limit.'),
  'logins.failuresPerAccount': points
    .default(100)
    .describe(
      'How many for one account may fail in an hour before those from addresses that have not logged in to it are held up. 0 for no limit.',
    ),
  'logins.holdMs': pauseMs.max(30_000).default(3_000).describe('How long such a login is held up.'),
  'logins.maxHeld': count.default(100).describe('How many logins are held up at once in a process; more are refused.'),
};
