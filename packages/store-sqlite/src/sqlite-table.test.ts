import { collection, type ScanOptions } from '@carrel/core/store';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { applyCollections } from './sqlite-collections.js';
import { SqliteConnection } from './sqlite-connection.js';
import { migrate } from './sqlite-schema.js';
import { SqliteTable } from './sqlite-table.js';

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
