import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import type { OpenRuntime } from './open-runtime.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

/** Directories, and what is moved, removed and listed. */
export function describeDirectories(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('directories', () => {
    describeList(cases);
    describeMake(cases);
    describeMove(cases);
    describeRemove(cases);
    describeLinks(cases, options);
  });
}

const x = Buffer.from('x');

function describeList(cases: Cases<OpenRuntime>): void {
  cases.it('list gives the entries of a directory in the order of their names', async (open) => {
    const { files } = await open.connect();
    for (const name of ['b', 'a', 'B', '10', '9', 'c/inner', '_']) await expectOk(files.write(`dir/${name}`, x));
    const entries = await expectOk(files.list('dir'));
    assert.deepEqual(
      entries.map(({ path }) => path),
      ['dir/10', 'dir/9', 'dir/B', 'dir/_', 'dir/a', 'dir/b', 'dir/c'],
    );
    assert.deepEqual(entries.at(-1), await expectOk(files.stat('dir/c')));
    assert.deepEqual([entries.at(-1)?.type, entries[0]?.type, entries[0]?.size], ['directory', 'file', 1]);
  });

  cases.it('a recursive list gives everything below', async (open) => {
    const { files } = await open.connect();
    for (const path of ['top', 'dir/one', 'dir/deep/two', 'dir/deep/er/three']) await expectOk(files.write(path, x));
    await expectOk(files.makeDirectory('dir/none'));
    const below = async (path: string) =>
      (await expectOk(files.list(path, { recursive: true }))).map((entry) => entry.path).sort();
    const dir = ['dir/deep', 'dir/deep/er', 'dir/deep/er/three', 'dir/deep/two', 'dir/none', 'dir/one'];
    assert.deepEqual(await below('dir'), dir);
    assert.deepEqual(await below(''), ['dir', ...dir, 'top']);
    assert.deepEqual(await below('dir/none'), []);
  });

  cases.it('a large directory is listed whole, and refused with connection/limit past maxEntries', async (open) => {
    const { files } = await open.connect();
    const names = Array.from({ length: 3_000 }, (_, number) => `file-${String(number).padStart(5, '0')}`);
    await expectOk(files.writeMany(names.map((name) => ({ path: `dir/${name}`, data: x }))));
    const listed = await expectOk(files.list('dir', { maxEntries: 3_000 }));
    assert.deepEqual(
      listed.map(({ path }) => path),
      names.map((name) => `dir/${name}`),
    );
    await expectErr(files.list('dir', { maxEntries: 2_999 }), 'connection/limit');
  });
}

function describeMake(cases: Cases<OpenRuntime>): void {
  cases.it('makeDirectory makes the parents too, and is ok for what is there', async (open) => {
    const { files } = await open.connect();
    await expectOk(files.makeDirectory('a/b/c'));
    await expectOk(files.makeDirectory('a/b/c'));
    await expectOk(files.makeDirectory(''));
    assert.equal((await expectOk(files.stat('a/b/c'))).type, 'directory');
  });

  cases.it('makeDirectory fails when a file is there, which stays', async (open) => {
    const { files } = await open.connect();
    await expectOk(files.write('file', x));
    const made = await files.makeDirectory('file');
    assert.ok(made.isErr() && ['file/exists', 'file/not-a-directory'].includes(made.error.type), 'not refused');
    assert.equal((await expectOk(files.stat('file'))).type, 'file');
  });
}

function describeMove(cases: Cases<OpenRuntime>): void {
  cases.it('move takes a file to another place, whose parents are made', async (open) => {
    const connection = await open.connect();
    const { files } = connection;
    await open.write(connection, 'from', 'content');
    await expectOk(files.move('from', 'to/deep/file'));
    await expectErr(files.stat('from'), 'file/not-found');
    assert.equal(await open.text(connection, 'to/deep/file'), 'content');
  });

  cases.it('move takes a directory with all that is in it', async (open) => {
    const connection = await open.connect();
    await open.write(connection, 'from/deep/file', 'content');
    await expectOk(connection.files.move('from', 'to'));
    assert.equal(await open.text(connection, 'to/deep/file'), 'content');
    await expectErr(connection.files.stat('from'), 'file/not-found');
  });

  cases.it('move replaces nothing: it fails with file/exists', async (open) => {
    const connection = await open.connect();
    const { files } = connection;
    await open.write(connection, 'one', '1');
    await open.write(connection, 'two', '2');
    await expectOk(files.makeDirectory('dir'));
    for (const [from, to] of [
      ['one', 'two'],
      ['one', 'dir'],
      ['dir', 'two'],
      ['dir', 'dir'],
    ] as const) {
      const error = await expectErr(files.move(from, to), 'file/exists');
      assert.deepEqual([error.path, error.message.startsWith(`${to}:`)], [to, true]);
    }
    assert.deepEqual([await open.text(connection, 'one'), await open.text(connection, 'two')], ['1', '2']);
  });

  cases.it('move fails with file/not-found for what is missing', async (open) => {
    const { files } = await open.connect();
    assert.equal((await expectErr(files.move('missing', 'there'), 'file/not-found')).path, 'missing');
    assert.deepEqual(await expectOk(files.list('')), []);
  });

  cases.it('move fails with file/into-itself for a directory that would be in itself', async (open) => {
    const { files } = await open.connect();
    await expectOk(files.write('dir/file', x));
    await expectOk(files.makeDirectory('directory'));
    for (const to of ['dir/inner', 'dir/new/deep/inner', './other/../dir//inner']) {
      await expectErr(files.move('dir', to), 'file/into-itself');
    }
    assert.deepEqual(
      (await expectOk(files.list('', { recursive: true }))).map(({ path }) => path),
      ['dir', 'dir/file', 'directory'],
    );
    await expectOk(files.move('dir', 'directory/dir'));
    await expectErr(files.move('directory/dir/file', 'directory/dir/file/below'), 'file/not-a-directory');
  });

  cases.it('an error of move names the path that it is about', async (open) => {
    const { files } = await open.connect();
    await expectOk(files.write('file', x));
    const path = async (from: string, to: string) => {
      const moved = await files.move(from, to);
      return moved.isErr() && 'path' in moved.error ? moved.error.path : moved;
    };
    assert.equal(await path('file', '../outside'), '../outside');
    assert.equal(await path('file', 'file/below'), 'file/below');
    assert.equal(await path('file/below', 'elsewhere'), 'file/below');
    assert.equal(await path('../outside', 'elsewhere'), '../outside');
    await expectOk(files.stat('file'));
  });
}

function describeRemove(cases: Cases<OpenRuntime>): void {
  cases.it('remove takes a file away, and a directory with everything below it', async (open) => {
    const { files } = await open.connect();
    await expectOk(files.write('file', x));
    await expectOk(files.write('dir/a/b/c', x));
    await expectOk(files.write('kept', x));
    await expectOk(files.remove('file'));
    await expectOk(files.remove('dir'));
    assert.deepEqual(
      (await expectOk(files.list('', { recursive: true }))).map(({ path }) => path),
      ['kept'],
    );
  });

  cases.it('remove fails with file/not-found for what is missing', async (open) => {
    const { files } = await open.connect();
    await expectErr(files.remove('missing'), 'file/not-found');
    await expectErr(files.remove('no/such/file'), 'file/not-found');
  });

  cases.it('the root cannot be removed or moved', async (open) => {
    const { files } = await open.connect();
    await expectOk(files.write('kept', x));
    for (const path of ['', '.']) {
      assert.ok((await files.remove(path)).isErr(), 'the root was removed');
      assert.ok((await files.move(path, 'elsewhere')).isErr(), 'the root was moved');
    }
    await expectOk(files.stat('kept'));
  });
}

function describeLinks(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const links = needs(options, 'link');

  cases.itWhen(links, 'stat and list show a symbolic link as what it is, and read follows it', async (open) => {
    const connection = await open.connect();
    await open.write(connection, 'dir/file', 'content');
    await open.run(connection, open.programs.link('dir', 'link'));
    await open.run(connection, open.programs.link('dir/file', 'file-link'));
    const { files } = connection;
    assert.equal((await expectOk(files.stat('link'))).type, 'symlink');
    const below = await expectOk(files.list('', { recursive: true }));
    assert.deepEqual(below.map(({ path, type }) => [path, type]).sort(), [
      ['dir', 'directory'],
      ['dir/file', 'file'],
      ['file-link', 'symlink'],
      ['link', 'symlink'],
    ]);
    assert.equal(await open.text(connection, 'link/file'), 'content');
    assert.equal(await open.text(connection, 'file-link'), 'content');
  });

  cases.itWhen(links, 'readLink gives where a symbolic link leads, as it was made', async (open) => {
    const connection = await open.connect();
    await open.write(connection, 'dir/file', 'content');
    await open.run(connection, open.programs.link('dir/../dir/file', 'link'));
    const { files } = connection;
    assert.equal(await expectOk(files.readLink('link')), 'dir/../dir/file');
    await expectErr(files.readLink('dir/missing'), 'file/not-found');
    assert.ok((await files.readLink('dir/file')).isErr(), 'a file was read as a link');
  });

  cases.itWhen(links, 'links in a circle fail with file/too-many-links where they are followed', async (open) => {
    const connection = await open.connect();
    const { files } = connection;
    await open.run(connection, open.programs.link('circle', 'circle'));
    await open.run(connection, open.programs.link('b', 'a'));
    await open.run(connection, open.programs.link('a', 'b'));
    for (const path of ['circle', 'a', 'a/below']) {
      await expectErr(files.read(path), 'file/too-many-links');
      await expectErr(files.write(path, x), 'file/too-many-links');
      await expectErr(files.list(path), 'file/too-many-links');
    }
    assert.equal((await expectOk(files.stat('circle'))).type, 'symlink');
    await expectOk(files.remove('circle'));
  });

  cases.itWhen(links, 'remove and move take a symbolic link, not what it leads to', async (open) => {
    const connection = await open.connect();
    const { files } = connection;
    await open.write(connection, 'dir/file', 'content');
    await open.run(connection, open.programs.link('dir', 'link'));
    await expectOk(files.move('link', 'moved'));
    assert.equal((await expectOk(files.stat('moved'))).type, 'symlink');
    await expectOk(files.remove('moved'));
    await expectErr(files.stat('moved'), 'file/not-found');
    assert.equal(await open.text(connection, 'dir/file'), 'content');
  });
}
