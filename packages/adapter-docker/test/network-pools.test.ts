import { expectErr, expectOk } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { hasDocker, IMAGE } from './docker-backend.js';
import { mayStartEngines, PrivateEngine } from './private-engine.js';

/** Four networks of sixteen addresses; the engine takes one for itself. */
const POOL = ['--default-address-pool', 'base=10.213.57.0/26,size=28'];
const installationId = 'network-pools';

describe.runIf((await hasDocker()) && mayStartEngines())('an engine without addresses for another network', () => {
  it('says that it is exhausted, once the networks of no box are gone', { timeout: 120_000 }, async () => {
    const engine = await PrivateEngine.create({ args: POOL });
    const runtime = dockerRuntime({ docker: engine.docker });
    const limits = { memoryBytes: 64 * 1024 * 1024, cpus: 0.5, pids: 20 };
    const boxOf = (tenantId: string) =>
      runtime.create({
        ...{ installationId, tenantId, sessionId: 'ses', incarnation: 1, intentToken: `of-${tenantId}` },
        ...{ image: IMAGE, env: {}, limits, network: 'internet' },
      });
    try {
      const first = await expectOk(boxOf('one'));
      for (const tenantId of ['two', 'three']) await expectOk(boxOf(tenantId));

      expect((await expectErr(boxOf('four'), 'runtime/exhausted')).message).toContain('default-address-pools');

      await expectOk(runtime.remove(first));
      await expectOk(boxOf('four'));
      await expectErr(boxOf('one'), 'runtime/exhausted');
    } finally {
      for (const { handle } of await expectOk(runtime.list({ installationId }))) await expectOk(runtime.remove(handle));
      await expectOk(runtime.sweep({ installationId, olderThanMs: 0 }));
      await runtime.dispose();
      await engine.dispose();
    }
  });
});
