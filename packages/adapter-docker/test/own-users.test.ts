import { existsSync } from 'node:fs';
import { expectErr, expectOk, hasBackend } from '@carrel/conformance';
import type { WorkspaceRuntime } from '@carrel/core/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { hasDocker } from './docker-backend.js';
import { installationOf, specOf } from './faults.js';
import { run, sh } from './follower.js';
import { mayStartEngines, PrivateEngine } from './private-engine.js';

const installationId = installationOf('own-users');
const FILES = ['/etc/subuid', '/etc/subgid'];

const mayStart = (await hasDocker()) && mayStartEngines();
const missing = FILES.filter((file) => !existsSync(file)).join(' and ');
const here = mayStart && hasBackend('an engine with userns-remap', missing === '' ? null : `there is no ${missing}`);

describe.runIf(here)('an engine that gives containers users of their own', { timeout: 120_000 }, () => {
  let engine: PrivateEngine;
  let runtime: WorkspaceRuntime;

  beforeAll(async () => {
    engine = await PrivateEngine.create({ ownUsers: true });
    runtime = dockerRuntime({ docker: engine.docker, link: 'stream' });
    await expectOk(runtime.open());
  }, 120_000);
  afterAll(async () => {
    await runtime.dispose();
    await engine.dispose();
  }, 120_000);

  it.each(['none', 'internet'] as const)('runs boxes with the network %s as nobody of its machine', async (network) => {
    const handle = await expectOk(runtime.create(specOf(installationId, { network })));
    await expectOk(runtime.start(handle));
    const connection = await expectOk(runtime.connect(handle));

    const look = sh(
      'id -u; awk "{ print \\$2 }" /proc/self/uid_map; echo x > /workspace/a && stat -c %u:%g /workspace/a',
    );

    expect((await run(connection, look)).text).toBe('1000\n300000\n1000:1000\n');
    expect((await run(connection, ['getent', 'hosts', 'localhost'])).text).toContain('localhost');
    await expectOk(runtime.remove(handle));
  });

  it('runs boxes whose workspace is in memory', async () => {
    const inMemory = dockerRuntime({ docker: engine.docker, link: 'stream', workspaceVolume: 'memory' });
    const handle = await expectOk(inMemory.create(specOf(installationId)));
    await expectOk(inMemory.start(handle));
    const connection = await expectOk(inMemory.connect(handle));

    await expectOk(connection.files.write('a', Buffer.from('x')));

    expect((await run(connection, ['stat', '-c', '%u:%g', 'a'])).text).toBe('1000:1000\n');
    await expectOk(inMemory.remove(handle));
    await inMemory.dispose();
  });

  it('is said to take no snapshots, whose owners it would not take back', async () => {
    expect(runtime.capabilities.snapshot).toBe(false);
    const handle = await expectOk(runtime.create(specOf(installationId)));

    await expectErr(runtime.snapshot(handle), 'runtime/unsupported');

    await expectOk(runtime.remove(handle));
  });
});
