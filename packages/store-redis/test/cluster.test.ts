import { randomUUID } from 'node:crypto';
import { describeStreamLog, expectOk } from '@carrel/conformance';
import type { Cluster } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisStreamLog } from '../src/index.js';
import { RedisCluster } from './redis-cluster.js';
import { hasRedis } from './redis-process.js';
import { chunksOf, readAll, RETENTION } from './stream-texts.js';

describe.skipIf(!hasRedis)('streams in a cluster of Redis', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await RedisCluster.start();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  describe.each([true, false])('with messages to one shard alone: %s', (shardedSubscribers) => {
    let clients: Cluster[] = [];
    beforeAll(() => {
      clients = [1, 2].map(() => cluster.connect({ shardedSubscribers }));
    });
    afterAll(() => {
      for (const client of clients) client.disconnect();
    });

    it('keeps streams on all masters, and the keys of one together', async () => {
      const [writer, reader] = clients.map((client) => redisStreamLog({ client }));
      await expectOk(writer!.open());
      await expectOk(reader!.open());
      const keys = Array.from({ length: 30 }, () => randomUUID());
      for (const key of keys) await expectOk(writer!.create(key, RETENTION));
      const readings = keys.map((key) => readAll(reader!, key));
      const texts = Array.from({ length: 50 }, (_, index) => `${index}`);
      for (const text of texts) await Promise.all(keys.map((key) => expectOk(writer!.append(key, [text]))));
      for (const key of keys) await expectOk(writer!.end(key, { reason: 'completed' }));
      for (const events of await Promise.all(readings)) expect(chunksOf(events)).toEqual(texts);
      for (const node of cluster.nodes)
        expect((await node.ask((client) => client.keys('carrel:stream:*'))).length).toBeGreaterThan(3);
      await Promise.all([writer!.dispose(), reader!.dispose()]);
    });

    describeStreamLog({
      test: { describe, it },
      createSubject: () => {
        const prefix = randomUUID();
        const [one, other] = clients;
        return {
          subject: redisStreamLog({ client: one!, prefix }),
          another: () => redisStreamLog({ client: other!, prefix }),
          dispose: () => Promise.resolve(),
        };
      },
      lacks: { faults: 'it is proven with one server' },
    });
  });
});
