import { hasBackend } from '@carrel/conformance';
import { memoryStreamLog } from '@carrel/core/streams';
import { redisStreamLog } from '@carrel/store-redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chanceOf } from '../kill/chance.js';
import { missingEngine } from '../kill/missing-engine.js';
import { commandFlow, streamFlow, terminalFlow, watchFlow, type FlowTest, type Verdict } from './flows.js';
import { openServer, type OpenServer } from './open-server.js';
import { missingRedis, RedisServer } from './redis-server.js';

/** Decides what is broken when; the same seed does it again, as far as the machine lets it. */
const SEED = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000);

/** How many connections are broken on Docker, a fourth of them in each flow. */
const CUTS = Number(process.env['FAULT_CUTS'] ?? 1_000);

const FLOWS: Readonly<Record<string, (test: FlowTest) => Promise<Verdict>>> = {
  commands: commandFlow,
  terminals: terminalFlow,
  watches: watchFlow,
  streams: streamFlow,
};

const hasDocker = hasBackend('Docker server', missingEngine());
const hasRedis = hasBackend('Redis', missingRedis());

describe.runIf(hasDocker && hasRedis)('on Docker and Redis', () => {
  let redis: RedisServer;
  let server: OpenServer;

  beforeAll(async () => {
    redis = await RedisServer.start();
    server = await openServer({ runtime: 'docker', streams: redisStreamLog({ url: redis.url }) });
  }, 120_000);
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  }, 120_000);

  it(
    `readers that lose ${String(CUTS)} connections lose and double nothing (FAULT_SEED=${String(SEED)})`,
    () => expectAllRead(server, CUTS / 4),
    900_000,
  );
});

describe('on this machine and in memory', () => {
  let server: OpenServer;

  beforeAll(async () => {
    server = await openServer({ runtime: 'local', streams: memoryStreamLog() });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it(
    `readers that lose 120 connections lose and double nothing (FAULT_SEED=${String(SEED)})`,
    () => expectAllRead(server, 30),
    400_000,
  );
});

/** All four at once, in one workspace, so that each is read under the load of the others. */
async function expectAllRead(server: OpenServer, cuts: number): Promise<void> {
  const session = await server.start();
  const verdicts = await Promise.all(
    Object.entries(FLOWS).map(async ([name, flow], at) => {
      const verdict = await flow({ server, session, chance: chanceOf(SEED).fork(at), cuts });
      return [name, verdict] as const;
    }),
  );
  process.stderr.write(`${JSON.stringify(Object.fromEntries(verdicts.map(([name, { facts }]) => [name, facts])))}\n`);
  expect(verdicts.map(([name, { faults }]) => [name, faults])).toEqual(verdicts.map(([name]) => [name, []]));
}
