import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, readlink, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createIdSource, systemClock, tenantId as tenantIds, unwrap, type TenantId } from '@carrel/core/kernel';
import { contentDigest, type ContentDigest, type StorageProvider } from '@carrel/core/storage';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { localStorage, type LocalStorageOptions } from '../src/index.js';
import { startChild } from './child-process.js';
import { temporaryDirectory } from './temporary-directory.js';

const run = promisify(execFile);
const ids = createIdSource(systemClock);
const tenant = tenantIds.create(ids);

describe(localStorage, () => {
  it('keeps a content as a file that is for its user alone, and leaves no temporary one', async () => {
    const { storage, directory } = await opened();
    const [one, two] = [small('one'), small('two')];
    await unwrap(storage.putMany(tenant, [one, two]));
    await unwrap(storage.put(tenant, streamed(Buffer.from('three'))));
    const path = join(directory, tenant, one.digest.slice(0, 2), one.digest);
    expect(await readFile(path, 'utf8')).toBe('one');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    for (const made of [join(directory, tenant), join(directory, tenant, one.digest.slice(0, 2))])
      expect((await stat(made)).mode & 0o777).toBe(0o700);
    expect(await temporaryFiles(directory)).toEqual([]);
  });

  it('answers as not there, and writes nothing, for digests and tenants that are paths', async () => {
    const { storage, directory } = await opened();
    await writeFile(join(directory, 'outside'), 'secret');
    const path = '../../outside' as ContentDigest;
    const data = Buffer.from('x');
    expect((await storage.get(tenant, path))._unsafeUnwrapErr().type).toBe('storage/content-not-found');
    expect((await storage.getMany(tenant, [path]))._unsafeUnwrapErr().type).toBe('storage/content-not-found');
    expect((await storage.put(tenant, { ...streamed(data), digest: path }))._unsafeUnwrapErr().type).toBe(
      'storage/content-corrupt',
    );
    expect((await storage.putMany(tenant, [{ digest: path, data }]))._unsafeUnwrapErr().type).toBe(
      'storage/content-corrupt',
    );
    expect((await storage.remove(tenant, [path])).isOk()).toBe(true);
    for (const foreign of ['..', '../..', `${tenant}/..`, '', '.temporary'] as TenantId[]) {
      expect((await storage.list(foreign))._unsafeUnwrapErr().type).toBe('storage/failed');
      expect((await storage.putMany(foreign, [small('x')]))._unsafeUnwrapErr().type).toBe('storage/failed');
      expect((await storage.remove(foreign, [path]))._unsafeUnwrapErr().type).toBe('storage/failed');
    }
    expect(await readFile(join(directory, 'outside'), 'utf8')).toBe('secret');
    expect((await readdir(directory)).sort()).toEqual(['.temporary', 'outside']);
    expect(await temporaryFiles(directory)).toEqual([]);
  });

  it('tells of a damaged file instead of giving its bytes as good, and heals it when it is stored again', async () => {
    const { storage, directory } = await opened();
    const data = randomBytes(600_000);
    const digest = contentDigest(data);
    await unwrap(storage.put(tenant, streamed(data)));
    const path = join(directory, tenant, digest.slice(0, 2), digest);
    for (const damaged of [data.subarray(0, -1), Buffer.concat([data, Buffer.of(0)]), randomBytes(data.length)]) {
      await writeFile(path, damaged);
      await expect(read(storage, digest)).rejects.toMatchObject({ error: { type: 'storage/content-corrupt', digest } });
      expect((await storage.getMany(tenant, [digest]))._unsafeUnwrapErr().type).toBe('storage/content-corrupt');
      await unwrap(storage.put(tenant, streamed(data)));
      expect(contentDigest(await read(storage, digest))).toBe(digest);
    }
  });

  it('keeps nothing of a content whose source is wrong, throws or is silent', async () => {
    const { storage, directory } = await opened();
    const data = Buffer.from('content');
    const { digest } = streamed(data);
    const sources: readonly (readonly [string, AsyncIterable<Uint8Array>, number])[] = [
      ['storage/content-corrupt', chunks(Buffer.from('another')), 7],
      ['storage/content-corrupt', chunks(data), 6],
      ['storage/content-corrupt', chunks(data), 8],
      ['storage/failed', throwing(), 7],
    ];
    for (const [type, source, bytes] of sources) {
      const result = await storage.put(tenant, { digest, bytes, data: source });
      expect(result._unsafeUnwrapErr().type).toBe(type);
    }
    const abort = new AbortController();
    const silent = storage.put(tenant, { digest, bytes: 7, data: never(() => abort.abort()) }, abort);
    expect((await silent)._unsafeUnwrapErr().type).toBe('request/aborted');
    const disposed = storage.put(tenant, { digest, bytes: 7, data: never(() => void storage.dispose()) });
    expect((await disposed)._unsafeUnwrapErr().type).toBe('storage/closed');
    expect(await temporaryFiles(directory)).toEqual([]);
    const again = await reopened(directory);
    expect((await unwrap(again.list(tenant))).items).toEqual([]);
  });

  it('stores what its source gave, also when that uses its buffer again', async () => {
    const { storage } = await opened();
    const data = randomBytes(300_000);
    const shared = Buffer.alloc(1_000);
    const source = async function* () {
      for (let start = 0; start < data.length; start += shared.length) {
        data.copy(shared, 0, start, start + shared.length);
        yield shared;
      }
    };
    const { digest } = streamed(data);
    await unwrap(storage.put(tenant, { digest, bytes: data.length, data: source() }));
    expect(contentDigest(await read(storage, digest))).toBe(digest);
  });

  it('removes temporary files that are stale at open, and no others', async () => {
    await using temporary = await temporaryDirectory();
    const folder = join(temporary.path, '.temporary');
    await mkdir(folder);
    for (const name of ['old', 'new']) await writeFile(join(folder, name), name);
    const hourAgo = new Date(Date.now() - 3_600_000);
    await utimes(join(folder, 'old'), hourAgo, hourAgo);
    await reopened(temporary.path, { staleAfterMs: 3_700_000 });
    expect((await temporaryFiles(temporary.path)).sort()).toEqual(['new', 'old']);
    await reopened(temporary.path, { staleAfterMs: 3_500_000 });
    expect(await temporaryFiles(temporary.path)).toEqual(['new']);
  });

  it('finds in every process what another stored, and lists it in pages in order', async () => {
    const { storage, directory } = await opened();
    const other = await reopened(directory);
    const contents = Array.from({ length: 600 }, (_, index) => small(`content ${index}`));
    await Promise.all([
      unwrap(storage.putMany(tenant, contents.slice(0, 350))),
      unwrap(other.putMany(tenant, contents.slice(250))),
    ]);
    const digests: ContentDigest[] = [];
    for (let after: ContentDigest | null | undefined; after !== null;) {
      const page = await unwrap(other.list(tenant, { limit: 7, ...(after === undefined ? {} : { after }) }));
      expect(page.items.length).toBeLessThanOrEqual(7);
      digests.push(...page.items.map(({ digest }) => digest));
      after = page.next;
    }
    expect(digests).toEqual(contents.map(({ digest }) => digest).sort());
    const read = await unwrap(
      storage.getMany(
        tenant,
        contents.map(({ digest }) => digest),
      ),
    );
    expect(read.map((data) => Buffer.from(data).toString())).toEqual(contents.map(({ data }) => data.toString()));
  });

  it('stores on although somebody removed the directories', async () => {
    const { storage, directory } = await opened();
    const content = small('content');
    await unwrap(storage.putMany(tenant, [content]));
    await run('rm', ['-r', join(directory, tenant)]);
    await unwrap(storage.putMany(tenant, [content]));
    expect(await unwrap(storage.getMany(tenant, [content.digest]))).toEqual([content.data]);
  });

  it('keeps a file open for a reader no longer than until the reader leaves or the storage is disposed', async () => {
    const { storage } = await opened();
    const data = randomBytes(3_000_000);
    const { digest } = streamed(data);
    await unwrap(storage.put(tenant, streamed(data)));
    const left = (await unwrap(storage.get(tenant, digest)))[Symbol.asyncIterator]();
    await left.next();
    expect(await openFiles(digest)).toBe(1);
    await left.return?.();
    expect(await openFiles(digest)).toBe(0);
    const paused = (await unwrap(storage.get(tenant, digest)))[Symbol.asyncIterator]();
    await paused.next();
    await storage.dispose();
    await vi.waitFor(async () => expect(await openFiles(digest)).toBe(0), { timeout: 30_000 });
    await expect(paused.next()).rejects.toMatchObject({ error: { type: 'storage/closed' } });
  });

  it('lists all that was acknowledged, and nothing that is not whole, after the process was killed', async () => {
    await using temporary = await temporaryDirectory();
    const acknowledged: string[] = [];
    for (let kill = 0; kill < 4; kill += 1) {
      const child = await startChild('put-loop', [temporary.path, tenant]);
      const enough = 60 + 35 * kill;
      await vi.waitFor(() => expect(child.lines.length).toBeGreaterThan(enough), { timeout: 60_000, interval: 5 });
      child.process.kill('SIGKILL');
      expect(await child.ended).toBe('SIGKILL');
      acknowledged.push(...child.lines.filter((line) => line.length === 64));
    }
    const storage = await reopened(temporary.path, { staleAfterMs: 0 });
    expect(await temporaryFiles(temporary.path)).toEqual([]);
    const stored = new Set<string>();
    for (let after: ContentDigest | null | undefined; after !== null;) {
      const page = await unwrap(storage.list(tenant, after === undefined ? {} : { after }));
      for (const { digest } of page.items) stored.add(digest);
      await unwrap(
        storage.getMany(
          tenant,
          page.items.map(({ digest }) => digest),
        ),
      );
      after = page.next;
    }
    expect(acknowledged.filter((digest) => !stored.has(digest))).toEqual([]);
  });

  it('is full when the disk is, stores nothing of it, and goes on when there is room', async ({ skip }) => {
    const disk = await mounted(['-o', 'size=400k']);
    if (disk === null) return skip('this user may not mount a small disk');
    const storage = await reopened(disk);
    await unwrap(storage.putMany(tenant, [small('first')]));
    const large = randomBytes(900_000);
    expect((await storage.put(tenant, streamed(large)))._unsafeUnwrapErr()).toMatchObject({ type: 'storage/full' });
    const many = Array.from({ length: 64 }, () => randomBytes(20_000)).map((data) => ({
      digest: contentDigest(data),
      data,
    }));
    expect((await storage.putMany(tenant, many))._unsafeUnwrapErr().type).toBe('storage/full');
    expect(await temporaryFiles(disk)).toEqual([]);
    const { items } = await unwrap(storage.list(tenant));
    await unwrap(
      storage.getMany(
        tenant,
        items.map(({ digest }) => digest),
      ),
    );
    await unwrap(
      storage.remove(
        tenant,
        items.map(({ digest }) => digest),
      ),
    );
    await unwrap(storage.put(tenant, streamed(large.subarray(0, 200_000))));
  });

  it('is refused, and says what to do, where it may not write', async ({ skip }) => {
    const disk = await mounted([]);
    if (disk === null) return skip('this user may not mount a disk');
    const storage = await reopened(disk);
    await run('mount', ['-o', 'remount,ro', disk]);
    const refused = await storage.putMany(tenant, [small('x')]);
    expect(refused._unsafeUnwrapErr()).toMatchObject({ type: 'storage/refused', retryable: false });
    const opening = await localStorage({ directory: disk }).open();
    expect(opening._unsafeUnwrapErr().type).toBe('storage/refused');
    expect(opening._unsafeUnwrapErr().message).toContain('right');
  });

  it('cannot be opened where its directory cannot be', async () => {
    await using temporary = await temporaryDirectory();
    const file = join(temporary.path, 'file');
    await writeFile(file, '');
    const storage = localStorage({ directory: join(file, 'files') });
    expect((await storage.open())._unsafeUnwrapErr().type).toBe('storage/refused');
    expect((await storage.list(tenant))._unsafeUnwrapErr().type).toBe('storage/closed');
  });

  it('makes a directory that is not there, for its user alone', async () => {
    await using temporary = await temporaryDirectory();
    await chmod(temporary.path, 0o755);
    await reopened(join(temporary.path, 'a', 'b'));
    expect((await stat(join(temporary.path, 'a', 'b'))).mode & 0o777).toBe(0o700);
  });

  it.each([{ directory: '' }, { directory: 'x', maxOpenFiles: 0 }, { directory: 'x', staleAfterMs: -1 }])(
    'is not made with %j',
    (options) => {
      expect(() => localStorage(options)).toThrow('invariant');
    },
  );
});

async function opened() {
  const temporary = await temporaryDirectory();
  onTestFinished(() => temporary[Symbol.asyncDispose]());
  return { directory: temporary.path, storage: await reopened(temporary.path) };
}

async function reopened(directory: string, options: Omit<LocalStorageOptions, 'directory'> = {}) {
  const storage = localStorage({ directory, ...options });
  await unwrap(storage.open());
  onTestFinished(() => storage.dispose());
  return storage;
}

/** A disk in memory, until the test is over; `null` where this user may not mount one. */
async function mounted(options: readonly string[]): Promise<string | null> {
  const temporary = await temporaryDirectory();
  onTestFinished(() => temporary[Symbol.asyncDispose]());
  const isMounted = await run('mount', ['-t', 'tmpfs', ...options, 'none', temporary.path]).then(
    () => true,
    () => false,
  );
  if (!isMounted) return null;
  onTestFinished(async () => {
    await run('umount', ['-l', temporary.path]);
  });
  return temporary.path;
}

const small = (text: string) => ({ digest: contentDigest(Buffer.from(text)), data: Buffer.from(text) });
const streamed = (data: Buffer) => ({ digest: contentDigest(data), bytes: data.length, data: chunks(data) });
const temporaryFiles = (directory: string) => readdir(join(directory, '.temporary'));

async function* chunks(data: Buffer): AsyncGenerator<Uint8Array, undefined, undefined> {
  for (let start = 0; start < data.length; start += 10_000) yield data.subarray(start, start + 10_000);
}

async function* throwing(): AsyncGenerator<Uint8Array, undefined, undefined> {
  yield Buffer.from('con');
  throw new Error('the source broke');
}

/** Gives a chunk, calls `then`, and gives no other. */
async function* never(then: () => void): AsyncGenerator<Uint8Array, undefined, undefined> {
  yield Buffer.from('con');
  setImmediate(then);
  await new Promise(() => undefined);
}

async function read(storage: StorageProvider, digest: ContentDigest): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of await unwrap(storage.get(tenant, digest))) parts.push(part);
  return Buffer.concat(parts);
}

/** How many files of this process are open whose path ends with `name`. */
async function openFiles(name: string): Promise<number> {
  const descriptors = await readdir('/proc/self/fd');
  // One that is closed meanwhile leads nowhere.
  const paths = await Promise.all(descriptors.map((one) => readlink(`/proc/self/fd/${one}`).catch(() => '')));
  return paths.filter((path) => path.endsWith(name)).length;
}
