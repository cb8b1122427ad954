/**
 * What keeping files costs against `tar` on the same disk: 1,000 small contents, and one of 100 MB, stored and read.
 *
 * Both sides are durable when a round of writing ends: `tar` is followed by an `fsync` of its archive. Reading `tar` unpacks the
 * archive, as loading a session does.
 *
 * Run `npm run build` first, then `node benchmarks/storage.mjs [small] [large]`: these parts alone. The disk is that of `TMPDIR`.
 */
import { execFile } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createIdSource, systemClock, tenantId, unwrap } from '@carrel/core/kernel';
import { contentDigest, databaseStorage, storageCollections } from '@carrel/core/storage';
import { sqliteStore } from '@carrel/store-sqlite';
import { compare, finish } from './src/measure.mjs';
import { noise } from './src/noise.mjs';

const SMALL = 1_000;
const SMALL_BYTES = 2_000;
const LARGE_BYTES = 100_000_000;
const ROUNDS = 5;

const parts = process.argv.slice(2);
const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'carrel-benchmark-'));
const tenant = tenantId.create(createIdSource(systemClock));
const store = sqliteStore({ path: join(directory, 'store.db') });
const storages = { database: databaseStorage({ store }) };
let round = 0;

try {
  await unwrap(store.open(storageCollections));
  for (const storage of Object.values(storages)) await unwrap(storage.open());
  if (wanted('small')) await smallContents();
  if (wanted('large')) await largeContent();
} finally {
  for (const storage of Object.values(storages)) await storage.dispose();
  await store.dispose();
  rmSync(directory, { recursive: true, force: true });
}
finish();

function wanted(part) {
  return parts.length === 0 || parts.includes(part);
}

/** Other contents in each round, since one that is there is another case. */
async function smallContents() {
  const source = join(directory, 'small');
  await mkdir(source);
  let contents = [];
  const fresh = async () => {
    contents = Array.from({ length: SMALL }, () => noise(SMALL_BYTES)).map((data) => ({
      digest: contentDigest(data),
      data,
    }));
    await Promise.all(contents.map(({ data }, index) => writeFile(join(source, `file-${index}.txt`), data)));
  };
  await compare({
    name: `${SMALL} contents of ${SMALL_BYTES} bytes, stored`,
    unit: 'time',
    rounds: ROUNDS,
    variants: [
      { name: 'tar -c, fsync', run: () => fresh().then(() => timed(() => pack(source))) },
      ...each('putMany', (storage) => timed(() => unwrap(storage.putMany(tenant, contents)))),
    ],
  });
  await compare({
    name: `${SMALL} contents of ${SMALL_BYTES} bytes, read`,
    unit: 'time',
    rounds: ROUNDS,
    variants: [
      { name: 'tar -x', run: () => unpacked() },
      ...each('getMany', (storage) =>
        timed(async () => {
          const found = await unwrap(
            storage.getMany(
              tenant,
              contents.map(({ digest }) => digest),
            ),
          );
          if (found.length !== SMALL) throw new Error('contents are missing');
        }),
      ),
    ],
  });
}

async function largeContent() {
  const source = join(directory, 'large');
  await mkdir(source);
  const path = join(source, 'file.bin');
  let digest;
  const fresh = async () => {
    const data = noise(LARGE_BYTES);
    digest = contentDigest(data);
    await writeFile(path, data);
  };
  await compare({
    name: 'One content of 100 MB, stored',
    unit: 'time',
    rounds: ROUNDS,
    variants: [
      { name: 'tar -c, fsync', run: () => fresh().then(() => timed(() => pack(source))) },
      ...each('put', (storage) =>
        timed(() => unwrap(storage.put(tenant, { digest, bytes: LARGE_BYTES, data: createReadStream(path) }))),
      ),
    ],
  });
  await compare({
    name: 'One content of 100 MB, read',
    unit: 'time',
    rounds: ROUNDS,
    variants: [
      { name: 'tar -x', run: () => unpacked() },
      ...each('get', (storage) =>
        timed(async () => {
          let bytes = 0;
          for await (const chunk of await unwrap(storage.get(tenant, digest))) bytes += chunk.length;
          if (bytes !== LARGE_BYTES) throw new Error('bytes are missing');
        }),
      ),
    ],
  });
}

function each(operation, measure) {
  return Object.entries(storages).map(([name, storage]) => ({
    name: `${name} ${operation}`,
    run: () => measure(storage),
  }));
}

async function pack(source) {
  const archive = join(directory, 'archive.tar');
  await run('tar', ['-cf', archive, '-C', source, '.']);
  const file = await open(archive, 'r+');
  await file.sync();
  await file.close();
}

/** Into an empty directory each time, which is taken away outside of the measured time. */
async function unpacked() {
  const target = join(directory, `unpacked-${(round += 1)}`);
  await mkdir(target);
  const taken = await timed(() => run('tar', ['-xf', join(directory, 'archive.tar'), '-C', target]));
  await rm(target, { recursive: true });
  return taken;
}

async function timed(operation) {
  const startedAt = performance.now();
  await operation();
  return performance.now() - startedAt;
}
