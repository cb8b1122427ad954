import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { content, pieces, text } from './file-content.js';
import type { OpenRuntime } from './open-runtime.js';

/** What files hold, and what is said of them. */
export function describeFiles(cases: Cases<OpenRuntime>): void {
  cases.group('files', () => {
    describeContent(cases);
    describeEntries(cases);
    describeParts(cases);
  });
}

function describeContent(cases: Cases<OpenRuntime>): void {
  cases.it('a file has the bytes that were written, and its parents were made', async (open) => {
    const { files } = await open.connect();
    const bytes = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256));
    await expectOk(files.write('a/b/c.bin', bytes));
    assert.ok((await content(files, 'a/b/c.bin')).equals(bytes));
    await expectOk(files.write('empty', new Uint8Array()));
    assert.equal((await content(files, 'empty')).length, 0);
  });

  cases.it('a file may be written piece by piece', async (open) => {
    const { files } = await open.connect();
    const entry = await expectOk(files.write('log.txt', pieces('one ', '', 'two ', 'three')));
    assert.equal(entry.size, 13);
    assert.equal((await content(files, 'log.txt')).toString(), 'one two three');
  });

  cases.it('a large file is written and read whole', async (open) => {
    const { files } = await open.connect();
    const block = Buffer.from(Array.from({ length: 65_537 }, (_, index) => (index * 31) % 256));
    const blocks = Array.from({ length: 100 }, () => block);
    const entry = await expectOk(files.write('large', pieces(...blocks)));
    assert.equal(entry.size, 100 * block.length);
    assert.ok((await content(files, 'large')).equals(Buffer.concat(blocks)));
    await expectOk(files.write('whole', Buffer.concat(blocks)));
    assert.ok((await content(files, 'whole')).equals(Buffer.concat(blocks)));
  });

  cases.it('a shorter content leaves nothing of a longer one', async (open) => {
    const { files } = await open.connect();
    await expectOk(files.write('note', text('a long content')));
    await expectOk(files.write('note', text('short')));
    assert.equal((await content(files, 'note')).toString(), 'short');
    await expectOk(files.write('note', pieces('in ', 'pieces')));
    assert.equal((await content(files, 'note')).toString(), 'in pieces');
  });

  cases.it('programs and files see the same', async (open) => {
    const connection = await open.connect();
    await expectOk(connection.files.write('shared.txt', text('from outside')));
    assert.equal((await open.run(connection, open.programs.showFile('shared.txt'))).stdout, 'from outside');
  });

  cases.it('names may have any character but the slash', async (open) => {
    const { files } = await open.connect();
    const names = ['with space', 'ü\u{1f600}', "it's", '-n', '...', 'a\\b', 'new\nline', '.hidden', '%41', '*'];
    for (const name of names) await expectOk(files.write(`names/${name}`, text(name)));
    for (const name of names) assert.equal((await content(files, `names/${name}`)).toString(), name);
    const listed = await expectOk(files.list('names'));
    assert.deepEqual(new Set(listed.map(({ path }) => path)), new Set(names.map((name) => `names/${name}`)));
  });
}

function describeEntries(cases: Cases<OpenRuntime>): void {
  cases.it('read and stat say what a file is', async (open) => {
    const { files } = await open.connect();
    const written = await expectOk(files.write('deep/file.txt', text('12345')));
    assert.deepEqual([written.path, written.type, written.size], ['deep/file.txt', 'file', 5]);
    assert.equal(written.mode, 0o644);
    assert.ok(Math.abs(written.modifiedAt - Date.now()) < 60_000, `changed at ${written.modifiedAt}`);
    assert.deepEqual(await expectOk(files.stat('deep/file.txt')), written);
    const { entry } = await expectOk(files.read('deep/file.txt'));
    assert.deepEqual(entry, written);
  });

  cases.it('the root is a directory with an empty path', async (open) => {
    const { files } = await open.connect();
    for (const path of ['', '.', './']) {
      const entry = await expectOk(files.stat(path));
      assert.deepEqual([entry.path, entry.type], ['', 'directory']);
    }
  });

  cases.it('a tag changes whenever the content does, and only then', async (open) => {
    const { files } = await open.connect();
    const tags = new Set<string>();
    for (let time = 0; time < 20; time += 1) {
      const { tag } = await expectOk(files.write('note', text(`content ${time % 10}`)));
      tags.add(tag);
      assert.equal((await expectOk(files.stat('note'))).tag, tag);
      await content(files, 'note');
      assert.equal((await expectOk(files.stat('note'))).tag, tag);
    }
    assert.equal(tags.size, 20);
  });

  cases.it('read fails with file/not-found for what is missing', async (open) => {
    const { files } = await open.connect();
    assert.equal((await expectErr(files.read('no/such'), 'file/not-found')).path, 'no/such');
    await expectErr(files.stat('missing'), 'file/not-found');
    await expectErr(files.list('missing'), 'file/not-found');
  });

  cases.it('read and write fail with file/is-a-directory for a directory', async (open) => {
    const { files } = await open.connect();
    await expectOk(files.makeDirectory('dir'));
    await expectErr(files.read('dir'), 'file/is-a-directory');
    await expectErr(files.write('dir', text('x')), 'file/is-a-directory');
    await expectErr(files.write('dir', text('x'), { atomic: true }), 'file/is-a-directory');
  });

  cases.it('a path through a file fails with file/not-a-directory', async (open) => {
    const { files } = await open.connect();
    await expectOk(files.write('file', text('x')));
    await expectErr(files.read('file/below'), 'file/not-a-directory');
    await expectErr(files.write('file/below', text('x')), 'file/not-a-directory');
    await expectErr(files.list('file'), 'file/not-a-directory');
    await expectErr(files.makeDirectory('file/below'), 'file/not-a-directory');
  });
}

function describeParts(cases: Cases<OpenRuntime>): void {
  cases.it('read gives the part that is asked for', async (open) => {
    const { files } = await open.connect();
    await expectOk(files.write('digits', text('0123456789')));
    const part = async (options: object) => (await content(files, 'digits', options)).toString();
    assert.equal(await part({ start: 4 }), '456789');
    assert.equal(await part({ length: 3 }), '012');
    assert.equal(await part({ start: 8, length: 5 }), '89');
    assert.equal(await part({ start: 3, length: 0 }), '');
    assert.equal(await part({ start: 10 }), '');
    assert.equal(await part({ start: 50, length: 5 }), '');
  });

  cases.it('a reader may leave in the middle of a file', async (open) => {
    const { files } = await open.connect();
    await expectOk(files.write('large', Buffer.alloc(4_194_304)));
    for (let time = 0; time < 8; time += 1) {
      const { data } = await expectOk(files.read('large'));
      for await (const chunk of data) {
        assert.ok(chunk.length > 0);
        break;
      }
    }
    assert.equal((await expectOk(files.stat('large'))).size, 4_194_304);
  });
}
