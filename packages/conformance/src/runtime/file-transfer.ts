import assert from 'node:assert/strict';
import type { FileConnection } from '@carrel/core/runtime';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { collect, type OpenRuntime } from './open-runtime.js';
import { inPieces, PACKED_AT, packTar, tarBytes, unpackTar, type TarItem, type UnpackedItem } from './tar-archive.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

/** Whole trees in and out of a box, as tar streams. */
export function describeFileTransfer(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('file transfer', () => {
    describeUpload(cases);
    describeRefusals(cases);
    describeDownload(cases, options);
  });
}

const TREE: readonly TarItem[] = [
  { path: 'dir/', type: 'directory', mode: 0o755 },
  { path: 'dir/one.txt', content: 'one' },
  { path: './dir/deep/two.sh', content: 'two', mode: 0o755 },
  { path: 'empty', content: '' },
  { path: 'link', type: 'symlink', target: 'dir/one.txt' },
  { path: 'dir/up', type: 'symlink', target: '../empty' },
];

async function download(files: FileConnection, path: string): Promise<ReadonlyMap<string, UnpackedItem>> {
  return unpackTar(Buffer.concat(await collect(await expectOk(files.download(path)))));
}

function describeUpload(cases: Cases<OpenRuntime>): void {
  cases.it('upload unpacks files, directories and symbolic links', async (open) => {
    const connection = await open.connect();
    const { files } = connection;
    await expectOk(files.upload('in/here', packTar(TREE)));
    const entries = await expectOk(files.list('in/here', { recursive: true }));
    assert.deepEqual(
      new Map(entries.map(({ path, type }) => [path, type])),
      new Map([
        ['in/here/dir', 'directory'],
        ['in/here/dir/deep', 'directory'],
        ['in/here/dir/deep/two.sh', 'file'],
        ['in/here/dir/one.txt', 'file'],
        ['in/here/dir/up', 'symlink'],
        ['in/here/empty', 'file'],
        ['in/here/link', 'symlink'],
      ]),
    );
    assert.equal(await open.text(connection, 'in/here/link'), 'one');
    assert.equal(await open.text(connection, 'in/here/dir/deep/two.sh'), 'two');
    assert.equal((await expectOk(files.stat('in/here/dir/deep/two.sh'))).mode, 0o755);
  });

  cases.it(
    'upload keeps the times of files and the modes of directories, also of those that take nothing',
    async (open) => {
      const { files } = await open.connect();
      const large = 'x'.repeat(100_000);
      const tree: readonly TarItem[] = [
        { path: 'shut/', type: 'directory', mode: 0o555 },
        { path: 'shut/in/', type: 'directory', mode: 0o500 },
        { path: 'shut/in/small', content: 'small' },
        { path: 'shut/large', content: large },
        { path: 'own/', type: 'directory', mode: 0o700 },
      ];
      for (const path of ['once', 'once', 'twice']) await expectOk(files.upload(path, packTar(tree)));
      const entries = new Map(
        (await expectOk(files.list('once', { recursive: true }))).map((entry) => [entry.path, entry]),
      );
      const modes = ['shut', 'shut/in', 'own'].map((path) => entries.get(`once/${path}`)?.mode);
      assert.deepEqual(modes, [0o555, 0o500, 0o700]);
      const times = ['shut/in/small', 'shut/large'].map((path) => entries.get(`once/${path}`)?.modifiedAt);
      assert.deepEqual(times, [PACKED_AT, PACKED_AT]);
    },
  );

  cases.it('a stream may come in pieces of any size', async (open) => {
    const connection = await open.connect();
    const large = 'abcdefg'.repeat(40_000);
    const archive = tarBytes([
      { path: 'large', content: large },
      { path: 'after', content: 'after' },
    ]);
    for (const size of [511, 65_536, archive.length]) {
      await expectOk(connection.files.upload(`in-${size}`, inPieces(archive, size)));
      assert.ok((await open.text(connection, `in-${size}/large`)) === large, 'the content is another');
      assert.equal(await open.text(connection, `in-${size}/after`), 'after');
    }
  });

  cases.it('upload replaces files and links, and leaves others alone', async (open) => {
    const connection = await open.connect();
    await open.write(connection, 'dir/one.txt', 'the old one, which is longer');
    await open.write(connection, 'dir/other', 'other');
    await expectOk(connection.files.upload('', packTar(TREE)));
    await expectOk(connection.files.upload('', packTar(TREE)));
    assert.equal(await open.text(connection, 'dir/one.txt'), 'one');
    assert.equal(await open.text(connection, 'dir/other'), 'other');
  });

  cases.it('an archive without entries only makes its directory', async (open) => {
    const { files } = await open.connect();
    await expectOk(files.upload('in', packTar([])));
    assert.deepEqual(await expectOk(files.list('in')), []);
  });
}

function describeRefusals(cases: Cases<OpenRuntime>): void {
  const leaving: Readonly<Record<string, TarItem>> = {
    'a path that goes up': { path: '../outside', content: 'x' },
    'a path that goes up in the middle': { path: 'dir/../../outside', content: 'x' },
    'an absolute path': { path: '/tmp/kit-outside', content: 'x' },
  };
  for (const [name, item] of Object.entries(leaving)) {
    cases.it(`upload refuses ${name}, and keeps what came before`, async (open) => {
      const connection = await open.connect();
      await expectOk(connection.files.makeDirectory('in'));
      const archive = packTar([{ path: 'before', content: 'before' }, item]);
      await expectErr(connection.files.upload('in', archive), 'file/outside-root');
      const left = await expectOk(connection.files.list('', { recursive: true }));
      const unexpected = left.filter(({ path }) => path !== 'in' && path !== 'in/before');
      assert.deepEqual(unexpected, []);
    });
  }

  for (const target of ['/etc', '../../../../etc']) {
    cases.it(`upload keeps a link to ${target} as what it is, and follows it nowhere`, async (open) => {
      const { files } = await open.connect();
      await expectOk(files.upload('in', packTar([{ path: 'link', type: 'symlink', target }])));
      assert.equal((await expectOk(files.stat('in/link'))).type, 'symlink');
      const link = (await download(files, 'in')).get('link');
      assert.deepEqual([link?.type, link?.target], ['symlink', target]);
      await expectErr(files.read('in/link/hostname'), 'file/outside-root');
      await expectErr(files.list('in/link'), 'file/outside-root');
      const through = packTar([{ path: 'link/kit-outside', content: 'x' }]);
      await expectErr(files.upload('in', through), 'file/outside-root');
    });
  }

  cases.it('upload does not write through a link of the same archive that leads outside', async (open) => {
    const { files } = await open.connect();
    const archive = packTar([
      { path: 'here', type: 'symlink', target: '.' },
      { path: 'here/../../outside', content: 'x' },
    ]);
    await expectErr(files.upload('in', archive), 'file/outside-root');
    await expectErr(files.stat('outside'), 'file/not-found');
  });

  for (const type of ['hard-link', 'device'] as const) {
    cases.it(`upload fails for an entry that is a ${type}`, async (open) => {
      const { files } = await open.connect();
      const item = { path: 'entry', type, target: 'before' };
      const uploaded = await files.upload('in', packTar([{ path: 'before', content: 'x' }, item]));
      assert.ok(uploaded.isErr() && uploaded.error.type.startsWith('file/'), 'not refused');
      await expectErr(files.stat('in/entry'), 'file/not-found');
    });
  }

  cases.it('upload fails with file/invalid-path for an entry whose name no file can have', async (open) => {
    const { files } = await open.connect();
    const long = packTar([
      { path: 'before', content: 'x' },
      { path: 'long', extendedPath: 'n'.repeat(256) },
    ]);
    await expectErr(files.upload('in', long), 'file/invalid-path');
  });

  cases.it('upload fails for a stream that breaks off, and for one that is no archive', async (open) => {
    const { files } = await open.connect();
    const archive = tarBytes([{ path: 'large', content: 'x'.repeat(200_000) }]);
    await expectErr(files.upload('cut', inPieces(archive.subarray(0, 100_000), 10_000)), 'file/failed');
    await expectErr(files.upload('short', inPieces(archive.subarray(0, 300), 10_000)), 'file/failed');
    await expectErr(files.upload('endless', inPieces(archive.subarray(0, -1_024), 10_000)), 'file/failed');
    await expectErr(files.upload('none', inPieces(Buffer.alloc(100_000, 'no archive '), 10_000)), 'file/failed');
  });
}

function describeDownload(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.it('download gives everything below a directory, with modes', async (open) => {
    const connection = await open.connect();
    const { files } = connection;
    const bytes = Buffer.from(Array.from({ length: 100_001 }, (_, index) => (index * 13) % 256));
    await expectOk(files.write('dir/deep/data.bin', bytes, { mode: 0o600 }));
    await expectOk(files.write('dir/tool', Buffer.from('tool'), { mode: 0o755 }));
    await expectOk(files.makeDirectory('dir/none'));
    await expectOk(files.write('other', Buffer.from('other')));
    const items = await download(files, 'dir');
    assert.deepEqual([...items.keys()].sort(), ['deep', 'deep/data.bin', 'none', 'tool']);
    const data = items.get('deep/data.bin');
    assert.ok(Buffer.from(data?.content ?? '').equals(bytes), 'the content is another');
    assert.deepEqual([data?.mode, items.get('tool')?.mode], [0o600, 0o755]);
    assert.deepEqual([items.get('none')?.type, items.get('tool')?.type], ['directory', 'file']);
  });

  cases.it('what was downloaded can be uploaded again, with its times to the millisecond', async (open) => {
    const { files } = await open.connect();
    const times = [0, 999, 1_700_000_000_000, 1_700_000_000_123, 1_999_999_999_999];
    for (const modifiedAt of times) await expectOk(files.write(`from/${modifiedAt}`, Buffer.from('x'), { modifiedAt }));
    await expectOk(files.upload('to', await expectOk(files.download('from'))));
    for (const at of times) assert.equal((await expectOk(files.stat(`to/${at}`))).modifiedAt, at);
  });

  cases.it('what was downloaded can be uploaded again, long names and all', async (open) => {
    const connection = await open.connect();
    const { files } = connection;
    const long = `${'long-name-'.repeat(12)}/${'ü'.repeat(60)}/file`;
    await open.write(connection, `from/${long}`, 'far away');
    await open.write(connection, 'from/near', 'near');
    await expectOk(files.upload('to', await expectOk(files.download('from'))));
    assert.equal(await open.text(connection, `to/${long}`), 'far away');
    assert.equal(await open.text(connection, 'to/near'), 'near');
  });

  cases.it('a name that is not UTF-8 has its bytes in archives, and one path everywhere else', async (open) => {
    const connection = await open.connect();
    const { files } = connection;
    const name = 'not\uFFFDFFutf-8\uFFFDC3';
    await open.write(connection, `dir/${name}`, 'content');
    await open.write(connection, `dir/deep/${'long'.repeat(30)}/${name}`, 'far');
    const archive = Buffer.concat(await collect(await expectOk(files.download('dir'))));
    const bytes = Buffer.from('not\xffutf-8\xc3', 'latin1');
    const places = [archive.indexOf(bytes), archive.lastIndexOf(bytes)];
    assert.ok((places[0] ?? -1) >= 0 && places[0] !== places[1], 'the names have other bytes');
    await expectOk(files.upload('copy', inPieces(archive, 10_000)));
    assert.equal(await open.text(connection, `copy/deep/${'long'.repeat(30)}/${name}`), 'far');
    assert.equal((await expectOk(files.list('copy')))[1]?.path, `copy/${name}`);
    await expectOk(files.move(`copy/${name}`, `copy/${name}-moved`));
    assert.equal(await open.text(connection, `copy/${name}-moved`), 'content');
    await expectOk(files.remove(`copy/${name}-moved`));
    await expectErr(files.stat(`copy/${name}-moved`), 'file/not-found');
  });

  cases.itWhen(needs(options, 'makePipe'), 'what is no file is left out of lists and archives', async (open) => {
    const connection = await open.connect();
    const { files } = connection;
    for (const name of ['a', 'z']) await open.write(connection, `dir/${name}`, name);
    await open.run(connection, open.programs.makePipe('dir/pipe'));
    assert.deepEqual([...(await download(files, 'dir')).keys()], ['a', 'z']);
    const listed = await expectOk(files.list('', { recursive: true }));
    assert.deepEqual(
      listed.map(({ path }) => path),
      ['dir', 'dir/a', 'dir/z'],
    );
    await expectErr(files.stat('dir/pipe'), 'file/special');
    await expectErr(files.read('dir/pipe'), 'file/special');
    await expectErr(files.write('dir/pipe', Buffer.from('x')), 'file/special');
    await expectErr(files.move('dir/pipe', 'dir/moved'), 'file/special');
    await expectOk(files.remove('dir/pipe'));
    await expectErr(files.stat('dir/pipe'), 'file/not-found');
  });

  cases.it('what is removed while it is downloaded is left out, and the archive is whole', async (open) => {
    const connection = await open.connect();
    const { files } = connection;
    for (const name of ['a', 'b', 'c', 'd']) await open.write(connection, `dir/${name}`, name);
    const stream = (await expectOk(files.download('dir')))[Symbol.asyncIterator]();
    const first = await stream.next();
    const parts = first.done === true ? [] : [first.value];
    await expectOk(files.remove('dir/b'));
    await expectOk(files.remove('dir/c'));
    await open.write(connection, 'dir/c/inner', 'x');
    for (let part = await stream.next(); part.done !== true; part = await stream.next()) parts.push(part.value);
    const archive = Buffer.concat(parts);
    assert.deepEqual([...unpackTar(archive).keys()], ['a', 'd']);
    assert.ok(archive.subarray(-1_024).equals(Buffer.alloc(1_024)), 'the archive has no end');
  });

  cases.itWhen(needs(options, 'link'), 'download keeps symbolic links as what they are', async (open) => {
    const connection = await open.connect();
    await open.write(connection, 'dir/file', 'content');
    await open.run(connection, open.programs.link('file', 'dir/link'));
    const link = (await download(connection.files, 'dir')).get('link');
    assert.deepEqual([link?.type, link?.target], ['symlink', 'file']);
  });

  cases.it('download fails for what is missing, and for what is no directory', async (open) => {
    const connection = await open.connect();
    await open.write(connection, 'file', 'content');
    await expectErr(connection.files.download('missing'), 'file/not-found');
    await expectErr(connection.files.download('file'), 'file/not-a-directory');
  });
}
