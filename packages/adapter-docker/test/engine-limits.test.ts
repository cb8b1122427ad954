import { expectErr, expectOk } from '@carrel/conformance';
import type Docker from 'dockerode';
import { expect, test } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { docker, hasDocker } from './docker-backend.js';
import { installationOf, specOf } from './faults.js';

const NO_BOX = { boxId: 'none', installationId: 'i', tenantId: 't', sessionId: 's', incarnation: 1, intentToken: 'n' };

/** The engine, which says of itself what a rootless one says on a machine with control groups of version 1. */
function withoutControlGroups(): Docker {
  const info = async () => ({
    ...((await docker.info()) as object),
    ...{ CgroupDriver: 'none', MemoryLimit: false, CpuCfsQuota: false, PidsLimit: false },
  });
  return Object.assign(Object.create(docker) as Docker, { info });
}

test.runIf(await hasDocker())(
  'an engine that enforces no limits is not said to, once the runtime is open',
  async () => {
    const runtime = dockerRuntime({ docker: withoutControlGroups() });
    await expectOk(runtime.open());
    expect(runtime.capabilities.limits).toEqual({ memory: false, cpu: false, pids: false, disk: false });
    expect(runtime.capabilities.pause).toBe(false);
    await expectErr(runtime.pause(NO_BOX), 'runtime/unsupported');
    await expectErr(runtime.resume(NO_BOX), 'runtime/unsupported');
    expect(runtime.capabilities.snapshot).toBe(false);
    await expectErr(runtime.removeSnapshot('carrel/snapshot:none'), 'runtime/unsupported');
    await runtime.dispose();
  },
);

test.runIf(await hasDocker())(
  'an engine that freezes nothing takes no snapshot, which would be of no one moment',
  async () => {
    const runtime = dockerRuntime({ docker: withoutControlGroups() });
    await expectOk(runtime.open());
    const handle = await expectOk(runtime.create(specOf(installationOf('limits'))));
    await expectOk(runtime.start(handle));

    await expectErr(runtime.snapshot(handle), 'runtime/unsupported');

    expect(await expectOk(runtime.inspect(handle))).toMatchObject({ state: 'running' });
    await expectOk(runtime.remove(handle));
    await runtime.dispose();
  },
);

test.runIf(await hasDocker())('an engine that enforces them is said to', async () => {
  const runtime = dockerRuntime({ docker });
  await expectOk(runtime.open());
  expect(runtime.capabilities).toMatchObject({
    pause: true,
    snapshot: true,
    limits: { memory: true, cpu: true, pids: true },
  });
  await runtime.dispose();
});
