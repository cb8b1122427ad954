import { unwrap } from '@carrel/core/kernel';
import { describe, expect, it } from 'vitest';
import { s3Storage } from '../src/index.js';
import {
  openStorage,
  PART_BYTES,
  readDigest,
  small,
  startServer,
  storageOf,
  streamed,
  tenant,
} from './open-storage.js';
import { BUCKET, CREDENTIALS, REGION } from './settings.js';

describe(s3Storage, () => {
  it('keeps a content as the object of its digest under the prefix and the tenant', async () => {
    const { bucket, storage } = await openStorage({ prefix: 'carrel/files' });
    const content = small('content');
    await unwrap(storage.putMany(tenant, [content]));
    const key = `carrel/files/${tenant}/${content.digest}`;
    expect([...bucket.objects.keys()].sort()).toEqual(['carrel/files/carrel-storage.txt', key]);
    expect(bucket.objects.get(key)?.data).toEqual(content.data);
  });

  it.each([0, 1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES])(
    'gives the %i bytes that it was given',
    async (bytes) => {
      const { storage } = await openStorage();
      const content = streamed(Buffer.alloc(bytes, 'content'));
      await unwrap(storage.put(tenant, content));
      expect(await readDigest(storage, content.digest)).toBe(content.digest);
      expect((await unwrap(storage.list(tenant))).items).toMatchObject([{ digest: content.digest, bytes }]);
    },
  );

  it('removes more at once than one request may name', async () => {
    const { server, bucket, storage } = await openStorage();
    const contents = Array.from({ length: 1_200 }, (_, index) => small(`content ${index}`));
    await unwrap(storage.putMany(tenant, contents));
    const before = server.served.length;
    await unwrap(
      storage.remove(
        tenant,
        contents.map(({ digest }) => digest),
      ),
    );
    expect(server.served.length - before).toBe(2);
    expect([...bucket.objects.keys()]).toEqual(['carrel-storage.txt']);
  });

  it('does not list what others put beside the contents', async () => {
    const { bucket, storage } = await openStorage();
    const contents = [small('a'), small('b')];
    await unwrap(storage.putMany(tenant, contents));
    const foreign = { data: Buffer.from('x'), etag: '"x"', modifiedAt: 0 };
    for (let index = 0; index < 9; index += 1) bucket.objects.set(`${tenant}/!${index}`, foreign);
    bucket.objects.set(`${tenant}/~`, foreign);
    const first = await unwrap(storage.list(tenant, { limit: 1 }));
    const [digest, next] = contents.map((content) => content.digest).sort();
    expect(first).toMatchObject({ items: [{ digest }], next: digest });
    expect((await unwrap(storage.list(tenant, { after: digest! }))).items).toMatchObject([{ digest: next }]);
  });

  it('signs with the token of temporary credentials', async () => {
    const temporary = { ...CREDENTIALS, sessionToken: 'a/token==' };
    const { server } = await startServer(temporary);
    expect((await storageOf(server).open())._unsafeUnwrapErr().type).toBe('storage/refused');
    await unwrap(storageOf(server, { credentials: temporary }).open());
  });

  it('sends nothing before it is opened', async () => {
    const { server } = await startServer();
    const storage = storageOf(server);
    expect((await storage.list(tenant))._unsafeUnwrapErr().type).toBe('storage/closed');
    expect(server.served).toEqual([]);
  });

  it.each([
    { bucket: '' },
    { region: '' },
    { endpoint: 'objects.example.com' },
    { endpoint: 'ftp://objects.example.com' },
    { endpoint: 'https://user:password@objects.example.com' },
    { prefix: '/carrel' },
    { partBytes: PART_BYTES - 1 },
    { maxAttempts: 0 },
    { maxConnections: 0 },
    { requestTimeoutMs: 0 },
    { staleUploadAfterMs: -1 },
  ])('is not made with %j', (options) => {
    expect(() => s3Storage({ bucket: BUCKET, region: REGION, ...options })).toThrow('invariant');
  });
});
