import assert from 'node:assert/strict';
import type { ResultAsync } from '@carrel/core/kernel';
import type { ConnectionError, FileConnection, WorkspaceConnection } from '@carrel/core/runtime';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { collect, type OpenRuntime } from './open-runtime.js';
import { packTar } from './tar-archive.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

/** That no path leaves the root, however it is written and whatever programs in the box do meanwhile. */
export function describeConfinement(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('confinement', () => {
    describeNames(cases);
    describeLinksOut(cases, options);
    describeRace(cases, options);
  });
}

type FileCall = (files: FileConnection, path: string) => ResultAsync<unknown, ConnectionError>;

/** Every operation that takes a path. */
const operations: Readonly<Record<string, FileCall>> = {
  read: (files, path) => files.read(path),
  write: (files, path) => files.write(path, Buffer.from('x')),
  'write, atomic': (files, path) => files.write(path, Buffer.from('x'), { atomic: true }),
  writeMany: (files, path) => files.writeMany([{ path, data: Buffer.from('x') }]),
  list: (files, path) => files.list(path),
  'list, recursive': (files, path) => files.list(path, { recursive: true }),
  stat: (files, path) => files.stat(path),
  makeDirectory: (files, path) => files.makeDirectory(path),
  'move from': (files, path) => files.move(path, 'moved-here'),
  'move to': (files, path) => files.move('mine', path),
  remove: (files, path) => files.remove(path),
  upload: (files, path) => files.upload(path, packTar([{ path: 'x', content: 'x' }])),
  download: (files, path) => files.download(path),
  watch: (files, path) => files.watch(path),
};

const OUTSIDE_NAMES = ['..', '../kit', 'dir/../../kit', '/', '/etc', '/etc/passwd', './../kit', 'dir/../..'];

function describeNames(cases: Cases<OpenRuntime>): void {
  for (const [name, operation] of Object.entries(operations)) {
    cases.it(`${name} fails with file/outside-root for a path that leaves the root`, async (open) => {
      const connection = await open.connect();
      const { files } = connection;
      await open.write(connection, 'mine', 'mine');
      await expectOk(files.makeDirectory('dir'));
      for (const path of OUTSIDE_NAMES) await expectErr(operation(files, path), 'file/outside-root');
      assert.equal(await open.text(connection, 'mine'), 'mine');
    });
  }

  cases.it('a path may go up and down within the root, by its names alone', async (open) => {
    const connection = await open.connect();
    await open.write(connection, 'a/b/file', 'content');
    assert.equal(await open.text(connection, 'a/./b/../b//file'), 'content');
    assert.equal(await open.text(connection, './a/b/../../a/b/file'), 'content');
    assert.equal(await open.text(connection, 'missing/../a/b/file'), 'content');
    assert.equal((await expectOk(connection.files.stat('a/x/../b/file'))).path, 'a/b/file');
    await open.write(connection, 'a/b/../c/../new', 'new');
    assert.deepEqual(
      (await expectOk(connection.files.list('a/b/..'))).map(({ path }) => path),
      ['a/b', 'a/new'],
    );
  });

  cases.it('a path that goes up to the root is the root, for every operation', async (open) => {
    const connection = await open.connect();
    const { files } = connection;
    await open.write(connection, 'mine', 'mine');
    for (const path of ['', 'a/..', './a/../']) {
      for (const name of ['list', 'stat', 'makeDirectory', 'upload', 'download', 'watch'] as const) {
        await expectOk((operations[name] as FileCall)(files, path));
      }
      for (const name of ['read', 'write', 'write, atomic', 'writeMany'] as const) {
        await expectErr((operations[name] as FileCall)(files, path), 'file/is-a-directory');
      }
      for (const name of ['remove', 'move from'] as const) {
        await expectErr((operations[name] as FileCall)(files, path), 'file/outside-root');
      }
      await expectErr(files.move('mine', path), 'file/exists');
    }
    assert.equal(await open.text(connection, 'mine'), 'mine');
  });

  const impossible = {
    'a name over 255 bytes': ['n'.repeat(256), `dir/${'ü'.repeat(128)}`, `dir/${'n'.repeat(300)}/below`],
    'a path over 4095 bytes': ['ab/'.repeat(1_366)],
    'a NUL': ['mine\0.txt', 'dir\0/new'],
  };
  for (const [what, paths] of Object.entries(impossible)) {
    cases.it(`${what} fails with file/invalid-path, for every operation`, async (open) => {
      const connection = await open.connect();
      const { files } = connection;
      await open.write(connection, 'mine', 'mine');
      for (const path of paths) {
        for (const operation of Object.values(operations)) {
          assert.equal((await expectErr(operation(files, path), 'file/invalid-path')).path, path);
        }
      }
      const left = await expectOk(files.list('', { recursive: true }));
      assert.deepEqual(
        left.map(({ path }) => path),
        ['mine'],
      );
    });
  }

  cases.it('the longest names can be had', async (open) => {
    const connection = await open.connect();
    for (const path of ['n'.repeat(255), `${'ü'.repeat(127)}/n`]) {
      await open.write(connection, path, 'content');
      assert.equal(await open.text(connection, path), 'content');
    }
  });
}

/** Gives `use` a directory outside the root that holds `secret`, and looks that nothing in it was changed. */
async function withOutside(
  open: OpenRuntime,
  use: (connection: WorkspaceConnection, outside: string) => Promise<void>,
): Promise<void> {
  const connection = await open.connect();
  const outside = (await open.run(connection, open.programs.makeOutside())).stdout;
  assert.ok(outside.startsWith('/'), outside);
  try {
    await use(connection, outside);
    assert.equal((await open.run(connection, open.programs.listNames(outside))).stdout, 'secret\n');
    assert.equal((await open.run(connection, open.programs.showFile(`${outside}/secret`))).stdout, 'outside');
  } finally {
    await open.run(connection, open.programs.removeOutside(outside));
  }
}

function describeLinksOut(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const links = needs(options, 'link', 'makeOutside', 'listNames', 'removeOutside');

  for (const [name, operation] of Object.entries(operations)) {
    cases.itWhen(links, `${name} does not follow a symbolic link that leads outside`, async (open) => {
      await withOutside(open, async (connection, outside) => {
        const { files } = connection;
        await open.write(connection, 'mine', 'mine');
        const up = '../'.repeat(40);
        await open.run(connection, open.programs.link(outside, 'absolute'));
        await open.run(connection, open.programs.link(`${up}${outside.slice(1)}`, 'relative'));
        await open.run(connection, open.programs.link('absolute', 'twice'));
        for (const path of ['absolute', 'relative', 'twice']) {
          await expectErr(operation(files, `${path}/secret`), 'file/outside-root');
        }
        assert.equal(await open.text(connection, 'mine'), 'mine');
      });
    });
  }

  cases.itWhen(links, 'a symbolic link at the end of a path that leads outside is not followed', async (open) => {
    await withOutside(open, async (connection, outside) => {
      const { files } = connection;
      await open.run(connection, open.programs.link(`${outside}/secret`, 'link'));
      await open.run(connection, open.programs.link(`${outside}/new`, 'dangling'));
      await open.run(connection, open.programs.link(outside, 'directory'));
      for (const name of ['read', 'write', 'write, atomic', 'writeMany'] as const) {
        const operation = operations[name] as FileCall;
        await expectErr(operation(files, 'link'), 'file/outside-root');
        if (name !== 'read') await expectErr(operation(files, 'dangling'), 'file/outside-root');
      }
      for (const name of ['list', 'upload', 'download', 'watch'] as const) {
        await expectErr((operations[name] as FileCall)(files, 'directory'), 'file/outside-root');
      }
      assert.ok((await files.makeDirectory('directory')).isErr(), 'a directory outside was taken for one inside');
      assert.equal((await expectOk(files.stat('link'))).type, 'symlink');
      await expectOk(files.remove('link'));
      await expectOk(files.remove('directory'));
    });
  });
}

/** How long the race goes on at least, and at most while nobody lost it yet. */
const RACE_MS = 1_500;
const RACE_PATIENCE_MS = 15_000;

function describeRace(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const swaps = needs(options, 'swapLinkLoop', 'makeOutside', 'listNames', 'removeOutside');

  cases.itWhen(swaps, 'a directory that is swapped for a link in between lets nothing out', async (open) => {
    await withOutside(open, async (connection, outside) => {
      const { files } = connection;
      const id = await open.spawnReady(connection, open.programs.swapLinkLoop(outside));
      const startedAt = performance.now();
      const outcomes = new Set<string>();
      const wasRaced = () => outcomes.has('ok') && outcomes.has('file/outside-root');
      const isOver = () => performance.now() - startedAt > (wasRaced() ? RACE_MS : RACE_PATIENCE_MS);
      for (let time = 0; !isOver(); time += 1) {
        const [read, ...others] = await Promise.all([
          files.read('swap/secret'),
          files.write(`swap/new-${time}`, Buffer.from('x')),
          files.write('swap/secret', Buffer.from('inside'), { atomic: true }),
          files.makeDirectory(`swap/dir-${time}`),
          files.remove(`swap/new-${time - 1}`),
          files.upload('swap', packTar([{ path: `tar-${time}`, content: 'x' }])),
          files.move('swap/secret', `swap/moved-${time}`),
        ]);
        // A program that is simulated in this process gets its turn.
        await new Promise((resolve) => setImmediate(resolve));
        for (const result of [read, ...others]) outcomes.add(result.isOk() ? 'ok' : result.error.type);
        if (read.isOk()) {
          const seen = Buffer.concat(await collect(read.value.data)).toString();
          assert.notEqual(seen, 'outside', 'a file outside the root was read');
        }
      }
      assert.ok(wasRaced(), `there was no race: ${[...outcomes].join()}`);
      await expectOk(connection.processes.signal(id, 'SIGKILL'));
      await open.finish(connection, id);
    });
  });
}
