import { z } from 'zod';
import { count, pauseMs, timeoutMs } from './number-kinds.js';

/** Languages by their ids, and how many boxes wait for sessions with exactly these. */
const POOL = /^[a-z0-9-]+(\+[a-z0-9-]+)*=\d{1,4}$/;

/** What is made before anybody asks for it. */
export const poolConfig = {
  'workspaces.pool': z
    .array(z.string().regex(POOL, 'expected languages and a number, such as python=3 or javascript+python=2'))
    .max(64)
    .default([])
    .describe(
      'What waits for sessions, started: languages and how many boxes, such as `python=3` or `javascript+python=2`.',
    ),
  'workspaces.poolFillsAtOnce': count.max(64).default(4).describe('How many boxes are made for the pool at once.'),
  'workspaces.poolRetryMs': pauseMs
    .default(1_000)
    .describe('How long after a failure another box for the pool is tried; doubled at each in a row.'),
  'workspaces.poolMaxRetryMs': pauseMs.default(60_000).describe('The longest time between two such attempts.'),
  'workspaces.poolCheckMs': timeoutMs
    .default(2_000)
    .describe('How long a box of the pool may take to answer before the next one is taken.'),
};
