import { eventually, expectErr, expectOk } from '@carrel/conformance';
import type { RuntimeHandle, WorkspaceConnection, WorkspaceSpec } from '@carrel/core/runtime';
import { afterAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { docker, hasDocker } from './docker-backend.js';
import { installationOf, leftOf, specOf, within } from './faults.js';
import { Follower, isTicking, run, sh, spawn, ticking } from './follower.js';

const MIB = 1024 * 1024;
const SOON_MS = 40_000;
const here = await hasDocker();

describe.runIf(here).each(['socket', 'stream'] as const)('a box that something happens to, by %s', (link) => {
  const installationId = installationOf(`box-${link}`);
  const runtime = dockerRuntime({ link });

  afterAll(async () => {
    for (const { handle } of await expectOk(runtime.list({ installationId }))) await expectOk(runtime.remove(handle));
    await runtime.dispose();
    expect(await leftOf(installationId)).toEqual([]);
  });

  async function box(fields: Partial<WorkspaceSpec> = {}): Promise<RuntimeHandle> {
    const handle = await expectOk(runtime.create(specOf(installationId, fields)));
    await expectOk(runtime.start(handle));
    return handle;
  }

  async function follow(handle: RuntimeHandle): Promise<Following> {
    const connection = await expectOk(runtime.connect(handle));
    const id = await spawn(connection, ticking);
    const follower = await Follower.attach(connection, id);
    await eventually(() => {
      expect(follower.position).toBeGreaterThan(40);
    });
    return { connection, id, follower };
  }

  it('is stopped by hand: the reader is told that its command was ended, and the box that it stopped', async () => {
    const handle = await box();
    const { follower } = await follow(handle);

    await docker.getContainer(handle.boxId).stop({ t: 10 });

    const last = await within(follower.last, 'the last event', SOON_MS);
    if (last?.type === 'exit') expect(last.exit).toEqual({ code: null, signal: 'SIGTERM', reason: 'cancelled' });
    else expect(last?.error.type).toBe('connection/lost');
    expect(isTicking(follower.text)).toBe(true);
    expect(await expectOk(runtime.inspect(handle))).toMatchObject({ state: 'exited', reason: 'exited' });
    await expectErr(runtime.connect(handle), 'runtime/not-running');
    await expectOk(runtime.remove(handle));
  });

  it('is removed by hand: the reader is told that nothing is known, and there is no box', async () => {
    const handle = await box();
    const { connection, follower } = await follow(handle);

    await docker.getContainer(handle.boxId).remove({ force: true, v: true });

    const last = await within(follower.last, 'the last event', SOON_MS);
    expect(last).toMatchObject({ type: 'failed', error: { type: 'connection/lost' } });
    await within(connection.closed, 'the end of the link', SOON_MS);
    await expectErr(runtime.inspect(handle), 'runtime/not-found');
    await expectErr(runtime.connect(handle), 'runtime/not-found');
    await expectErr(runtime.stop(handle), 'runtime/not-found');
    await expectOk(runtime.remove(handle));
  });

  it('is restarted by hand: its links are over, and a new one says that it is another life', async () => {
    const handle = await box();
    const { connection, follower, id } = await follow(handle);

    await docker.getContainer(handle.boxId).restart({ t: 10 });

    const last = await within(follower.last, 'the last event', SOON_MS);
    expect(last?.type === 'exit' ? last.exit.code : null).toBeNull();
    await within(connection.closed, 'the end of the link', SOON_MS);
    const again = await eventually(() => expectOk(runtime.connect(handle)));
    expect(again.life).not.toBe(connection.life);
    await expectErr(again.processes.attach(id), 'process/not-found');
    await again.close();
    await expectOk(runtime.remove(handle));
  });

  it('is frozen by hand in the middle of a command: its time goes on, and its output where it was', async () => {
    const handle = await box();
    const { connection, follower, id } = await follow(handle);
    const late = await spawn(connection, ['sleep', '600'], { timeoutMs: 300 });
    const ending = await Follower.attach(connection, late);

    await docker.getContainer(handle.boxId).pause();
    const frozenAt = performance.now();
    expect((await expectOk(runtime.inspect(handle))).state).toBe('paused');
    await expectErr(runtime.connect(handle), 'runtime/not-running');
    await eventually(() => {
      expect(performance.now() - frozenAt).toBeGreaterThan(1_000);
    });
    const { position } = follower;
    await docker.getContainer(handle.boxId).unpause();

    expect(await within(ending.last, 'the end by time', SOON_MS)).toMatchObject({
      type: 'exit',
      exit: { reason: 'timeout' },
    });
    await eventually(() => {
      expect(follower.position).toBeGreaterThan(position + 40);
    });
    await expectOk(connection.processes.kill(id));
    expect(await within(follower.last, 'the end', SOON_MS)).toMatchObject({
      type: 'exit',
      exit: { reason: 'cancelled' },
    });
    expect(isTicking(follower.text)).toBe(true);
    await connection.close();
    await expectOk(runtime.remove(handle));
  });

  it('runs out of memory as a whole: no end is told that was not, and the box says what happened', async () => {
    const handle = await box({ limits: { memoryBytes: 32 * MIB, cpus: 1, pids: 64 } });
    const connection = await expectOk(runtime.connect(handle));

    // What is in memory as files is nobody's to kill, so everything in the box may go.
    const fill = sh('for i in 1 2 3 4 5 6 7 8; do head -c 20000000 /dev/zero > /tmp/$i; done; echo over');
    const filled = await within(run(connection, fill, { timeoutMs: 20_000 }), 'the end of the filler', 2 * SOON_MS);

    const { last } = filled;
    if (last?.type !== 'exit') expect(last?.error.type).toBe('connection/lost');
    else if (filled.text.endsWith('over\n')) expect(last.exit).toMatchObject({ code: 0, reason: 'exited' });
    else expect(last.exit).toMatchObject({ signal: 'SIGKILL', reason: 'out-of-memory' });
    const seen = new Set<string>();
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const spawned = await connection.processes.spawn({
        id: `more-${attempt}`,
        argv: sh('head -c 9000000 /dev/zero | tail'),
      });
      seen.add(spawned.isOk() ? 'ok' : spawned.error.type);
    }
    expect(['ok', 'process/not-startable', 'connection/limit', 'connection/lost']).toEqual(
      expect.arrayContaining([...seen]),
    );
    // The agent and the bridge to it are the last to go. With the agent goes the box; without the bridge it can be reached again.
    await eventually(async () => {
      const { state, reason } = await expectOk(runtime.inspect(handle));
      if (state === 'exited') expect(reason).toBe('out-of-memory');
      else expect((await expectOk(runtime.connect(handle))).life).toBe(connection.life);
    });
    await connection.close();
    await expectOk(runtime.remove(handle));
  });

  it('is killed by hand after a command of it ran out of memory: it is not said to have', async () => {
    const handle = await box({ limits: { memoryBytes: 64 * MIB, cpus: 1, pids: 64 } });
    const connection = await expectOk(runtime.connect(handle));
    const eat = sh('head -c 200000000 /dev/zero | tail -c 200000000 > /dev/null; echo lives');
    expect((await run(connection, eat)).text).toContain('lives');

    await docker.getContainer(handle.boxId).kill();

    await eventually(async () => {
      expect(await expectOk(runtime.inspect(handle))).toMatchObject({ state: 'exited', reason: 'killed' });
    });
    await expectOk(runtime.remove(handle));
  });
});

interface Following {
  readonly connection: WorkspaceConnection;
  readonly id: string;
  readonly follower: Follower;
}
