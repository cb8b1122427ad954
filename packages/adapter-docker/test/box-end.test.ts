import { eventually, expectOk } from '@carrel/conformance';
import type { RuntimeHandle } from '@carrel/core/runtime';
import { afterAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { docker, hasDocker } from './docker-backend.js';
import { installationOf, leftOf, specOf } from './faults.js';
import { run, sh, spawn } from './follower.js';

const MIB = 1024 * 1024;
/** More than an engine remembers. */
const FLOOD = 300;

describe.runIf(await hasDocker())('why a box ended, told by an engine that has forgotten', () => {
  const installationId = installationOf('end');
  const runtime = dockerRuntime();

  afterAll(async () => {
    for (const { handle } of await expectOk(runtime.list({ installationId }))) await expectOk(runtime.remove(handle));
    await runtime.dispose();
    expect(await leftOf(installationId)).toEqual([]);
  });

  async function box(): Promise<RuntimeHandle> {
    const handle = await expectOk(
      runtime.create(specOf(installationId, { limits: { memoryBytes: 64 * MIB, cpus: 1, pids: 64 } })),
    );
    await expectOk(runtime.start(handle));
    return handle;
  }

  async function loseCommandToMemory(handle: RuntimeHandle): Promise<void> {
    const connection = await expectOk(runtime.connect(handle));
    const eat = sh('head -c 200000000 /dev/zero | tail -c 200000000 > /dev/null; echo lives');
    expect((await run(connection, eat)).text).toContain('lives');
    await connection.close();
  }

  /** The engine knows nothing any more of what was before. */
  async function flood(): Promise<void> {
    const other = await box();
    const attempts = Array.from({ length: FLOOD }, () => docker.getContainer(other.boxId).exec({ Cmd: ['true'] }));
    await Promise.all(attempts);
    await expectOk(runtime.remove(other));
  }

  async function isOver(handle: RuntimeHandle): Promise<void> {
    await eventually(async () => {
      expect((await docker.getContainer(handle.boxId).inspect()).State).toMatchObject({
        Running: false,
        OOMKilled: true,
      });
    });
  }

  it('is noted by the runtime when it was killed', async () => {
    const handle = await box();
    await loseCommandToMemory(handle);
    await docker.getContainer(handle.boxId).kill();
    await isOver(handle);
    await flood();

    expect(await expectOk(runtime.inspect(handle))).toMatchObject({ state: 'exited', reason: 'killed' });
  });

  it('is not told by a runtime that was not there, whether it was killed or not', async () => {
    const handle = await box();
    await loseCommandToMemory(handle);
    await docker.getContainer(handle.boxId).kill();
    await isOver(handle);
    await flood();

    const late = dockerRuntime();
    const info = await expectOk(late.inspect(handle));
    expect(info.state).toBe('exited');
    expect(info).not.toHaveProperty('reason');
    await late.dispose();
  });

  it('is out of memory when it was, for who was there', async () => {
    const handle = await box();
    await runOutOfMemory(handle);
    await flood();

    expect(await expectOk(runtime.inspect(handle))).toMatchObject({ state: 'exited', reason: 'out-of-memory' });
  });

  it('counts one life alone: who was killed in the last one may run out of memory in this', async () => {
    const handle = await box();
    await docker.getContainer(handle.boxId).kill();
    await eventually(async () => {
      expect(await expectOk(runtime.inspect(handle))).toMatchObject({ state: 'exited', reason: 'killed' });
    });
    await expectOk(runtime.start(handle));
    await runOutOfMemory(handle);

    expect(await expectOk(runtime.inspect(handle))).toMatchObject({ state: 'exited', reason: 'out-of-memory' });
  });

  /**
   * The box ends: its first process is made the one that the kernel ends first, before the many that take a part each, and hold it,
   * so that the parts are taken together however they are scheduled.
   */
  async function runOutOfMemory(handle: RuntimeHandle): Promise<void> {
    const connection = await expectOk(runtime.connect(handle));
    const container = docker.getContainer(handle.boxId);
    const Cmd = ['sh', '-c', 'echo 1000 > /proc/1/oom_score_adj'];
    const exec = await container.exec({ Cmd, User: '0', AttachStdout: true });
    for await (const _said of await exec.start({ hijack: true }));
    const part = '{ head -c 30000000 /dev/zero; sleep 600; } | tail -c 30000000';
    const eat = sh(`for i in 1 2 3 4 5 6; do ${part} & done > /dev/null; wait`);
    await spawn(connection, eat);
    await isOver(handle);
    await connection.close();
  }
});
