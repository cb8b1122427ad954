import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { eventually, expectOk } from '@carrel/conformance';
import Docker from 'dockerode';
import { describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { hasDocker, IMAGE } from './docker-backend.js';

describe.runIf(await hasDocker()).each(['socket', 'stream'] as const)('a runtime whose link is a %s', (link) => {
  it('uses no connection to the engine once it is disposed', async () => {
    const agent = new Agent({ keepAlive: true });
    const options: Docker.DockerOptions & { readonly agent: Agent } = { agent };
    const runtime = dockerRuntime({ docker: new Docker(options), link });
    const spec = {
      ...{ installationId: `sockets-${randomUUID()}`, tenantId: 'ten_a', sessionId: 'ses_a', incarnation: 1 },
      ...{ intentToken: 'one', image: IMAGE, env: {}, limits: { memoryBytes: 128e6, cpus: 1, pids: 40 } },
    };
    await expectOk(runtime.open());
    const handle = await expectOk(runtime.create(spec));
    await expectOk(runtime.start(handle));
    const connection = await expectOk(runtime.connect(handle));
    await expectOk(connection.files.write('a', Buffer.from('a')));
    await expectOk(runtime.remove(handle));

    await runtime.dispose();

    await eventually(() => {
      expect(Object.values(agent.sockets).flat()).toHaveLength(0);
      return Promise.resolve();
    });
  });
});
