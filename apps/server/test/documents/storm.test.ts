import { describe, expect, it } from 'vitest';
import { chanceOf } from '../kill/chance.js';
import { SEED } from '../kill/fault-settings.js';
import { hasRedis, RedisServer } from '../redis-server.js';
import { DataDir } from '../server-process.js';
import { Storm, type StormOptions } from './storm.js';

const ROUNDS = 3;
const ROUND_MS = 3_000;

async function rage(options: Pick<StormOptions, 'replicas' | 'redis'>): Promise<Storm['counts']> {
  await using dataDir = new DataDir();
  await using storm = new Storm({
    ...{ dataDir, chance: chanceOf(SEED), rounds: ROUNDS, roundMs: ROUND_MS },
    ...options,
  });
  await storm.rage();
  process.stderr.write(`${JSON.stringify({ seed: SEED, ...storm.counts })}\n`);
  return storm.counts;
}

/** On a machine that has much else to do. */
const MOST_MS = 180_000;

describe(`twenty clients of one document (FAULT_SEED=${String(SEED)})`, { timeout: MOST_MS }, () => {
  it('lose nothing that was acknowledged and end with the same, when their server is killed', async () => {
    expect(await rage({ replicas: 1 })).toMatchObject({ rounds: ROUNDS, kills: ROUNDS });
  });

  it.skipIf(!hasRedis)('nor when one of two servers is lost, and Redis between them', async () => {
    await using redis = await RedisServer.at();
    redis.start();
    expect(await rage({ replicas: 2, redis })).toMatchObject({ rounds: ROUNDS, kills: 3 * ROUNDS, redisKills: 1 });
  });

  it('nor with two servers that have nothing between them but the store', async () => {
    expect(await rage({ replicas: 2 })).toMatchObject({ rounds: ROUNDS, kills: 3 * ROUNDS });
  });
});
