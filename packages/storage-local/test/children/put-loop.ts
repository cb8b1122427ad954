import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { createIdSource, systemClock, tenantId as tenantIds, type TenantId } from '@carrel/core/kernel';
import { contentDigest } from '@carrel/core/storage';
import { localStorage } from '../../src/index.js';

/** Stores contents as fast as it can, in both ways, and says which ones were acknowledged, until it is killed. */
const [directory = '', name = ''] = process.argv.slice(2);
const tenant: TenantId = tenantIds.is(name) ? name : tenantIds.create(createIdSource(systemClock));
const storage = localStorage({ directory });
(await storage.open())._unsafeUnwrap();

const streams = async (): Promise<never> => {
  for (;;) {
    const data = randomBytes(700_000);
    const digest = contentDigest(data);
    (await storage.put(tenant, { digest, bytes: data.length, data: piecesOf(data) }))._unsafeUnwrap();
    writeSync(1, `${digest}\n`);
  }
};
const batches = async (): Promise<never> => {
  for (;;) {
    const contents = Array.from({ length: 50 }, () => randomBytes(2_000)).map((data) => ({
      digest: contentDigest(data),
      data,
    }));
    (await storage.putMany(tenant, contents))._unsafeUnwrap();
    writeSync(1, contents.map(({ digest }) => `${digest}\n`).join(''));
  }
};
await Promise.all([streams(), batches()]);

async function* piecesOf(data: Uint8Array): AsyncGenerator<Uint8Array, undefined, undefined> {
  for (let start = 0; start < data.length; start += 50_000) yield data.subarray(start, start + 50_000);
}
