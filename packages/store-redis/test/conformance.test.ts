import { randomUUID } from 'node:crypto';
import { describeStreamLog } from '@carrel/conformance';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { redisStreamLog } from '../src/index.js';
import { hasRedis, RedisProcess } from './redis-process.js';

describe.skipIf(!hasRedis)('streams in Redis keep the promises of the port', () => {
  let server: RedisProcess;
  beforeAll(async () => {
    server = await RedisProcess.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describeStreamLog({
    test: { describe, it },
    createSubject: () => {
      const prefix = randomUUID();
      const create = () => redisStreamLog({ url: server.url, prefix, timeoutMs: 2_000 });
      return {
        subject: create(),
        another: create,
        faults: { stop: () => server.kill(), start: () => server.run() },
        dispose: () => Promise.resolve(),
      };
    },
  });
});
