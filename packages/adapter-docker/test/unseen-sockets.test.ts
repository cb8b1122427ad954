import { expectErr, expectOk } from '@carrel/conformance';
import type { RuntimeHandle, WorkspaceRuntime } from '@carrel/core/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerRuntime, type DockerRuntimeOptions } from '../src/index.js';
import { hasDocker } from './docker-backend.js';
import { installationOf, leftOf, specOf, vendorText } from './faults.js';
import { run } from './follower.js';
import { mayStartEngines, PrivateEngine } from './private-engine.js';

const installationId = installationOf('unseen');
const here = (await hasDocker()) && mayStartEngines();

describe.runIf(here)('an engine whose sockets this process cannot see', () => {
  let engine: PrivateEngine;

  beforeAll(async () => {
    engine = await PrivateEngine.create({ ownMounts: true });
  }, 120_000);

  afterAll(async () => {
    await engine.dispose();
  }, 120_000);

  async function boxBy(link: NonNullable<DockerRuntimeOptions['link']>): Promise<Made> {
    const runtime = dockerRuntime({ docker: { socketPath: engine.socketPath }, link });
    return { runtime, handle: await expectOk(runtime.create(specOf(installationId))) };
  }

  async function end({ runtime, handle }: Made): Promise<void> {
    await expectOk(runtime.remove(handle));
    await runtime.dispose();
    expect(await leftOf(installationId, engine.docker)).toEqual([]);
  }

  it('is spoken to by its streams, unless told otherwise', { timeout: 120_000 }, async () => {
    const made = await boxBy('auto');
    await expectOk(made.runtime.start(made.handle));
    const connection = await expectOk(made.runtime.connect(made.handle));

    expect((await run(connection, ['echo', 'hello'])).text).toBe('hello\n');
    await end(made);
  });

  it('and where sockets alone are wanted, it is said what to do, and early', { timeout: 120_000 }, async () => {
    const made = await boxBy('socket');
    const startedAt = performance.now();

    const error = await expectErr(made.runtime.start(made.handle), 'runtime/unavailable');

    expect(performance.now() - startedAt).toBeLessThan(60_000);
    expect(error).toMatchObject({ retryable: false });
    expect(error.message).toContain("link: 'auto'");
    expect(vendorText(error)).toBeNull();
    const again = await expectErr(made.runtime.connect(made.handle), 'runtime/unavailable');
    expect(again.message).toBe(error.message);
    await end(made);
  });
});

interface Made {
  readonly runtime: WorkspaceRuntime;
  readonly handle: RuntimeHandle;
}
