import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { createIdSource, systemClock, tenantId } from '../kernel/index.js';
import { contentDigest, storageUnavailable } from '../storage/index.js';
import { memoryStorage } from './memory-storage.js';
import { VirtualClock } from './virtual-clock.js';

const tenant = tenantId.create(createIdSource(systemClock));
const data = Buffer.from('a content');
const content = { digest: contentDigest(data), data };

describe(memoryStorage, () => {
  it('fails an operation once, before it had an effect or after', async () => {
    const storage = memoryStorage();
    expectOk(await storage.open());
    storage.failNext('putMany', storageUnavailable());
    storage.failNext('getMany', storageUnavailable(), { when: 'after' });
    expectErr(await storage.putMany(tenant, [content]), 'storage/unavailable');
    expect(expectOk(await storage.list(tenant)).items).toEqual([]);
    expectOk(await storage.putMany(tenant, [content]));
    expectErr(await storage.getMany(tenant, [content.digest]), 'storage/unavailable');
    expectOk(await storage.getMany(tenant, [content.digest]));
  });

  it('holds an operation until it is released, its signal fires, or the storage is disposed', async () => {
    const storage = memoryStorage();
    expectOk(await storage.open());
    const held = storage.holdNext('list');
    const listing = storage.list(tenant);
    await held.reached;
    held.release();
    expectOk(await listing);

    const abort = new AbortController();
    const aborting = storage.holdNext('list');
    const given = storage.list(tenant, { signal: abort.signal });
    await aborting.reached;
    abort.abort();
    expectErr(await given, 'request/aborted');

    const disposing = storage.holdNext('remove', { when: 'after' });
    const removing = storage.remove(tenant, []);
    await disposing.reached;
    await storage.dispose();
    expectErr(await removing, 'storage/closed');
  });

  it('finds what an earlier one stored, stamps by its clock, and is full past its bytes', async () => {
    const clock = new VirtualClock();
    const first = memoryStorage({ clock });
    expectOk(await first.open());
    expectOk(await first.putMany(tenant, [content]));
    const second = memoryStorage({ clock, durableState: first.durableState, maxBytes: data.length });
    expectOk(await second.open());
    const { items } = expectOk(await second.list(tenant));
    expect(items).toEqual([{ digest: content.digest, bytes: data.length, storedAt: clock.now() }]);
    const more = Buffer.from('!');
    expectErr(await second.putMany(tenant, [{ digest: contentDigest(more), data: more }]), 'storage/full');
    expectOk(await second.remove(tenant, [content.digest]));
    expectOk(await second.putMany(tenant, [{ digest: contentDigest(more), data: more }]));
  });
});
