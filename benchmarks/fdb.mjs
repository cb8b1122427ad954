/**
 * What the FoundationDB store costs over raw calls of the binding: a read by key, a one-record transaction, a scan of 1,000 records.
 *
 * On the cluster that `FDB_CLUSTER_FILE` names; without one on the stand-in of the tests, which says something about what this
 * process does, and nothing about a cluster. Run `npm run build` first, then `node benchmarks/fdb.mjs`.
 */
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createCursorCodec, unwrap } from '@carrel/core/kernel';
import { collection, EntityTable } from '@carrel/core/store';
import { fdbStore } from '@carrel/store-fdb';
import { compare, finish, rate } from './src/measure.mjs';
import { sessionRecord } from './src/session-record.mjs';

const RECORDS = 1_000;
const READS = 2_000;
const TRANSACTIONS = 500;
const SCANS = 20;

const clusterFile = process.env['FDB_CLUSTER_FILE'];
const { binding, where, close } = clusterFile === undefined ? await loadStandIn() : loadReal();
console.log(`On ${where}.\n`);

const prefix = `carrel-benchmark-${randomUUID()}`;
const options = { prefix, ...(clusterFile === undefined ? {} : { clusterFile }), loadBinding: () => binding };
const store = fdbStore(options);
const sessions = collection()('sessions', { key: ['tenantId', 'id'] });
const table = new EntityTable(sessions, createCursorCodec(Buffer.alloc(32)));
await unwrap(store.open([sessions]));

// The store has chosen the version of the API.
const database = binding.open(clusterFile);
const rawKey = (id) => Buffer.from(`${prefix}/raw/${id}`);
const all = Array.from({ length: RECORDS }, (_, number) => sessionRecord(number));
for (const each of all) {
  await unwrap(store.transact((tx) => table.insert(tx, each)));
  await transactRaw((tn) => Promise.resolve(tn.set(rawKey(each.id), Buffer.from(JSON.stringify(each)))));
}

await compare({
  name: 'One record by its key, reads a second',
  unit: 'rate',
  variants: [
    {
      name: 'the binding: get in a transaction, JSON.parse',
      run: () => rate(READS, (number) => getRaw(all[number % RECORDS].id)),
    },
    {
      name: 'repository get',
      run: () => rate(READS, (number) => get(all[number % RECORDS])),
    },
  ],
});

await compare({
  name: 'One-record transactions that read and write, a second',
  unit: 'rate',
  variants: [
    {
      name: 'the binding: get, set, commit',
      run: () => rate(TRANSACTIONS, (number) => updateRaw(all[number % RECORDS])),
    },
    {
      name: 'repository update',
      run: () => rate(TRANSACTIONS, (number) => update(all[number % RECORDS])),
    },
  ],
});

await compare({
  name: `Scans of ${RECORDS} records, a second`,
  unit: 'rate',
  variants: [
    { name: 'the binding: getRangeAll, JSON.parse', run: () => rate(SCANS, scanRaw) },
    { name: 'store scan', run: () => rate(SCANS, scan) },
  ],
});

await transactRaw((tn) => Promise.resolve(tn.clearRange(rawKey(''), rawKey('\xff'))));
await store.dispose();
await transactRaw((tn) => Promise.resolve(tn.clearRange(...wholePrefix())));
database.close();
close();
finish();

function get({ tenantId, id }) {
  return unwrap(store.read((view) => table.get(view, [tenantId, id])));
}

function update({ tenantId, id }) {
  return unwrap(
    store.transact((tx) =>
      table.get(tx, [tenantId, id]).andThen((found) => table.update(tx, { ...found, kind: 'solo' })),
    ),
  );
}

async function scan() {
  const { items } = await unwrap(store.read((view) => view.scan(sessions, { limit: RECORDS })));
  if (items.length !== RECORDS) throw new Error(`The scan gave ${items.length} records.`);
}

async function getRaw(id) {
  return JSON.parse(await transactRaw((tn) => tn.get(rawKey(id))));
}

function updateRaw({ id }) {
  return transactRaw(async (tn) => {
    const found = JSON.parse(await tn.get(rawKey(id)));
    tn.set(rawKey(id), Buffer.from(JSON.stringify({ ...found, kind: 'solo' })));
  });
}

async function scanRaw() {
  const rows = await transactRaw((tn) => tn.getRangeAll(rawKey(''), rawKey('\xff')));
  const found = rows.map(([, value]) => JSON.parse(value));
  if (found.length !== RECORDS) throw new Error(`The scan gave ${found.length} records.`);
}

function transactRaw(body) {
  return database.doTn(body);
}

/** All keys of the store: the prefix as a packed string begins each of them. */
function wholePrefix() {
  const packed = Buffer.concat([Buffer.of(2), Buffer.from(prefix), Buffer.of(0)]);
  return [packed, Buffer.concat([packed, Buffer.of(0xff)])];
}

function loadReal() {
  const real = createRequire(import.meta.url)('foundationdb');
  return { binding: real, where: `the cluster of ${clusterFile}`, close: () => undefined };
}

/** The stand-in is part of the tests, in TypeScript, and in no package. */
async function loadStandIn() {
  const { build } = await import('esbuild');
  const directory = mkdtempSync(join(tmpdir(), 'carrel-fdb-benchmark-'));
  const source = (name) => fileURLToPath(new URL(`../packages/store-fdb/test/stand-in/${name}`, import.meta.url));
  await build({
    entryPoints: [source('load-stand-in.ts'), source('stand-in-cluster.ts')],
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    // Where it is loaded from, it does not find the binding.
    define: { 'import.meta.url': JSON.stringify(import.meta.url) },
    logLevel: 'error',
  });
  const load = (name) => import(pathToFileURL(join(directory, name)).href);
  const { loadStandIn: loadBinding } = await load('load-stand-in.mjs');
  const { StandInCluster } = await load('stand-in-cluster.mjs');
  const standIn = loadBinding({ clusters: new Map([['', new StandInCluster()]]) });
  const close = () => rmSync(directory, { recursive: true, force: true });
  return { binding: standIn, where: 'the stand-in of the tests, in this process: NOT a cluster', close };
}
