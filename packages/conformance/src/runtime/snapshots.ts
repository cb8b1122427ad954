import assert from 'node:assert/strict';
import type { RuntimeHandle, WorkspaceConnection } from '@carrel/core/runtime';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { allAtOnce } from '../traits/concurrently.js';
import { collect, exited, INSTALLATION, type OpenRuntime } from './open-runtime.js';
import { awaitedLater, numbered } from './process-events.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';
import { packTar, unpackTar } from './tar-archive.js';

/** What `snapshot`, `listSnapshots` and `removeSnapshot` promise. */
export function describeSnapshots(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('snapshots', () => {
    describeCapability(cases, options);
    describeFiles(cases, options);
    describeSources(cases, options);
    describeRemoval(cases, options);
    describeTokens(cases, options);
  });
}

function takes({ capabilities }: RuntimeKitOptions) {
  return { has: capabilities.snapshot, lacks: 'it takes no snapshots' };
}

function describeCapability(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const { has } = takes(options);

  cases.itWhen(
    { has: !has, lacks: 'it takes snapshots' },
    'snapshot, listSnapshots and removeSnapshot fail with runtime/unsupported without the capability',
    async (open) => {
      const handle = await open.box();
      const taken = await expectErr(open.runtime.snapshot(handle), 'runtime/unsupported');
      const removed = await expectErr(open.runtime.removeSnapshot('any'), 'runtime/unsupported');
      const listed = await expectErr(
        open.runtime.listSnapshots({ installationId: INSTALLATION }),
        'runtime/unsupported',
      );
      const missing = [taken, listed, removed].map(({ capability }) => capability);
      assert.deepEqual(missing, ['snapshot', 'snapshot', 'snapshot']);
    },
  );

  cases.itWhen(takes(options), 'snapshot fails with runtime/not-found for a box that is not there', async (open) => {
    const handle = await open.create({ incarnation: 2 });
    await expectErr(open.runtime.snapshot({ ...handle, incarnation: 1 }), 'runtime/not-found');
    await expectOk(open.runtime.remove(handle));
    await expectErr(open.runtime.snapshot(handle), 'runtime/not-found');
  });

  cases.itWhen(takes(options), 'snapshot fails with request/aborted when its signal has fired', async (open) => {
    const handle = await open.box();
    await expectErr(open.runtime.snapshot(handle, { signal: AbortSignal.abort() }), 'request/aborted');
    assert.equal((await expectOk(open.runtime.inspect(handle))).state, 'running');
  });
}

function describeFiles(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.itWhen(takes(options), 'a box begins with exactly the files of its snapshot', async (open) => {
    const handle = await open.box();
    const source = await open.connect(handle);
    await expectOk(source.files.upload('', packTar(FILES)));
    await open.write(source, 'bad\uFFFDFF', 'a name that is not UTF-8');
    await snapshotted(open, handle, async (image) => {
      const copy = await open.connect(await open.box({ image }));
      const [files, expected] = [await unpacked(copy), await unpacked(source)];
      assert.deepEqual(files, expected);
      assert.ok(files.size >= FILES.length, `${files.size} files`);
      // They are those of the user of the box, as everything it has.
      await open.write(copy, 'deep/empty/new', 'x');
      await open.write(copy, 'program', 'y');
    });
  });

  cases.itWhen(takes(options), 'what changes after a snapshot is not in it, on neither side', async (open) => {
    const handle = await open.box();
    const source = await open.connect(handle);
    await open.write(source, 'kept', 'before');
    await snapshotted(open, handle, async (image) => {
      await open.write(source, 'kept', 'after');
      await open.write(source, 'later', 'x');
      const first = await open.connect(await open.box({ image }));
      assert.equal(await open.text(first, 'kept'), 'before');
      await expectErr(first.files.stat('later'), 'file/not-found');
      await open.write(first, 'kept', 'by the first');
      const second = await open.connect(await open.box({ image }));
      assert.equal(await open.text(second, 'kept'), 'before');
      assert.equal(await open.text(source, 'kept'), 'after');
    });
  });

  cases.itWhen(takes(options), 'what was removed before a snapshot of a snapshot is not in it', async (open) => {
    const handle = await open.box();
    const source = await open.connect(handle);
    await open.write(source, 'old/file', 'x');
    await open.write(source, 'kept', 'x');
    await snapshotted(open, handle, async (image) => {
      const next = await open.box({ image });
      const connection = await open.connect(next);
      await expectOk(connection.files.remove('old'));
      await snapshotted(open, next, async (second) => {
        const last = await open.connect(await open.box({ image: second }));
        assert.deepEqual([...(await unpacked(last)).keys()], ['kept']);
      });
    });
  });
}

function describeSources(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.itWhen(takes(options), 'a box goes on with its processes and links when a snapshot was taken', async (open) => {
    const handle = await open.box();
    const connection = await open.connect(handle);
    const id = await open.spawn(connection, open.programs.cat(), { stdin: true });
    const ticking = await open.spawn(connection, open.programs.tick('100', '0.01'));
    const counting = awaitedLater(open.finish(connection, ticking));
    await snapshotted(open, handle, async () => {
      assert.equal((await expectOk(open.runtime.inspect(handle))).state, 'running');
      await expectOk(connection.processes.writeStdin(id, Buffer.from('still here'), { end: true }));
      const { stdout, exit } = await open.finish(connection, id);
      assert.deepEqual([stdout, exit], ['still here', exited(0)]);
      assert.equal((await counting).stdout, numbered(100));
    });
  });

  cases.itWhen(takes(options), 'of a stopped box, and of one that never ran, snapshots are as good', async (open) => {
    const handle = await open.create();
    await snapshotted(open, handle, async (image) => {
      const connection = await open.connect(await open.box({ image }));
      assert.deepEqual(await expectOk(connection.files.list('')), []);
    });
    const stopped = await open.box();
    await open.write(await open.connect(stopped), 'kept', 'kept');
    await expectOk(open.runtime.stop(stopped));
    await snapshotted(open, stopped, async (image) => {
      assert.equal((await expectOk(open.runtime.inspect(stopped))).state, 'exited');
      assert.equal(await open.text(await open.connect(await open.box({ image })), 'kept'), 'kept');
    });
  });

  cases.itWhen(takes(options), 'two snapshots of one box may be taken at once', async (open) => {
    const handle = await open.box();
    await open.write(await open.connect(handle), 'kept', 'kept');
    const snapshots = await allAtOnce(2, () => open.must('snapshot', open.runtime.snapshot(handle)));
    try {
      assert.equal((await expectOk(open.runtime.inspect(handle))).state, 'running');
      for (const { image } of snapshots) {
        assert.equal(await open.text(await open.connect(await open.box({ image })), 'kept'), 'kept');
      }
    } finally {
      for (const { image } of snapshots) await discard(open, image);
    }
  });

  const pauses = options.capabilities.pause ? takes(options) : { has: false, lacks: 'it does not pause' };
  cases.itWhen(pauses, 'a paused box is paused when a snapshot was taken', async (open) => {
    const handle = await open.box();
    await open.write(await open.connect(handle), 'kept', 'kept');
    await expectOk(open.runtime.pause(handle));
    await snapshotted(open, handle, async (image) => {
      assert.equal((await expectOk(open.runtime.inspect(handle))).state, 'paused');
      assert.equal(await open.text(await open.connect(await open.box({ image })), 'kept'), 'kept');
    });
  });
}

function describeRemoval(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.itWhen(takes(options), 'no box boots from a snapshot that was removed', async (open) => {
    const handle = await open.box();
    const { image } = await open.must('snapshot', open.runtime.snapshot(handle));
    await expectOk(open.runtime.removeSnapshot(image));
    await expectErr(open.runtime.create(open.spec({ image })), 'runtime/unavailable');
  });

  cases.itWhen(takes(options), 'removeSnapshot is ok when there is no such snapshot', async (open) => {
    const handle = await open.box();
    const { image } = await open.must('snapshot', open.runtime.snapshot(handle));
    for (const name of [image, image, `${image}0`, 'no/such:image', '']) {
      await expectOk(open.runtime.removeSnapshot(name));
    }
  });

  const images = options.image === undefined ? { has: false, lacks: 'it has no images' } : takes(options);
  cases.itWhen(images, 'removeSnapshot leaves an image that is no snapshot', async (open) => {
    await expectOk(open.runtime.removeSnapshot(options.image ?? ''));
    await open.box();
  });

  cases.itWhen(takes(options), 'a box goes on when the snapshot that it boots from is removed', async (open) => {
    const source = await open.box();
    await open.write(await open.connect(source), 'kept', 'kept');
    await snapshotted(open, source, async (image) => {
      const handle = await open.box({ image });
      await expectOk(open.runtime.removeSnapshot(image));
      assert.equal(await open.text(await open.connect(handle), 'kept'), 'kept');
      await expectOk(open.runtime.stop(handle));
      await expectOk(open.runtime.start(handle));
      assert.equal(await open.text(await open.connect(handle), 'kept'), 'kept');
    });
  });

  const restarts = options.capabilities.survivesRestart
    ? takes(options)
    : { has: false, lacks: 'its boxes end with the control plane' };
  cases.itWhen(restarts, 'a control plane that starts anew boots boxes from earlier snapshots', async (open) => {
    const handle = await open.box();
    await open.write(await open.connect(handle), 'kept', 'kept');
    await snapshotted(open, handle, async (image) => {
      const runtime = await open.restart();
      const later = await open.must('create', runtime.create(open.spec({ image })));
      await open.must('start', runtime.start(later));
      assert.equal(await open.text(await open.connect(later, runtime), 'kept'), 'kept');
    });
  });

  const links = needs(options, 'link');
  cases.itWhen(links.has ? takes(options) : links, 'a snapshot follows no link', async (open) => {
    const handle = await open.box();
    const source = await open.connect(handle);
    for (const [target, path] of LINKS) await open.run(source, open.programs.link(target, path));
    await snapshotted(open, handle, async (image) => {
      const files = await unpacked(await open.connect(await open.box({ image })));
      assert.deepEqual(
        [...files.values()].map(({ path, target, type }) => [target, path, type]).sort(),
        LINKS.map(([target, path]) => [target, path, 'symlink']).sort(),
      );
    });
  });
}

function describeTokens(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.itWhen(
    takes(options),
    'snapshots with a token are listed until they are removed, and no others',
    async (open) => {
      const handle = await open.box();
      const token = `token-${Date.now().toString(36)}`;
      const listed = async (installationId = INSTALLATION) => expectOk(open.runtime.listSnapshots({ installationId }));
      const { image } = await open.must('snapshot', open.runtime.snapshot(handle, { token }));
      const { image: without } = await open.must('snapshot', open.runtime.snapshot(handle));
      try {
        assert.deepEqual(
          (await listed()).filter((snapshot) => snapshot.token === token || snapshot.image === without),
          [{ image, token }],
        );
        assert.deepEqual(await listed('another-installation'), []);
        // A snapshot of what boots from it has a token of its own, or none.
        const next = await open.box({ image });
        await snapshotted(open, next, async (second) => {
          assert.deepEqual(
            (await listed()).filter((one) => one.image === second),
            [],
          );
        });
        await expectOk(open.runtime.removeSnapshot(image));
        assert.deepEqual(
          (await listed()).filter((snapshot) => snapshot.token === token),
          [],
        );
      } finally {
        await discard(open, without);
        await discard(open, image);
      }
    },
  );
}

const LINKS = [
  ['/etc', 'outside'],
  ['..', 'up'],
  ['nowhere', 'dangling'],
] as const;

const FILES = [
  { path: 'empty', type: 'directory' },
  { path: 'deep', type: 'directory', mode: 0o700 },
  { path: 'deep/empty', type: 'directory', mode: 0o750 },
  { path: 'deep/text', content: 'text', mode: 0o600 },
  { path: 'deep/none', content: '' },
  { path: 'program', content: '#!/bin/sh\n', mode: 0o755 },
  { path: 'large', content: Buffer.alloc(3_000_001, 'large') },
  { path: 'link', type: 'symlink', target: 'deep/text' },
  { path: 'a name with spaces, ü and\nmore', content: 'x' },
  { path: `long/${'n'.repeat(200)}/${'m'.repeat(200)}`.slice(0, 99), content: 'x' },
  { path: '.dockerignore', content: '*' },
  { path: 'Dockerfile', content: 'FROM scratch' },
] as const;

/** What `body` makes of a snapshot of the box; nothing is left of it, nor of any box. */
async function snapshotted(
  open: OpenRuntime,
  handle: RuntimeHandle,
  body: (image: string) => Promise<void>,
): Promise<void> {
  const { image } = await open.must('snapshot', open.runtime.snapshot(handle));
  try {
    await body(image);
  } finally {
    await discard(open, image);
  }
}

/** The snapshot is gone, with every box. */
async function discard(open: OpenRuntime, image: string): Promise<void> {
  for (const box of await expectOk(open.runtime.list({ installationId: INSTALLATION }))) {
    await expectOk(open.runtime.remove(box.handle));
  }
  await expectOk(open.runtime.removeSnapshot(image));
  await expectOk(open.runtime.sweep({ installationId: INSTALLATION, olderThanMs: 0 }));
}

/** Everything in the workspace, by its path, with its modes and links. */
async function unpacked(connection: WorkspaceConnection) {
  const archive = await collect(await expectOk(connection.files.download('')));
  const files = [...unpackTar(Buffer.concat(archive))];
  return new Map(files.sort(([one], [other]) => (one < other ? -1 : 1)));
}
