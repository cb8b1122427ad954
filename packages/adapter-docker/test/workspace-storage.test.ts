import { describeRuntime, eventually, expectErr, expectOk, OpenSockets, type TestRunner } from '@carrel/conformance';
import type { RuntimeHandle, WorkspaceRuntime } from '@carrel/core/runtime';
import { afterAll, describe, expect, it } from 'vitest';
import { dockerRuntime, type DockerRuntimeOptions } from '../src/index.js';
import { docker, hasDocker, IMAGE } from './docker-backend.js';
import { installationOf, leftOf, specOf } from './faults.js';
import { run, sh } from './follower.js';

const MIB = 1024 * 1024;
const installationId = installationOf('storage');
const here = await hasDocker();

describe.runIf(here)('workspaces in memory', () => {
  const options: DockerRuntimeOptions = { workspaceVolume: 'memory' };
  const runtime = dockerRuntime(options);

  afterAll(() => cleanUp(runtime));

  async function box(limits: { readonly memoryBytes: number; readonly diskBytes?: number }): Promise<RuntimeHandle> {
    const handle = await expectOk(runtime.create(specOf(installationId, { limits: { cpus: 1, pids: 64, ...limits } })));
    await expectOk(runtime.start(handle));
    return handle;
  }

  describe('by the kit', () => {
    const { capabilities } = runtime;
    const test = onlyGroups('disk limits', 'start and stop', 'deaths of boxes', 'writes');
    const createSubject = () => {
      const links = new OpenSockets();
      return Promise.resolve({
        subject: dockerRuntime(options),
        restart: () => Promise.resolve(dockerRuntime(options)),
        killBox: async ({ boxId }: RuntimeHandle) => {
          await docker.getContainer(boxId).kill({ signal: 'SIGKILL' });
          await docker.getContainer(boxId).wait();
        },
        cutConnections: () => {
          links.cut();
          return Promise.resolve();
        },
        dispose: () => {
          links[Symbol.dispose]();
          return Promise.resolve();
        },
      });
    };
    describeRuntime({ test, capabilities, image: IMAGE, createSubject });
  });

  it('belong to their user, and take half of the memory where no limit is given', async () => {
    const handle = await box({ memoryBytes: 64 * MIB });
    const connection = await expectOk(runtime.connect(handle));

    const { text } = await run(connection, sh('stat -c "%u:%g %a" /workspace; stat -f -c "%T %b %S" /workspace'));

    const [owner, volume] = text.split('\n');
    const [type, blocks, size] = (volume ?? '').split(' ');
    expect([owner, type, Number(blocks) * Number(size)]).toEqual(['1000:1000 755', 'tmpfs', 32 * MIB]);
    await connection.close();
    await expectOk(runtime.remove(handle));
  });

  it('count as memory of the box', async () => {
    const handle = await box({ memoryBytes: 64 * MIB, diskBytes: 256 * MIB });
    const connection = await expectOk(runtime.connect(handle));

    const { last } = await run(connection, ['dd', 'if=/dev/zero', 'of=full', 'bs=1M', 'count=200'], {
      timeoutMs: 20_000,
    });

    expect(last).toMatchObject({ type: 'exit', exit: { reason: 'out-of-memory' } });
    await expectOk(runtime.remove(handle));
  });

  it('are gone when the box stops', async () => {
    const handle = await box({ memoryBytes: 64 * MIB });
    const connection = await expectOk(runtime.connect(handle));
    await expectOk(connection.files.write('file', Buffer.from('x')));
    await expectOk(runtime.stop(handle));
    await expectOk(runtime.start(handle));

    const again = await eventually(() => expectOk(runtime.connect(handle)));

    expect(runtime.capabilities.keepsFiles).toBe(false);
    expect(await expectOk(again.files.list(''))).toEqual([]);
    await again.close();
    await expectOk(runtime.remove(handle));
  });
});

describe.runIf(here)('workspaces on the disk of the engine', () => {
  it('have no limit where nobody said that the engine keeps one', async () => {
    const runtime = dockerRuntime();
    await expectOk(runtime.open());

    const limits = { memoryBytes: 64 * MIB, cpus: 1, pids: 64, diskBytes: 16 * MIB };
    const refused = await expectErr(runtime.create(specOf(installationId, { limits })), 'runtime/unsupported');

    expect(refused.capability).toBe('limits.disk');
    await cleanUp(runtime);
  });

  it('have a limit where the engine keeps one, and an engine that keeps none is refused', async () => {
    const runtime = dockerRuntime({ diskQuota: true });
    expect(runtime.capabilities.limits.disk).toBe(true);

    const opened = await runtime.open();

    if (opened.isErr()) {
      expect(opened.error.type).toBe('runtime/unavailable');
      expect(opened.error.message).toContain('pquota');
    } else {
      const limits = { memoryBytes: 64 * MIB, cpus: 1, pids: 64, diskBytes: 16 * MIB };
      const handle = await expectOk(runtime.create(specOf(installationId, { limits })));
      await expectOk(runtime.start(handle));
      const connection = await expectOk(runtime.connect(handle));
      await run(connection, sh('head -c 64000000 /dev/zero > full'));
      expect((await expectOk(connection.files.stat('full'))).size).toBeLessThanOrEqual(16 * MIB);
      await expectErr(connection.files.write('more', Buffer.alloc(MIB)), 'file/no-space');
    }
    await cleanUp(runtime);
  });
});

async function cleanUp(runtime: WorkspaceRuntime): Promise<void> {
  for (const { handle } of await expectOk(runtime.list({ installationId }))) await expectOk(runtime.remove(handle));
  await runtime.dispose();
  expect(await leftOf(installationId)).toEqual([]);
}

/** Of all groups of cases those that the place of files can break. */
function onlyGroups(...names: readonly string[]): TestRunner {
  let depth = 0;
  return {
    it,
    describe: (name, body) => {
      if (depth === 1 && !names.includes(name)) return;
      describe(name, () => {
        depth += 1;
        body();
        depth -= 1;
      });
    },
  };
}
