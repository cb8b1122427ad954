/**
 * What the SQLite store costs over the driver alone: one record read by its key, and one hundred durable transactions at once.
 *
 * Run `npm run build` first, then `node benchmarks/src/sqlite.mjs`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCursorCodec, unwrap } from '@carrel/core/kernel';
import { collection, EntityTable } from '@carrel/core/store';
import { sqliteStore } from '@carrel/store-sqlite';
import Database from 'better-sqlite3';
import { compare, finish, rate, rateSync } from './measure.mjs';
import { sessionRecord } from './session-record.mjs';

const RECORDS = 10_000;
const READS = 20_000;
const CALLERS = 100;
const TRANSACTIONS = 2_000;

const directory = mkdtempSync(join(tmpdir(), 'carrel-benchmark-'));
const sessions = collection()('sessions', {
  key: ['tenantId', 'id'],
  indexes: { byOwner: ['tenantId', 'ownerId', 'updatedAt'] },
});
const table = new EntityTable(sessions, createCursorCodec(Buffer.alloc(32)));
const store = sqliteStore({ path: join(directory, 'store.db') });
await unwrap(store.open([sessions]));

const raw = new Database(join(directory, 'raw.db'));
raw.pragma('journal_mode = WAL');
raw.pragma('synchronous = FULL');
raw.exec(`
  CREATE TABLE sessions (tenantId TEXT NOT NULL, id TEXT NOT NULL, ownerId TEXT, updatedAt TEXT, data TEXT NOT NULL,
    PRIMARY KEY (tenantId, id));
  CREATE INDEX byOwner ON sessions (tenantId, ownerId, updatedAt, id);`);
const rawInsert = raw.prepare('INSERT INTO sessions VALUES (?, ?, ?, ?, ?)');
const rawGet = raw.prepare('SELECT data FROM sessions WHERE tenantId = ? AND id = ?');

let made = 0;
const next = () => sessionRecord(made++);
const first = Array.from({ length: RECORDS }, next);
raw.transaction(() => first.forEach(insertRaw))();
await Promise.all(first.map(insert));
// The order of the reads is not that of the records on disk.
const reads = Array.from({ length: READS }, (_, number) => first[(number * 7_919) % RECORDS]);

await compare({
  name: 'One record by its key, reads a second',
  unit: 'rate',
  variants: [
    {
      name: 'better-sqlite3, prepared get + JSON.parse',
      run: () => rateSync(READS, (number) => JSON.parse(rawGet.get(reads[number].tenantId, reads[number].id).data)),
    },
    {
      name: 'repository get',
      run: () =>
        rate(READS, (number) => store.read((view) => table.get(view, [reads[number].tenantId, reads[number].id]))),
    },
  ],
  gate: { of: 'repository get', atLeast: 0.6 },
});

await compare({
  name: `One-record transactions, each durable, a second`,
  unit: 'rate',
  variants: [
    {
      name: 'better-sqlite3, autocommit, synchronous = FULL',
      run: () => rateSync(TRANSACTIONS, () => insertRaw(next())),
    },
    {
      name: `${CALLERS} callers at once`,
      run: async () => {
        const perSecond = await rate(TRANSACTIONS / CALLERS, () =>
          Promise.all(Array.from({ length: CALLERS }, () => insert(next()))),
        );
        return perSecond * CALLERS;
      },
    },
    {
      name: 'one caller',
      run: () => rate(TRANSACTIONS / 10, () => insert(next())),
    },
  ],
  gate: { of: `${CALLERS} callers at once`, atLeast: 4 },
});

await store.dispose();
raw.close();
rmSync(directory, { recursive: true, force: true });
finish();

function insert(session) {
  return unwrap(store.transact((tx) => table.insert(tx, session)));
}

function insertRaw(session) {
  rawInsert.run(session.tenantId, session.id, session.ownerId, session.updatedAt, JSON.stringify(session));
}
