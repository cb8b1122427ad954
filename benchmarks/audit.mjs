/**
 * What the audit takes: records that are durable when they are acknowledged, noted by as many callers at once, against a bare
 * transaction of better-sqlite3 that inserts as many rows of the same columns, indexes and contents.
 *
 * Both are durable (`synchronous = FULL`) when a round ends. Records get their places in the chains later and apart; that is not
 * measured here.
 *
 * Run `npm run build` first, then `node benchmarks/audit.mjs`. The disk is that of `TMPDIR`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditCollections, AuditService } from '@carrel/core/audit';
import { auditId, createCursorCodec, createIdSource, systemClock, tenantId, unwrap, userId } from '@carrel/core/kernel';
import { sqliteStore } from '@carrel/store-sqlite';
import Database from 'better-sqlite3';
import { compare, finish, rate } from './src/measure.mjs';

/** Of one round, whatever the size of its batches. */
const RECORDS = 5_000;
/** From one caller after the other to more than one transaction of the audit holds. */
const AT_ONCE = [1, 10, 100, 1_000];
const GATES = { 100: 0.2, 1_000: 0.2 };
const TENANTS = 10;

const directory = mkdtempSync(join(tmpdir(), 'carrel-benchmark-'));
const ids = createIdSource(systemClock);
const tenants = Array.from({ length: TENANTS }, () => ({ tenantId: tenantId.create(ids), userId: userId.create(ids) }));

const store = sqliteStore({ path: join(directory, 'store.db') });
await unwrap(store.open(auditCollections));
const audit = new AuditService({ store, clock: systemClock, ids, cursors: createCursorCodec(Buffer.alloc(32)) });

const raw = new Database(join(directory, 'raw.db'));
raw.pragma('journal_mode = WAL');
raw.pragma('synchronous = FULL');
raw.exec(`
  CREATE TABLE audit (tenantId TEXT NOT NULL, id TEXT NOT NULL, sealAfter INTEGER, sequence INTEGER, data TEXT NOT NULL, PRIMARY KEY (tenantId, id));
  CREATE INDEX byDue ON audit (sealAfter, tenantId, id);
  CREATE UNIQUE INDEX bySequence ON audit (tenantId, sequence);`);
const insert = raw.prepare('INSERT INTO audit VALUES (?, ?, ?, ?, ?)');
const insertAll = raw.transaction((records) => {
  for (const record of records) insert.run(record.tenantId, record.id, record.sealAfter, null, JSON.stringify(record));
});

let made = 0;
for (const size of AT_ONCE) {
  const batches = RECORDS / size > 1_000 ? 1_000 : RECORDS / size;
  await compare({
    name: `audit records acknowledged a second, ${size} at once`,
    unit: 'rate',
    variants: [
      { name: `better-sqlite3, one transaction of ${size}`, run: () => perRecord(size, batches, insertBatch) },
      { name: 'audit', run: () => perRecord(size, batches, noteBatch) },
    ],
    gate: GATES[size] === undefined ? [] : { of: 'audit', atLeast: GATES[size] },
  });
}

await audit.close();
await store.dispose();
raw.close();
rmSync(directory, { recursive: true, force: true });
finish();

async function perRecord(size, batches, write) {
  return size * (await rate(batches, () => write(Array.from({ length: size }, nextEntry))));
}

/** No two are alike: what is noted again is counted, not written. */
function nextEntry() {
  made += 1;
  const { tenantId: tenant, userId: user } = tenants[made % TENANTS];
  return {
    ...{ tenantId: tenant, action: 'file.written', actor: { type: 'user', id: user }, requestId: `req_${made}` },
    ...{ address: '192.0.2.7', subject: `ses_${made}`, outcome: 'success', details: { path: `src/file-${made}.ts` } },
  };
}

function noteBatch(entries) {
  return Promise.all(entries.map((entry) => unwrap(audit.note(entry))));
}

function insertBatch(entries) {
  const at = new Date();
  insertAll(entries.map((entry) => ({ ...entry, id: auditId.create(ids), at: at.toISOString(), sealAfter: at.getTime() }))); // prettier-ignore
}
