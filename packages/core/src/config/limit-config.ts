import { z } from 'zod';

/** How much users may call. */
export const limitConfig = {
  'rateLimits.pointsPerUser': z
    .int()
    .min(0)
    .default(0)
    .describe('How many points the calls of one user may cost in a window, in all servers together. 0 for no limit.'),
  'rateLimits.windowMs': z
    .int()
    .min(1_000)
    .max(86_400_000)
    .multipleOf(1_000)
    .default(60_000)
    .describe('How long a window is, a whole number of seconds.'),
};
