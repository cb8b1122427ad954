import { randomUUID } from 'node:crypto';
import { eventually, expectOk } from '@carrel/conformance';
import type { RuntimeHandle, WorkspaceConnection } from '@carrel/core/runtime';
import type Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { docker, hasDocker, IMAGE } from './docker-backend.js';

const MIB = 1024 * 1024;

describe.runIf(await hasDocker())('the stats of a container', () => {
  const runtime = dockerRuntime();
  let handle: RuntimeHandle;
  let connection: WorkspaceConnection;

  beforeAll(async () => {
    handle = await expectOk(
      runtime.create({
        installationId: `stats-${randomUUID()}`,
        tenantId: 'ten_a',
        sessionId: 'ses_a',
        incarnation: 1,
        intentToken: 'one',
        image: IMAGE,
        env: {},
        limits: { memoryBytes: 512 * MIB, cpus: 1, pids: 40 },
      }),
    );
    await expectOk(runtime.start(handle));
    connection = await expectOk(runtime.connect(handle));
  });

  afterAll(async () => {
    await expectOk(runtime.remove(handle));
    await runtime.dispose();
  });

  it('leave the copies of files out that the kernel keeps', async () => {
    await expectOk(connection.files.write('large', Buffer.alloc(128 * MIB)));
    // Once written back, they are copies of what is on the disk.
    await expectOk(connection.processes.spawn({ id: 'sync', argv: ['sync', 'large'] }));

    await eventually(async () => {
      const { memoryBytes } = await expectOk(runtime.stats(handle));
      expect(memoryBytes).toBeLessThan(64 * MIB);
    });
    const { memory_stats: memory } = await docker.getContainer(handle.boxId).stats({ stream: false });
    expect(memory.usage).toBeGreaterThan(100 * MIB);
  });

  it('are those of its agent where an engine has no control groups, and not of all that it runs', async () => {
    const rootless = dockerRuntime({ docker: withoutControlGroups() });
    const before = await expectOk(rootless.stats(handle));
    await expectOk(connection.processes.spawn({ id: 'sleep', argv: ['sleep', '600'] }));

    const after = await expectOk(rootless.stats(handle));

    expect(after.processes).toBe(before.processes + 1);
    expect(after.memoryLimitBytes).toBeNull();
    expect(after.memoryBytes).toBeLessThan(64 * MIB);
    await rootless.dispose();
  });
});

/** The engine, which tells the figures of the machine for those of a container, as a rootless one does. */
function withoutControlGroups(): Docker {
  const getContainer = (id: string) => {
    const stats = () => Promise.resolve({ ...ofTheMachine, read: new Date().toISOString() });
    return Object.assign(docker.getContainer(id), { stats });
  };
  return Object.assign(Object.create(docker) as Docker, { getContainer });
}

const ofTheMachine = {
  pids_stats: {},
  cpu_stats: { cpu_usage: { total_usage: 72_988_015_357_656 } },
  memory_stats: { usage: 3_748_380_672, limit: 25_276_514_304, stats: { total_inactive_file: 765_956_096 } },
};
