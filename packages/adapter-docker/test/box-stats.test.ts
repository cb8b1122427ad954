import { randomUUID } from 'node:crypto';
import { eventually, expectOk } from '@carrel/conformance';
import type { RuntimeHandle, WorkspaceConnection } from '@carrel/core/runtime';
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
});
