import { z } from 'zod';
import { timeoutMs } from './number-kinds.js';

/** Where streams and what servers share are, and how Redis is reached. */
export const redisConfig = {
  'streams.kind': z
    .enum(['memory', 'redis'])
    .default('memory')
    .describe(
      'Where streams, counts of calls and connections are kept: in the memory of one server, or in Redis, which several share.',
    ),
  'redis.url': z
    .string()
    .max(1_000)
    .regex(/^rediss?:\/\//, 'expected redis:// or rediss:// at its beginning')
    .default('redis://127.0.0.1:6379')
    .describe('Where Redis is, with its password. It needs the package `ioredis`.')
    .meta({ secret: true }),
  'redis.prefix': z
    .string()
    .regex(/^[^{}\s]{1,64}$/, 'expected 1 to 64 characters, without braces and spaces')
    .default('carrel')
    .describe('What all keys and channels begin with.'),
  'redis.timeoutMs': timeoutMs.default(5_000).describe('How long a call tries to get its answer.'),
  'redis.connectTimeoutMs': timeoutMs.default(5_000).describe('How long making a connection may take.'),
};
