import { join } from 'node:path';
import { expectOk, freePort } from '@carrel/conformance';
import type { DockerOptions } from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { Authority, type Identity } from './certificates.js';
import { hasDocker } from './docker-backend.js';
import { installationOf, leftOf, specOf, vendorText } from './faults.js';
import { run, sh } from './follower.js';
import { mayStartEngines, PrivateEngine } from './private-engine.js';

const installationId = installationOf('remote');
const here = (await hasDocker()) && mayStartEngines();

describe.runIf(here)('an engine that is reached by TCP and TLS', () => {
  let engine: PrivateEngine;
  let port: number;
  let client: Identity;

  beforeAll(async () => {
    engine = await PrivateEngine.create();
    const authority = Authority.create(join(engine.directory, 'trusted'));
    authority.issue('server', 'serverAuth');
    client = authority.issue('client', 'clientAuth');
    port = await freePort();
    await engine.end('SIGTERM');
    const files = ['ca', 'server', 'server-key'].map((name) => authority.path(`${name}.pem`));
    const [ca = '', cert = '', key = ''] = files;
    const tls = ['--tlsverify', '--tlscacert', ca, '--tlscert', cert, '--tlskey', key];
    await engine.start({ args: ['--host', `tcp://127.0.0.1:${port}`, ...tls] });
  }, 120_000);

  afterAll(async () => {
    await engine.dispose();
  }, 120_000);

  const reachedWith = (identity: Partial<Identity>): DockerOptions => ({
    protocol: 'https',
    host: '127.0.0.1',
    port,
    ...identity,
  });

  it('runs a box through its whole life', { timeout: 120_000 }, async () => {
    const runtime = dockerRuntime({ docker: reachedWith(client), link: 'stream' });
    await expectOk(runtime.open());
    const handle = await expectOk(runtime.create(specOf(installationId)));
    await expectOk(runtime.start(handle));
    const connection = await expectOk(runtime.connect(handle));

    await expectOk(connection.files.write('file', Buffer.alloc(2_000_000, 'x')));
    const { last, text } = await run(connection, sh('wc -c < file; exit 3'));

    expect(text.trim()).toBe('2000000');
    expect(last).toMatchObject({ type: 'exit', exit: { code: 3, reason: 'exited' } });
    await expectOk(runtime.stop(handle));
    await expectOk(runtime.remove(handle));
    await runtime.dispose();
    expect(await leftOf(installationId, engine.docker)).toEqual([]);
  });

  it('and that does not trust the client is told as such, and so is one that is not trusted', async () => {
    const other = Authority.create(join(engine.directory, 'other'));
    const stranger = other.issue('client', 'clientAuth');
    const wrong: Readonly<Record<string, Partial<Identity>>> = {
      'a client of another authority': { ...stranger, ca: client.ca },
      'no client': { ca: client.ca },
      'another authority': { ...client, ca: stranger.ca },
    };

    for (const [name, identity] of Object.entries(wrong)) {
      const runtime = dockerRuntime({ docker: reachedWith(identity) });
      const error = (await runtime.open())._unsafeUnwrapErr();
      expect([name, error.type, String(error.cause)]).toEqual([name, 'runtime/permission-denied', expect.anything()]);
      expect([name, vendorText(error)]).toEqual([name, null]);
      await runtime.dispose();
    }
  });

  it('by plain TCP is told to be no such engine', async () => {
    const runtime = dockerRuntime({ docker: { protocol: 'http', host: '127.0.0.1', port } });

    const opened = await runtime.open();

    const error = opened._unsafeUnwrapErr();
    expect(['runtime/unavailable', 'runtime/failed']).toContain(error.type);
    expect(vendorText(error)).toBeNull();
    await runtime.dispose();
  });
});
