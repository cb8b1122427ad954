import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { content, pieces, text } from './file-content.js';
import type { OpenRuntime } from './open-runtime.js';

/** What the options of a write promise, and writes that meet. */
export function describeFileWrites(cases: Cases<OpenRuntime>): void {
  cases.group('writes', () => {
    describeWrites(cases);
    describeManyWrites(cases);
  });
}

function describeWrites(cases: Cases<OpenRuntime>): void {
  cases.it('a new file has the mode that is asked for, an existing one keeps its own', async (open) => {
    const { files } = await open.connect();
    assert.equal((await expectOk(files.write('tool', text('1'), { mode: 0o755 }))).mode, 0o755);
    assert.equal((await expectOk(files.write('tool', text('2')))).mode, 0o755);
    assert.equal((await expectOk(files.write('tool', text('3'), { atomic: true }))).mode, 0o755);
    assert.equal((await expectOk(files.write('tool', text('4'), { mode: 0o600 }))).mode, 0o600);
  });

  cases.it('a write says when its file was changed, now where it is not told', async (open) => {
    const { files } = await open.connect();
    const modifiedAt = 1_234_567_890_123;
    for (const data of [text('whole'), () => pieces('in ', 'pieces')]) {
      for (const atomic of [false, true]) {
        const source = data instanceof Uint8Array ? data : data();
        assert.equal((await expectOk(files.write('file', source, { atomic, modifiedAt }))).modifiedAt, modifiedAt);
        assert.equal((await expectOk(files.stat('file'))).modifiedAt, modifiedAt);
        const { modifiedAt: now } = await expectOk(files.write('file', text('later'), { atomic }));
        assert.ok(Math.abs(now - Date.now()) < 60_000, `changed at ${now}`);
      }
    }
    await expectOk(files.write('old', text('x'), { modifiedAt: -5 }));
    assert.equal((await expectOk(files.stat('old'))).modifiedAt, 0);
  });

  cases.it('makeDirectory gives a directory the mode that is asked for, also one that is there', async (open) => {
    const { files } = await open.connect();
    // Directories of a volume that is a group's have its set-group-id bit as well.
    const modeOf = async (path: string) => (await expectOk(files.stat(path))).mode & ~0o2000;
    await expectOk(files.makeDirectory('deep/new', { mode: 0o700 }));
    await expectOk(files.makeDirectory('deep/new'));
    assert.deepEqual([await modeOf('deep'), await modeOf('deep/new')], [0o755, 0o700]);
    await expectOk(files.makeDirectory('deep/new', { mode: 0o750 }));
    assert.equal(await modeOf('deep/new'), 0o750);
  });

  cases.it('an exclusive write fails with file/exists when the file is there, which stays', async (open) => {
    const { files } = await open.connect();
    for (const atomic of [false, true]) {
      const path = `file-${atomic}`;
      await expectOk(files.write(path, text('first'), { exclusive: true, atomic }));
      await expectErr(files.write(path, text('second'), { exclusive: true, atomic }), 'file/exists');
      assert.equal((await content(files, path)).toString(), 'first');
    }
  });

  cases.it('a write that expects another tag fails with file/changed, and the file stays', async (open) => {
    const { files } = await open.connect();
    const first = await expectOk(files.write('note', text('first')));
    const second = await expectOk(files.write('note', text('second'), { expectTag: first.tag }));
    for (const atomic of [false, true]) {
      const stale = { expectTag: first.tag, atomic };
      await expectErr(files.write('note', text('third'), stale), 'file/changed');
      await expectErr(files.write('note', pieces('third'), stale), 'file/changed');
      await expectErr(files.write('never-there', text('x'), stale), 'file/changed');
    }
    assert.equal((await content(files, 'note')).toString(), 'second');
    await expectOk(files.write('note', text('third'), { expectTag: second.tag, atomic: true }));
  });

  cases.it('of many writers that expect the same tag exactly one is right', async (open) => {
    const { files } = await open.connect();
    const { tag } = await expectOk(files.write('note', text('first')));
    const writes = Array.from({ length: 10 }, (_, number) =>
      files.write('note', text(`writer ${number}`), { expectTag: tag, atomic: true }),
    );
    const results = await Promise.all(writes);
    assert.equal(results.filter((result) => result.isOk()).length, 1);
    for (const result of results) if (result.isErr()) assert.equal(result.error.type, 'file/changed');
    const winner = results.findIndex((result) => result.isOk());
    assert.equal((await content(files, 'note')).toString(), `writer ${winner}`);
  });

  cases.it('a write fails with file/too-large past maxBytes', async (open) => {
    const { files } = await open.connect();
    const maxBytes = 10;
    await expectOk(files.write('fits', text('0123456789'), { maxBytes }));
    await expectOk(files.write('fits', pieces('01234', '56789'), { maxBytes }));
    await expectErr(files.write('whole', text('0123456789a'), { maxBytes }), 'file/too-large');
    await expectErr(files.write('pieces', pieces('01234', '56789', 'a'), { maxBytes }), 'file/too-large');
    await expectOk(files.write('old', text('old')));
    const large = pieces(Buffer.alloc(200_000), Buffer.alloc(200_000));
    await expectErr(files.write('old', large, { maxBytes: 300_000, atomic: true }), 'file/too-large');
    assert.equal((await content(files, 'old')).toString(), 'old');
  });
}

function describeManyWrites(cases: Cases<OpenRuntime>): void {
  cases.it('an atomic write is seen whole or not at all', async (open) => {
    const { files } = await open.connect();
    const size = 300_000;
    const filled = (byte: number) => Buffer.alloc(size, byte);
    await expectOk(files.write('state', filled(0)));
    let writing = true;
    const write = async () => {
      for (let byte = 1; byte <= 30; byte += 1) await expectOk(files.write('state', filled(byte), { atomic: true }));
    };
    const read = async () => {
      while (writing) {
        const seen = await content(files, 'state');
        assert.equal(seen.length, size);
        assert.ok(seen.equals(filled(seen[0] ?? 0)), 'two contents are mixed');
      }
    };
    await Promise.all([write().finally(() => (writing = false)), read().finally(() => (writing = false))]);
    assert.deepEqual(
      (await expectOk(files.list(''))).map(({ path }) => path),
      ['state'],
    );
  });

  cases.it('writeMany writes every file, with its mode, time and parents', async (open) => {
    const { files } = await open.connect();
    const many = Array.from({ length: 200 }, (_, number) => ({
      path: `many/${number % 10}/${number}`,
      data: text(`content ${number}`),
      mode: number % 2 === 0 ? 0o600 : 0o644,
      modifiedAt: 1_700_000_000_000 + number,
    }));
    await expectOk(files.writeMany(many));
    for (const { path, data, mode, modifiedAt } of many) {
      assert.ok((await content(files, path)).equals(data), path);
      const entry = await expectOk(files.stat(path));
      assert.deepEqual([entry.mode, entry.modifiedAt], [mode, modifiedAt]);
    }
    await expectOk(files.writeMany([]));
  });

  cases.it('writeMany fails with the error of the file that could not be written', async (open) => {
    const { files } = await open.connect();
    await expectOk(files.makeDirectory('dir'));
    const data = text('x');
    await expectErr(
      files.writeMany([
        { path: 'a', data },
        { path: 'dir', data },
      ]),
      'file/is-a-directory',
    );
  });
}
