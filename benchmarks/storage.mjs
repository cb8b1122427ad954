/**
 * What keeping files costs against `tar` on the same disk: 1,000 small contents, and one of 100 MB, stored and read by the storages
 * alone, and saved from and loaded into a workspace of the local runtime with all that comes with it.
 *
 * Both sides are durable when a round of writing ends: `tar` is followed by an `fsync` of its archive. Reading `tar` unpacks the
 * archive, as loading a session does.
 *
 * Run `npm run build` first, then `node benchmarks/storage.mjs [small] [large] [session]`: these parts alone. The disk is that of `TMPDIR`.
 */
import { execFile } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { localRuntime } from '@carrel/adapter-local';
import { createCarrel } from '@carrel/core';
import { createIdSource, systemClock, tenantId, unwrap } from '@carrel/core/kernel';
import { contentDigest, databaseStorage, storageCollections } from '@carrel/core/storage';
import { localStorage } from '@carrel/storage-local';
import { sqliteStore } from '@carrel/store-sqlite';
import { compare, finish } from './src/measure.mjs';
import { noise } from './src/noise.mjs';

const SMALL = 1_000;
const SMALL_BYTES = 2_000;
const LARGE_BYTES = 100_000_000;
const ROUNDS = 5;
const SESSION_ROUNDS = 3;
/** A save reads each file twice, and its storage syncs more often than once; a load waits for a box, too. */
const SESSION_GATES = {
  database: { small: { save: 20, load: 5 }, large: { save: 15, load: 8 } },
  local: { small: { save: 45, load: 5 }, large: { save: 12, load: 8 } },
};

const parts = process.argv.slice(2);
const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'carrel-benchmark-'));
const tenant = tenantId.create(createIdSource(systemClock));
const store = sqliteStore({ path: join(directory, 'store.db') });
const storages = {
  database: databaseStorage({ store }),
  local: localStorage({ directory: join(directory, 'contents') }),
};
let round = 0;

try {
  await unwrap(store.open(storageCollections));
  for (const storage of Object.values(storages)) await unwrap(storage.open());
  if (wanted('small')) await smallContents();
  if (wanted('large')) await largeContent();
  if (wanted('session')) await session();
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
    gate: [
      { of: 'database putMany', atMost: 4 },
      { of: 'local putMany', atMost: 8 },
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
    gate: [
      { of: 'database getMany', atMost: 0.5 },
      { of: 'local getMany', atMost: 0.75 },
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
    gate: [
      { of: 'database put', atMost: 8 },
      { of: 'local put', atMost: 4 },
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
    gate: [
      { of: 'database get', atMost: 3 },
      { of: 'local get', atMost: 1.5 },
    ],
  });
}

/** A save on demand, and a start, which has the box to make, too. */
async function session() {
  const records = sqliteStore({ path: join(directory, 'carrel.db') });
  const carrel = await createCarrel({
    store: records,
    runtime: localRuntime({ baseDir: join(directory, 'workspaces') }),
    storages: [databaseStorage({ store: records }), localStorage({ directory: join(directory, 'saved') })],
    storage: { debounceMs: 3_600_000, maxIntervalMs: 3_600_000 },
  });
  const login = { email: 'ada@example.com', password: 'correct horse' };
  const { tokens } = await unwrap(carrel.identity.register(login, { requestId: 'benchmark' }));
  const caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, 'benchmark'));
  for (const storage of ['database', 'local']) {
    for (const kind of ['small', 'large']) await saveAndLoad({ carrel, caller, storage, kind });
  }
  await carrel.dispose();
}

async function saveAndLoad({ carrel, caller, storage, kind }) {
  const source = join(directory, `tree-${storage}-${kind}`);
  await mkdir(source);
  const fresh = async () => {
    const files = kind === 'small' ? Array.from({ length: SMALL }, () => noise(SMALL_BYTES)) : [noise(LARGE_BYTES)];
    await Promise.all(files.map((data, index) => writeFile(join(source, `file-${index}`), data)));
  };
  const made = carrel.sessions.create(caller, { kind: 'solo', languages: ['bash'], storage });
  const { id } = await unwrap(made);
  const what = kind === 'small' ? `${SMALL} files of ${SMALL_BYTES} bytes` : 'one file of 100 MB';
  const saved = async () => {
    const workspace = await unwrap(carrel.workspaces.open(caller, id));
    const copied = await unwrap(workspace.commands.run(['cp', '-r', `${source}/.`, '.']));
    if (copied.exitCode !== 0) throw new Error(copied.stderr);
    return timed(() => unwrap(carrel.backups.create(caller, id)));
  };
  const loaded = async () => {
    await unwrap(carrel.workspaces.stop(caller, id));
    return timed(() => unwrap(carrel.workspaces.start(caller, id)));
  };
  await compare({
    name: `A session with ${what}, saved`,
    unit: 'time',
    rounds: SESSION_ROUNDS,
    variants: [
      { name: 'tar -c, fsync', run: () => fresh().then(() => timed(() => pack(source))) },
      { name: storage, run: saved },
    ],
    gate: { of: storage, atMost: SESSION_GATES[storage][kind].save },
  });
  await compare({
    name: `A session with ${what}, loaded`,
    unit: 'time',
    rounds: SESSION_ROUNDS,
    variants: [
      { name: 'tar -x', run: () => unpacked() },
      { name: storage, run: loaded },
    ],
    gate: { of: storage, atMost: SESSION_GATES[storage][kind].load },
  });
  await unwrap(carrel.sessions.remove(caller, id));
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
