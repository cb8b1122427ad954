import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatTarHeader, tarPadding, type TarHeader } from './tar-header.js';
import { TarReader } from './tar-reader.js';

type Entry = TarHeader & { readonly data: Buffer };

const LONG = `${'long-'.repeat(30)}/${'ü'.repeat(80)}`;

describe('TarReader', () => {
  it('reads what the writer of headers made', async () => {
    const entries = [
      entryOf({ path: 'dir/', type: 'directory' }),
      entryOf({ path: 'dir/file', mode: 0o755, data: Buffer.from('content') }),
      entryOf({ path: LONG, data: Buffer.alloc(1_000, 7) }),
      entryOf({ path: 'link', type: 'symlink', target: `../${LONG}` }),
      entryOf({ path: 'empty' }),
    ];
    const read = await readAll(inPieces(archiveOf(entries), 700));
    expect(read).toEqual({ entries, error: null });
  });

  it('reads archives of any piece size', async () => {
    const entries = [entryOf({ path: LONG, data: Buffer.alloc(3_000, 1) }), entryOf({ path: 'b' })];
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2_000 }), async (size) => {
        expect((await readAll(inPieces(archiveOf(entries), size))).entries).toEqual(entries);
      }),
      { numRuns: 30 },
    );
  });

  it('passes over content that nobody reads', async () => {
    const entries = [entryOf({ path: 'a', data: Buffer.alloc(5_000) }), entryOf({ path: 'b' })];
    const reader = new TarReader(inPieces(archiveOf(entries), 1_000));
    expect((await reader.next())._unsafeUnwrap()?.path).toBe('a');
    expect((await reader.next())._unsafeUnwrap()?.path).toBe('b');
    expect((await reader.next())._unsafeUnwrap()).toBeNull();
  });

  it('fails with file/failed wherever an archive breaks off, also between entries', async () => {
    const entries = [
      entryOf({ path: LONG, data: Buffer.alloc(700, 1) }),
      entryOf({ path: 'b', data: Buffer.from('b') }),
    ];
    const archive = archiveOf(entries);
    for (let length = 0; length < archive.length - 512; length += 1) {
      const { error } = await readAll(inPieces(archive.subarray(0, length), 512));
      expect(error, `${length} bytes`).toBe('file/failed');
    }
  });

  it('never throws, and ends, whatever the bytes are', async () => {
    const sound = archiveOf([entryOf({ path: LONG, data: Buffer.alloc(700, 1) }), entryOf({ path: 'b' })]);
    const damage = fc.array(fc.record({ at: fc.nat(sound.length - 1), byte: fc.nat(255) }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const archive = Buffer.from(sound);
        for (const { at, byte } of changes) archive[at] = byte;
        const { error } = await readAll(inPieces(archive, 512));
        expect([null, 'file/failed']).toContain(error);
      }),
    );
  });

  it('refuses an extended header that is larger than any path', async () => {
    const pax = formatTarHeader({ ...entryOf({ path: 'x'.repeat(70_000) }), size: 0 });
    expect((await readAll(inPieces(pax, 1_000))).error).toBe('file/failed');
  });

  it('says when the source of an archive fails, and lets go of it', async () => {
    let released = false;
    const failing = (async function* () {
      try {
        await Promise.resolve();
        yield Buffer.alloc(100);
        throw new Error('the upload was given up');
      } finally {
        released = true;
      }
    })();
    const reader = new TarReader(failing);
    const error = (await reader.next())._unsafeUnwrapErr();
    expect([error.type, error.message]).toEqual(['file/failed', 'The archive could not be read to its end.']);
    await reader.close();
    expect(released).toBe(true);
  });
});

describe('archives of the tar program', () => {
  const directory = mkdtempSync(join(tmpdir(), 'carrel-tar-'));
  beforeAll(() => {
    mkdirSync(join(directory, 'from', LONG), { recursive: true });
    writeFileSync(join(directory, 'from', LONG, 'file'), 'content', { mode: 0o640 });
    symlinkSync('../'.repeat(40) + 'x', join(directory, 'from', 'link'));
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it.each(['gnu', 'pax', 'oldgnu'])('reads the %s format', async (format) => {
    const archive = execFileSync('tar', ['-c', `--format=${format}`, '-C', join(directory, 'from'), '.']);
    const { entries, error } = await readAll(inPieces(archive, 4_096));
    expect(error).toBeNull();
    const found = new Map(entries.map((entry) => [entry.path, entry]));
    const file = found.get(`./${LONG}/file`);
    expect([file?.type, file?.mode, file?.data.toString()]).toEqual(['file', 0o640, 'content']);
    const link = found.get('./link');
    expect([link?.type, link?.target]).toEqual(['symlink', '../'.repeat(40) + 'x']);
  });

  it('unpacks what the writer of headers made', () => {
    const to = join(directory, 'to');
    mkdirSync(to);
    const entries = [
      entryOf({ path: `${LONG}/file`, data: Buffer.from('far away') }),
      entryOf({ path: 'link', type: 'symlink', target: `${LONG}/file` }),
    ];
    execFileSync('tar', ['-x', '-C', to], { input: archiveOf(entries) });
    expect(execFileSync('cat', [join(to, 'link')]).toString()).toBe('far away');
  });
});

function entryOf(fields: Partial<Entry>): Entry {
  const data = fields.data ?? Buffer.alloc(0);
  const base = { path: '', type: 'file', mode: 0o644, modifiedAt: 1_700_000_000_000, target: '' } as const;
  return { ...base, ...fields, data, size: data.length };
}

function archiveOf(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap((entry) => [formatTarHeader(entry), entry.data, tarPadding(entry.size)]);
  return Buffer.concat([...blocks, Buffer.alloc(1_024)]);
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}

async function readAll(tar: AsyncIterable<Uint8Array>) {
  const reader = new TarReader(tar);
  const entries: Entry[] = [];
  for (;;) {
    const next = await reader.next();
    if (next.isErr()) return { entries, error: next.error.type };
    if (next.value === null) return { entries, error: null };
    const chunks: Uint8Array[] = [];
    for await (const chunk of reader.data()) chunks.push(chunk);
    entries.push({ ...next.value, data: Buffer.concat(chunks) });
  }
}
