import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { err, ok, type Result } from '../kernel/index.js';
import type { ArchiveEntry } from './archive-format.js';
import { isArchive, readArchive } from './read-archive.js';
import { storeContention, type StoreError } from './store-errors.js';
import { writeArchive } from './write-archive.js';

function temporaryFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'carrel-archive-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return join(directory, 'archive');
}

const notes = { name: 'notes', key: ['id'], indexes: { byRank: ['rank'] }, unique: {} };

const record = (id: string, fields: object = {}, bytes: Uint8Array | null = null): ArchiveEntry => ({
  type: 'record',
  record: { json: JSON.stringify({ id, ...fields }), bytes, version: 3 },
});

const entries: readonly ArchiveEntry[] = [
  { type: 'collection', schema: notes },
  record('a', { text: 'line\u2028separator\nand \u0000 and \ud800 and é', rank: 1e300 }),
  record('b', { ['__proto__']: 1, nested: [{}, null] }, Uint8Array.of(0, 10, 255)),
  record('c', {}, new Uint8Array()),
  { type: 'collection', schema: { ...notes, name: 'empty' } },
];

async function* given(
  all: readonly ArchiveEntry[],
  failure?: StoreError,
): AsyncIterable<Result<ArchiveEntry, StoreError>> {
  for (const entry of all) yield ok(entry);
  if (failure !== undefined) yield err(failure);
}

async function written(all: readonly ArchiveEntry[] = entries): Promise<string> {
  const path = temporaryFile();
  (await writeArchive(path, given(all)))._unsafeUnwrap();
  return path;
}

const failure = async (path: string) => (await readArchive(path))._unsafeUnwrapErr().type;

describe('an archive', () => {
  it('gives back what was written, and says how many records there are', async () => {
    const archive = (await readArchive(await written()))._unsafeUnwrap();
    expect(archive.records).toBe(3);
    const found: ArchiveEntry[] = [];
    for await (const entry of archive.entries()) found.push(entry._unsafeUnwrap());
    expect(found).toEqual(entries);
  });

  it('is for its owner alone, and replaces what is there', async () => {
    const path = temporaryFile();
    writeFileSync(path, 'something else');
    (await writeArchive(path, given(entries)))._unsafeUnwrap();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await isArchive(path))._unsafeUnwrap()).toBe(true);
  });

  it('holds records larger than a piece of the file', async () => {
    const bytes = Buffer.alloc(3_000_000, 'large');
    const path = await written([entries[0] as ArchiveEntry, record('large', {}, bytes), record('after')]);
    const archive = (await readArchive(path))._unsafeUnwrap();
    const found: ArchiveEntry[] = [];
    for await (const entry of archive.entries()) found.push(entry._unsafeUnwrap());
    const [, large, after] = found;
    expect(large?.type === 'record' && bytes.equals(large.record.bytes ?? Buffer.alloc(0))).toBe(true);
    expect(after).toEqual(record('after'));
  });

  it('that cannot be finished leaves nothing', async () => {
    const path = temporaryFile();
    const failed = await writeArchive(path, given(entries, storeContention()));
    expect(failed._unsafeUnwrapErr().type).toBe('store/contention');
    expect(readdirSync(join(path, '..'))).toEqual([]);
    expect((await writeArchive(join(path, 'no', 'where'), given(entries)))._unsafeUnwrapErr().type).toBe(
      'store/unavailable',
    );
  });

  it('is refused with every single byte of it changed', async () => {
    const path = await written();
    const content = readFileSync(path);
    for (let at = 0; at < content.length; at += 1) {
      const damaged = Buffer.from(content);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(path, damaged);
      expect(await failure(path)).toMatch(/^store\/(corrupt|incompatible)$/);
    }
  });

  it('is refused when any part of its end is missing', async () => {
    const path = await written();
    const content = readFileSync(path);
    for (const length of [1, 2, 30, 100, content.length - 40]) {
      writeFileSync(path, content.subarray(0, content.length - length));
      expect(await failure(path)).toMatch(/^store\/(corrupt|incompatible)$/);
    }
  });

  it('of a newer format is refused, and so is what is none', async () => {
    const path = await written();
    const content = readFileSync(path, 'utf8');
    writeFileSync(path, content.replace('"format":1', '"format":2'));
    expect(await failure(path)).toBe('store/incompatible');
    writeFileSync(path, 'not an archive\n');
    expect(await failure(path)).toBe('store/incompatible');
    expect((await isArchive(path))._unsafeUnwrap()).toBe(false);
    writeFileSync(path, '');
    expect(await failure(path)).toBe('store/corrupt');
    rmSync(path);
    expect(await failure(path)).toBe('store/unavailable');
    expect((await isArchive(path))._unsafeUnwrapErr().type).toBe('store/unavailable');
  });

  describe('that is not of one state', () => {
    const spread = { from: '2030-01-01T00:00:00.000Z', to: () => '2030-01-01T00:00:09.000Z' };
    const users = { name: 'users', key: ['id'], indexes: {}, unique: { byMail: ['mail'], byTag: ['tenant', 'tag'] } };

    async function marked(all: readonly ArchiveEntry[]): Promise<string> {
      const path = temporaryFile();
      (await writeArchive(path, given(all), spread))._unsafeUnwrap();
      return path;
    }

    it('says so in its first line, and when its parts were read', async () => {
      const path = await marked(entries);
      expect(readFileSync(path, 'utf8').split('\n')[0]).toBe(
        '{"carrel":"records","format":1,"consistent":false,"from":"2030-01-01T00:00:00.000Z"}',
      );
      const archive = (await readArchive(path))._unsafeUnwrap();
      expect(archive).toMatchObject({ records: 3, leftOut: 0, spread: { from: spread.from, to: spread.to() } });
      expect((await isArchive(path))._unsafeUnwrap()).toBe(true);
      expect((await readArchive(await written()))._unsafeUnwrap()).toMatchObject({ spread: null, leftOut: 0 });
    });

    it('leaves those out whose unique values a later one has', async () => {
      const all: readonly ArchiveEntry[] = [
        { type: 'collection', schema: users },
        record('a', { mail: 'x', tenant: 't', tag: 1 }),
        record('b', { mail: 'y', tenant: 't', tag: 2 }),
        record('c', { mail: null, tenant: 't', tag: 2 }),
        record('d', { mail: 'x' }),
        record('e', { mail: null, tenant: 'u', tag: 2 }),
        { type: 'collection', schema: { ...users, name: 'others' } },
        record('f', { mail: 'x' }),
      ];
      const archive = (await readArchive(await marked(all)))._unsafeUnwrap();
      const ids: unknown[] = [];
      for await (const entry of archive.entries()) {
        const { record: found } = entry._unsafeUnwrap() as { readonly record?: { readonly json: string } };
        if (found !== undefined) ids.push((JSON.parse(found.json) as { readonly id: string }).id);
      }
      expect([ids, archive.leftOut]).toEqual([['c', 'd', 'e', 'f'], 2]);
    });

    it('is refused with every single byte of it changed', async () => {
      const path = await marked(entries);
      const content = readFileSync(path);
      for (let at = 0; at < content.length; at += 1) {
        const damaged = Buffer.from(content);
        damaged[at] = (damaged[at] ?? 0) ^ 1;
        writeFileSync(path, damaged);
        expect(await failure(path)).toMatch(/^store\/(corrupt|incompatible)$/);
      }
    });
  });
});
