import { expectErr, expectOk } from '@carrel/conformance';
import type Docker from 'dockerode';
import { expect, test } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { docker, hasDocker } from './docker-backend.js';

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
    await runtime.dispose();
  },
);

test.runIf(await hasDocker())('an engine that enforces them is said to', async () => {
  const runtime = dockerRuntime({ docker });
  await expectOk(runtime.open());
  expect(runtime.capabilities).toMatchObject({ pause: true, limits: { memory: true, cpu: true, pids: true } });
  await runtime.dispose();
});
