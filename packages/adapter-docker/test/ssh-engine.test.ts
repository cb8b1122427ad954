import { expectOk } from '@carrel/conformance';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { hasDocker } from './docker-backend.js';
import { installationOf, leftOf, specOf, vendorText } from './faults.js';
import { run, sh } from './follower.js';
import { mayStartSsh, SshServer } from './ssh-server.js';

const installationId = installationOf('ssh');
const here = (await hasDocker()) && mayStartSsh();

describe.runIf(here)('an engine that is reached by SSH', () => {
  let server: SshServer;

  beforeAll(async () => {
    server = await SshServer.start();
  }, 120_000);

  afterAll(async () => {
    await server.stop();
  });

  async function reachedAs(whom: 'user' | 'stranger') {
    const { port, username } = server;
    const sshOptions = { privateKey: await server.keyOf(whom) };
    return { protocol: 'ssh', host: '127.0.0.1', port, username, sshOptions } as const;
  }

  it('runs a box through its whole life', { timeout: 120_000 }, async () => {
    const runtime = dockerRuntime({ docker: await reachedAs('user'), link: 'stream' });
    await expectOk(runtime.open());
    const handle = await expectOk(runtime.create(specOf(installationId)));
    await expectOk(runtime.start(handle));
    const connection = await expectOk(runtime.connect(handle));

    await expectOk(connection.files.write('file', Buffer.alloc(2_000_000, 'x')));
    const { last, text } = await run(connection, sh('wc -c < file; exit 3'));

    expect(text.trim()).toBe('2000000');
    expect(last).toMatchObject({ type: 'exit', exit: { code: 3, reason: 'exited' } });
    await connection.close();
    await expectOk(runtime.stop(handle));
    await expectOk(runtime.remove(handle));
    await runtime.dispose();
    expect(await leftOf(installationId)).toEqual([]);
  });

  it('and that does not know the client is told as such', { timeout: 120_000 }, async () => {
    const runtime = dockerRuntime({ docker: await reachedAs('stranger'), callTimeoutMs: 20_000 });

    const error = (await runtime.open())._unsafeUnwrapErr();

    expect([error.type, String(error.cause)]).toEqual(['runtime/permission-denied', expect.anything()]);
    expect(vendorText(error)).toBeNull();
    await runtime.dispose();
  });
});
