import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { eventually, expectErr, expectOk } from '@carrel/conformance';
import type { RuntimeHandle, WorkspaceConnection, WorkspaceSpec } from '@carrel/core/runtime';
import { pack } from 'tar-stream';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { resumeAfter } from '../src/box-snapshots.js';
import { dockerImages, dockerRuntime } from '../src/index.js';
import { docker, hasDocker, IMAGE } from './docker-backend.js';
import { heldBytes } from './held-bytes.js';

const MIB = 1024 * 1024;
const installationId = `snapshots-${randomUUID()}`;
/** Enough that its box is paused long enough to be seen so. */
const LARGE = 'head -c 200000000 /dev/zero > large';
const labelled = JSON.stringify({ label: [`carrel.installation=${installationId}`] });

describe.runIf(await hasDocker())('a snapshot of a container', { timeout: 120_000 }, () => {
  const runtime = dockerRuntime();
  const taken: string[] = [];
  let made = 0;

  afterEach(async () => {
    await removeBoxes();
    for (const image of taken.splice(0)) await expectOk(runtime.removeSnapshot(image));
    expect(await docker.listContainers({ all: true, filters: labelled })).toEqual([]);
    expect(await docker.listImages({ all: true, filters: labelled })).toEqual([]);
  });
  afterAll(() => runtime.dispose());

  async function box(fields: Partial<WorkspaceSpec> = {}): Promise<[RuntimeHandle, WorkspaceConnection]> {
    const handle = await expectOk(
      runtime.create({
        installationId,
        tenantId: 'ten_a',
        sessionId: 'ses_a',
        incarnation: 1,
        intentToken: `box-${(made += 1)}`,
        image: IMAGE,
        env: {},
        limits: { memoryBytes: 512 * MIB, cpus: 1, pids: 40 },
        ...fields,
      }),
    );
    await expectOk(runtime.start(handle));
    return [handle, await expectOk(runtime.connect(handle))];
  }

  async function shell({ processes }: WorkspaceConnection, script: string): Promise<string> {
    const id = `p${(made += 1)}`;
    let output = '';
    for await (const event of await expectOk(processes.spawnAttached({ id, argv: ['sh', '-c', script] }))) {
      if (event.type === 'output') output += Buffer.from(event.data).toString();
    }
    return output;
  }

  /** Owners, modes and names of everything below the root, links and whole seconds of what is no directory, and the content. */
  const LIST = `find . -mindepth 1 '(' -type d -printf '%U:%G %m %p\\n' -o -printf '%U:%G %m %p %n %T@ %l\\n' ')' |
    sed 's/\\.[0-9]* / /' | sort -k3; cat a* sub/[0-9]`;

  it('keeps owners, modes, times, hard links, and what is beside a pipe or a socket, which it leaves out', async () => {
    const [handle, connection] = await box();
    const listen = 'perl -MIO::Socket::UNIX -e "IO::Socket::UNIX->new(Local => q(sub/socket), Listen => 1)"';
    const touch = 'touch -d 2001-02-03 a1 sub/empty; touch -d 2002-03-04 sub';
    await shell(
      connection,
      `echo a > a1; ln a1 a2; mkdir -p sub/empty; chmod 2750 sub; chmod 1711 sub/empty;
       for i in 1 2 3 4 5 6; do echo $i > sub/$i; done; ${touch}`,
    );
    const before = await shell(connection, LIST);
    await shell(connection, `mkfifo pipe sub/0pipe sub/3pipe; ${listen}; ${touch}; ls sub`);

    const image = await snapshot(handle);
    const [, copy] = await box({ image });

    const after = await shell(copy, LIST);
    expect(before).toContain('1000:1000 644 ./a1 2 981158400');
    expect(after.split('\n')).toEqual(before.split('\n'));
  });

  it('is an image like that of its box, which says whose it is', async () => {
    const [handle] = await box();

    const image = await snapshot(handle);

    const [taken, own] = [await docker.getImage(image).inspect(), await docker.getImage(IMAGE).inspect()];
    expect(taken.Config).toMatchObject({
      User: own.Config.User,
      WorkingDir: own.Config.WorkingDir,
      Env: own.Config.Env,
      Cmd: own.Config.Cmd,
      Entrypoint: own.Config.Entrypoint,
      Labels: { 'carrel.installation': installationId, 'carrel.tenant': 'ten_a', 'carrel.session': 'ses_a' },
    });
    expect(image).toMatch(/^carrel\/snapshot:[0-9a-f-]{36}$/);
  });

  it('has nothing that the image had and the box has not', async () => {
    const base = `carrel-test/${randomUUID()}`;
    const context = pack();
    context.entry(
      { name: 'Dockerfile' },
      `FROM ${IMAGE}\nLABEL carrel.image=lua\nCOPY --chown=1000:1000 skeleton /workspace/skeleton\n`,
    );
    context.entry({ name: 'skeleton/file' }, 'x');
    context.finalize();
    await buffer(await docker.buildImage(Readable.from([await buffer(context)]), { t: base }));
    try {
      const [handle, connection] = await box({ image: base });
      await expectOk(connection.files.stat('skeleton/file'));
      await expectOk(connection.files.remove('skeleton'));

      const image = await snapshot(handle);
      const [, copy] = await box({ image });

      expect(await expectOk(copy.files.list(''))).toEqual([]);
      const listed = (await expectOk(dockerImages().list())).map(({ tag }) => tag);
      expect(listed).toContain(`${base}:latest`);
      expect(listed).not.toContain(image);
    } finally {
      await removeBoxes();
      for (const image of taken.splice(0)) await expectOk(runtime.removeSnapshot(image));
      await docker.getImage(base).remove({ force: true });
    }
  });

  it('goes through this process in pieces', async () => {
    const [handle, connection] = await box();
    await shell(connection, 'head -c 60000000 /dev/urandom > large; cksum large > sum');
    const base = heldBytes();
    let most = 0;
    const watching = setInterval(() => {
      most = Math.max(most, heldBytes() - base);
    }, 20);

    const image = await snapshot(handle);
    clearInterval(watching);
    const [, copy] = await box({ image });

    expect(most).toBeLessThan(16 * MIB);
    expect(await shell(copy, 'cksum large | cmp - sum && echo same')).toBe('same\n');
  });

  it('is given up without a trace, and its box goes on', async () => {
    const [handle, connection] = await box();
    await shell(connection, LARGE);
    const gaveUp = new AbortController();

    const taking = runtime.snapshot(handle, { signal: gaveUp.signal });
    await untilPaused(handle);
    gaveUp.abort();

    await expectErr(taking, 'request/aborted');
    expect((await expectOk(runtime.inspect(handle))).state).toBe('running');
    expect(await shell(connection, 'echo on')).toBe('on\n');
  });

  it.each([
    ['is killed', (id: string) => docker.getContainer(id).kill({ signal: 'SIGKILL' }), 'exited'],
    ['is resumed', (id: string) => docker.getContainer(id).unpause(), 'running'],
  ] as const)('is none when its box %s meanwhile', async (_what, disturb, state) => {
    const [handle, connection] = await box();
    await shell(connection, LARGE);

    const taking = runtime.snapshot(handle);
    await untilPaused(handle);
    await disturb(handle.boxId);

    await expectErr(taking, 'runtime/failed');
    await eventually(async () => {
      expect((await expectOk(runtime.inspect(handle))).state).toBe(state);
    });
  });

  it('does not leave a box paused for ever when its process dies', async () => {
    const [handle, connection] = await box();
    await shell(connection, LARGE);
    const taking = runtime.snapshot(handle);
    await untilPaused(handle);
    const filters = JSON.stringify({ label: ['carrel.role=take-snapshot', `carrel.installation=${installationId}`] });
    const [helper] = await docker.listContainers({ all: true, filters });

    await resumeAfter(docker, helper?.Labels ?? {});

    expect((await expectOk(runtime.inspect(handle))).state).toBe('running');
    await expectErr(taking, 'runtime/failed');
  });

  async function untilPaused({ boxId }: RuntimeHandle): Promise<void> {
    const look = async () => {
      expect((await docker.getContainer(boxId).inspect()).State.Paused).toBe(true);
    };
    await eventually(look, { everyMs: 1 });
  }

  async function removeBoxes(): Promise<void> {
    for (const { handle } of await expectOk(runtime.list({ installationId }))) await expectOk(runtime.remove(handle));
  }

  async function snapshot(handle: RuntimeHandle): Promise<string> {
    const { image } = await expectOk(runtime.snapshot(handle));
    taken.push(image);
    return image;
  }
});

it('there are no snapshots of workspaces in memory', async () => {
  const runtime = dockerRuntime({ workspaceVolume: 'memory' });

  expect(runtime.capabilities.snapshot).toBe(false);
  expect((await expectErr(runtime.removeSnapshot('any'), 'runtime/unsupported')).capability).toBe('snapshot');
  await runtime.dispose();
});
