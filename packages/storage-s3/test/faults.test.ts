import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { unwrap } from '@carrel/core/kernel';
import type { StorageError } from '@carrel/core/storage';
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
import type { Fault, S3Server } from './s3-server/s3-server.js';
import { BUCKET, CREDENTIALS, REGION } from './settings.js';

const UNAVAILABLE: Fault = { kind: 'refuse', status: 503, code: 'SlowDown' };
const large = randomBytes(2 * PART_BYTES + 1_000);

describe('an object storage whose service is at fault', () => {
  it.each([
    ['refuses for a while', UNAVAILABLE],
    ['has an internal error', { kind: 'refuse', status: 500, code: 'InternalError' }],
    ['cuts connections', { kind: 'cut' }],
    ['does not say that it is done', { kind: 'lose-answer' }],
    ['cuts answers off', { kind: 'cut-body' }],
  ] as const satisfies readonly (readonly [string, Fault])[])('does all the same when it %s', async (_, fault) => {
    const { server, bucket, storage } = await openStorage({ maxAttempts: 12 });
    server.storm = everyOther(fault);
    const contents = Array.from({ length: 20 }, (_, index) => small(`content ${index}`));
    const digests = contents.map(({ digest }) => digest).sort();
    await unwrap(storage.putMany(tenant, contents));
    expect((await unwrap(storage.list(tenant))).items.map(({ digest }) => digest)).toEqual(digests);
    expect((await unwrap(storage.getMany(tenant, digests))).length).toBe(20);
    const content = streamed(large);
    await unwrap(storage.put(tenant, content));
    expect(await readDigest(storage, content.digest)).toBe(content.digest);
    await unwrap(storage.remove(tenant, digests));
    expect((await unwrap(storage.list(tenant))).items.map(({ digest }) => digest)).toEqual([content.digest]);
    // What a lost answer began nobody knows of; everything else is completed or aborted.
    const parts = [...bucket.uploads.values()].map((upload) => upload.parts.size);
    expect(parts.filter((count) => count > 0)).toEqual([]);
  });

  it('asks again when the answer that something is not there was cut off', async () => {
    const { server, storage } = await openStorage();
    server.failNext('GetObject', { kind: 'cut-body' }, 2);
    expect((await storage.getMany(tenant, [small('x').digest]))._unsafeUnwrapErr().type).toBe(
      'storage/content-not-found',
    );
    expect((await storage.get(tenant, small('x').digest))._unsafeUnwrapErr().type).toBe('storage/content-not-found');
  });

  it('gives up after as many attempts as it may make, and says that it may be tried later', async () => {
    const { server, storage } = await openStorage({ maxAttempts: 3 });
    server.failNext('PutObject', UNAVAILABLE, 3);
    const before = server.served.length;
    const error = (await storage.putMany(tenant, [small('x')]))._unsafeUnwrapErr();
    expect(error).toMatchObject({ type: 'storage/unavailable', retryable: true });
    expect(server.served.length - before).toBe(3);
    await unwrap(storage.putMany(tenant, [small('x')]));
  });

  it('waits longer before each attempt, and no longer than until its signal', async () => {
    const { server, storage } = await openStorage({ maxAttempts: 50, retryDelayMs: 100, maxRetryDelayMs: 60_000 });
    server.storm = () => UNAVAILABLE;
    const before = server.served.length;
    const result = await storage.list(tenant, { signal: AbortSignal.timeout(600) });
    expect(result._unsafeUnwrapErr().type).toBe('request/aborted');
    // 50–100 ms, then 100–200, 200–400 and 400–800: after 600 ms there were two attempts at least and five at most.
    expect(server.served.length - before).toBeGreaterThanOrEqual(2);
    expect(server.served.length - before).toBeLessThanOrEqual(5);
  });

  it('is unavailable when nothing answers in time, and when nobody listens', async () => {
    const { server, storage } = await openStorage({ requestTimeoutMs: 150, maxAttempts: 2 });
    server.storm = () => ({ kind: 'hang' });
    expect((await storage.list(tenant))._unsafeUnwrapErr().type).toBe('storage/unavailable');
    const nobody = s3Storage({
      bucket: BUCKET,
      region: REGION,
      credentials: CREDENTIALS,
      endpoint: 'http://127.0.0.1:9',
      forcePathStyle: true,
      maxAttempts: 2,
      retryDelayMs: 1,
    });
    expect((await nobody.open())._unsafeUnwrapErr()).toMatchObject({ type: 'storage/unavailable', retryable: true });
    await nobody.dispose();
  });

  it('ends at once with its signal and with dispose, although nothing answers', async () => {
    const { server, storage } = await openStorage();
    server.storm = () => ({ kind: 'hang' });
    const abort = new AbortController();
    const listing = storage.list(tenant, abort);
    const reading = storage.getMany(tenant, [small('x').digest]);
    await expect.poll(() => server.served.filter(({ status }) => status === null).length).toBe(2);
    abort.abort();
    expect((await listing)._unsafeUnwrapErr().type).toBe('request/aborted');
    await storage.dispose();
    expect((await reading)._unsafeUnwrapErr().type).toBe('storage/closed');
  });

  it('finds out that a byte is another than was stored', async () => {
    const { server, storage } = await openStorage();
    const content = streamed(large);
    await unwrap(storage.put(tenant, content));
    await unwrap(storage.putMany(tenant, [small('x')]));
    server.failNext('GetObject', { kind: 'wrong-byte' }, 2);
    expect((await storage.getMany(tenant, [small('x').digest]))._unsafeUnwrapErr().type).toBe(
      'storage/content-corrupt',
    );
    await expect(readDigest(storage, content.digest)).rejects.toMatchObject({
      error: { type: 'storage/content-corrupt' },
    });
    expect(await readDigest(storage, content.digest)).toBe(content.digest);
  });

  it('leaves no part when one cannot be sent, is forgotten, or all of it turns out to be wrong', async () => {
    const { server, bucket, storage } = await openStorage({ maxAttempts: 2 });
    const { digest } = streamed(large);
    const put = async () => (await storage.put(tenant, streamed(large)))._unsafeUnwrapErr().type;
    server.storm = (operation) => (operation === 'UploadPart' ? UNAVAILABLE : null);
    expect(await put()).toBe('storage/unavailable');
    server.storm = () => null;
    server.failNext('UploadPart', { kind: 'refuse', status: 403, code: 'AccessDenied' });
    expect(await put()).toBe('storage/refused');
    server.failNext('UploadPart', { kind: 'forget' });
    expect(await put()).toBe('storage/unavailable');
    const wrong = { ...streamed(large), digest: small('x').digest };
    expect((await storage.put(tenant, wrong))._unsafeUnwrapErr().type).toBe('storage/content-corrupt');
    expect(bucket.uploads.size).toBe(0);
    expect([...bucket.objects.keys()]).toEqual(['carrel-storage.txt']);
    expect((await storage.get(tenant, digest))._unsafeUnwrapErr().type).toBe('storage/content-not-found');
  });

  it('leaves no part when its signal fires and when it is disposed', async () => {
    const { server, bucket, storage } = await openStorage();
    server.failNext('UploadPart', { kind: 'hang' }, 4);
    const hanging = () => server.served.filter(({ status }) => status === null).length;
    const abort = new AbortController();
    const aborted = storage.put(tenant, streamed(large), abort);
    await expect.poll(hanging).toBe(2);
    abort.abort();
    expect((await aborted)._unsafeUnwrapErr().type).toBe('request/aborted');
    expect(bucket.uploads.size).toBe(0);
    const closed = storage.put(tenant, streamed(large));
    await expect.poll(hanging).toBe(4);
    await storage.dispose();
    expect((await closed)._unsafeUnwrapErr().type).toBe('storage/closed');
    expect(bucket.uploads.size).toBe(0);
  });

  it('takes an error in the form of a success for the error that it is', async () => {
    const { server, storage } = await openStorage();
    server.failNext('CompleteMultipartUpload', { kind: 'error-in-success' }, 2);
    const content = streamed(large);
    await unwrap(storage.put(tenant, content));
    expect(await readDigest(storage, content.digest)).toBe(content.digest);
  });

  it('removes uploads that a dead process left at open, and none that are young or foreign', async () => {
    const { server, bucket } = await startServer();
    const content = `carrel/${tenant}/${small('x').digest}`;
    const upload = (id: string, key: string, ageMs: number) =>
      bucket.uploads.set(id, { id, key, initiatedAt: Date.now() - ageMs, parts: new Map() });
    upload('old', content, 7_200_000);
    upload('young', content, 10_000);
    upload('foreign', 'carrel/another/file', 7_200_000);
    upload('elsewhere', content.replace('carrel', 'other'), 7_200_000);
    await unwrap(storageOf(server, { prefix: 'carrel', staleUploadAfterMs: 3_600_000 }).open());
    expect([...bucket.uploads.keys()]).toEqual(['young', 'foreign', 'elsewhere']);
    server.failNext('ListMultipartUploads', { kind: 'refuse', status: 501, code: 'NotImplemented' });
    await unwrap(storageOf(server).open());
  });

  it('corrects its clock by that of the service', async () => {
    const { server } = await startServer();
    server.clockOffsetMs = 3_600_000;
    const storage = storageOf(server);
    await unwrap(storage.open());
    await unwrap(storage.putMany(tenant, [small('x')]));
    expect(server.served.filter(({ status }) => status === 403).length).toBeLessThanOrEqual(1);
  });
});

describe('an object storage that is refused', () => {
  it.each([
    ['another key', { credentials: { ...CREDENTIALS, accessKeyId: 'AKIAANOTHER' } }, 'credentials'],
    ['another secret', { credentials: { ...CREDENTIALS, secretAccessKey: 'secretofmine' } }, 'credentials'],
    ['a token that has ended', { credentials: { ...CREDENTIALS, sessionToken: 'tokenofmine' } }, 'credentials'],
    ['another region', { region: 'eu-central-1' }, 'region'],
    ['another bucket', { bucket: 'another' }, 'does not exist'],
  ])('with %s says what to do, and holds no secret', async (_, options, message) => {
    const { server } = await startServer();
    const error = (await storageOf(server, options).open())._unsafeUnwrapErr();
    expect(error).toMatchObject({ type: 'storage/refused', retryable: false });
    expect(error.message).toContain(message);
    expectNoSecret(error);
    // It is no use to ask again.
    expect(server.served.length).toBe(1);
  });

  it.each([
    [403, 'AccessDenied', 'storage/refused'],
    [403, 'QuotaExceeded', 'storage/full'],
    [507, 'XMinioStorageFull', 'storage/full'],
    [507, 'Whatever', 'storage/full'],
    [400, 'Whatever', 'storage/failed'],
  ] as const)('with %i %s tells so, as %s', async (status, code, type) => {
    const { server, storage } = await openStorage();
    server.failNext('PutObject', { kind: 'refuse', status, code });
    const error = (await storage.putMany(tenant, [small('x')]))._unsafeUnwrapErr();
    expect(error.type).toBe(type);
    expectNoSecret(error);
  });

  it('says so when a provider has no credentials, and asks it for them otherwise', async () => {
    const { server } = await startServer();
    await unwrap(storageOf(server, { credentials: () => Promise.resolve(CREDENTIALS) }).open());
    const none = () => Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }));
    const error = (await storageOf(server, { credentials: none }).open())._unsafeUnwrapErr();
    expect(error.type).toBe('storage/refused');
    expect(error.message).toContain('credentials');
  });

  it('says what to install when the client is missing', async () => {
    const { server } = await startServer();
    const loadClient = () => Promise.reject(new Error('Cannot find package'));
    const error = (await storageOf(server, { loadClient }).open())._unsafeUnwrapErr();
    expect(error).toMatchObject({ type: 'storage/unavailable', retryable: false });
    expect(error.message).toContain('npm install @aws-sdk/client-s3');
  });
});

/** Of the requests with the same operation and key each first, third and so on goes wrong. */
function everyOther(fault: Fault): S3Server['storm'] {
  const counts = new Map<string, number>();
  return (operation, key) => {
    const count = counts.get(`${operation} ${key}`) ?? 0;
    counts.set(`${operation} ${key}`, count + 1);
    return count % 2 === 0 ? fault : null;
  };
}

function expectNoSecret(error: StorageError): void {
  const shown = inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error);
  for (const secret of ['AKIA', CREDENTIALS.secretAccessKey, 'secretofmine', 'tokenofmine', 'AWS4-HMAC'])
    expect(shown).not.toContain(secret);
}
