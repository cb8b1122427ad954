import { collection, type ScanOptions } from '@carrel/core/store';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { applyCollections } from './sqlite-collections.js';
import { SqliteConnection } from './sqlite-connection.js';
import { migrate } from './sqlite-schema.js';
import { SqliteTable, type SqliteRow } from './sqlite-table.js';

interface Note {
  readonly tenantId: string;
  readonly id: string;
  readonly rank?: number | null;
  readonly slug?: string | null;
}

const notes = collection<Note>()('notes', {
  key: ['tenantId', 'id'],
  indexes: { byRank: ['tenantId', 'rank'] },
  unique: { bySlug: ['tenantId', 'slug'] },
});

const scans: readonly Omit<ScanOptions, 'limit'>[] = [
  {},
  { prefix: ['t'] },
  { prefix: ['t'], start: ['a'], end: ['b'] },
  { prefix: ['t'], after: ['t', 'a'] },
  { index: 'byRank' },
  { index: 'byRank', prefix: ['t'] },
  { index: 'byRank', prefix: ['t', 1] },
  { index: 'byRank', prefix: ['t'], start: [1], end: [5] },
  { index: 'byRank', prefix: ['t'], start: [1], after: ['t', 2, 'a'] },
  { index: 'bySlug', prefix: ['t'] },
  { index: 'bySlug', prefix: ['t'], after: ['t', 's'] },
];

describe('the SQL of a scan', () => {
  const table = new SqliteTable(notes);
  const connection = new SqliteConnection(Database, ':memory:', { readonly: false, timeoutMs: 0 });
  migrate(connection);
  applyCollections(connection, [notes])._unsafeUnwrap();

  it.each(scans.flatMap((scan) => [scan, { ...scan, reverse: true }]))(
    'reads by the index, without sorting: %j',
    (scan) => {
      const { sql, parameters } = table.scan({ ...scan, limit: 10 });
      const plan = connection.all<[number, number, number, string]>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
      const steps = plan.map((row) => row[3]);
      expect(steps).toHaveLength(1);
      const index = scan.index === undefined ? 'sqlite_autoindex_notes_1' : `notes.${scan.index}`;
      const access = scan.prefix === undefined ? 'SCAN' : 'SEARCH';
      expect(steps[0]).toContain(`${access} notes USING INDEX ${index}`);
    },
  );

  it('is made once for each shape', () => {
    const first = table.scan({ prefix: ['a'], limit: 1 });
    const second = table.scan({ prefix: ['b'], limit: 2 });
    expect(second.sql).toBe(first.sql);
    expect(second.parameters).toEqual(['b', 3]);
  });

  it('cannot have a bound on more fields than are left', () => {
    expect(() => table.scan({ prefix: ['t'], start: ['a', 'b'], limit: 1 })).toThrow('Broken invariant');
  });

  it('follows nothing when the prefix names one entry whole', () => {
    const { sql } = table.scan({ prefix: ['t', 'a'], after: ['t', 'a'], limit: 1 });
    expect(sql).toContain('AND FALSE');
  });
});

describe('the SQL of a write', () => {
  const table = new SqliteTable(notes);
  const open = () => {
    const connection = new SqliteConnection(Database, ':memory:', { readonly: false, timeoutMs: 0 });
    migrate(connection);
    applyCollections(connection, [notes])._unsafeUnwrap();
    const valuesOf = (note: Note) => [...table.columnValues(note), JSON.stringify(note), Buffer.from(note.id)];
    const put = (note: Note) => connection.get<[number]>(table.putRecord, valuesOf(note))?.[0];
    const update = (note: Note, version: number) => {
      const parameters = [...valuesOf(note).slice(2), note.tenantId, note.id, version];
      return connection.get<[number]>(table.updateRecord, parameters)?.[0];
    };
    const rows = () => connection.all<[string, string, number]>('SELECT tenantId, id, rank FROM notes ORDER BY id', []);
    return { connection, put, update, rows };
  };

  it('changes one record, what it is found by and its version, and no other', () => {
    const { connection, put, update, rows } = open();
    const [one, other] = [
      { tenantId: 't', id: 'a', rank: 1, slug: 'x' },
      { tenantId: 't', id: 'b', rank: 2 },
    ];
    expect([put(one), put(other), put({ ...one, rank: 3 })]).toEqual([1, 1, 2]);
    expect(update({ ...one, rank: 4 }, 1)).toBeUndefined();
    expect(update({ ...one, rank: 4, slug: 'y' }, 2)).toBe(3);
    expect(rows()).toEqual([
      ['t', 'a', 4],
      ['t', 'b', 2],
    ]);
    const [version, json, bytes] = connection.get<SqliteRow>(table.selectRecord, ['t', 'a']) ?? [0, '', null];
    expect([version, JSON.parse(json), Buffer.from(bytes ?? []).toString()]).toEqual([
      3,
      { ...one, rank: 4, slug: 'y' },
      'a',
    ]);
  });

  it('leaves the key as it is, and with it the index of the key', () => {
    for (const sql of [table.putRecord, table.updateRecord]) {
      const assigned = sql.slice(sql.indexOf(' SET ')).replace(/ WHERE .*$/, '');
      expect(assigned).not.toContain('"tenantId" =');
      expect(assigned).toContain('"rank" =');
    }
  });
});
