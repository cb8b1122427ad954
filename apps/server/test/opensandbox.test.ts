import { Sandbox } from '@alibaba-group/opensandbox';
import { hasBackend } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { missingEngine } from './kill/missing-engine.js';
import { eventually } from './eventually.js';
import { DataDir, ServerProcess } from './server-process.js';

async function serve(dataDir: DataDir, runtime: string, env: Readonly<Record<string, string>>) {
  const server = await ServerProcess.launch(dataDir, ['--quiet', '--runtime', runtime], env).listening;
  await server.client.register('ada@example.com');
  const ada = await server.client.logIn('ada@example.com');
  const made = await ada.post('/tenant/agents', { name: 'sandboxes', scopes: ['*'] });
  const { key } = made.json<{ readonly key: string }>();
  return { server, connectionConfig: { domain: `${server.origin}/opensandbox`, apiKey: key } };
}

const ENABLED = { CARREL_OPENSANDBOX__ENABLED: 'true', CARREL_OPENSANDBOX__IMAGES: 'tiny=bash' };

describe('a server with the interface of OpenSandbox', () => {
  it('has it where it is asked for alone', async () => {
    await using dataDir = new DataDir();
    const { server, connectionConfig } = await serve(dataDir, 'local', {});
    await using _ending = server;
    const answer = await fetch(`${connectionConfig.domain}/v1/sandboxes`);
    expect([answer.status, await answer.json()]).toMatchObject([404, { type: 'request/no-route' }]);
  });

  it('serves its SDK, and everything else as before', async () => {
    await using dataDir = new DataDir();
    const { server, connectionConfig } = await serve(dataDir, 'local', ENABLED);
    await using _ending = server;
    const sandbox = await Sandbox.create({ image: 'tiny:1', connectionConfig });
    expect((await sandbox.commands.run('echo hello')).logs.stdout).toMatchObject([{ text: 'hello' }]);
    expect((await server.client.get('/languages')).json()).toMatchObject({ type: 'auth/token-missing' });
    const nowhere = await fetch(`${server.origin}/nowhere`);
    expect([nowhere.status, await nowhere.json()]).toMatchObject([404, { type: 'request/no-route' }]);
    await sandbox.kill();
    await sandbox.close();
  });
});

const here = hasBackend('Docker server', missingEngine());

describe.runIf(here)('the SDK of OpenSandbox against Docker', () => {
  it('makes a sandbox, runs commands, writes files, pauses and resumes', { timeout: 300_000 }, async () => {
    await using dataDir = new DataDir();
    const { server, connectionConfig } = await serve(dataDir, 'docker', ENABLED);
    await using _ending = server;
    const sandbox = await Sandbox.create({
      ...{ image: 'debian:bookworm', connectionConfig, env: { COLOUR: 'red' }, readyTimeoutSeconds: 280 },
    });
    const ran = await sandbox.commands.run('echo $COLOUR; pwd; id -u; echo wrong >&2; exit 3', {
      workingDirectory: '/workspace',
    });
    expect(ran.exitCode).toBe(3);
    expect(ran.logs.stdout.map(({ text }) => text)).toEqual(['red', '/workspace', '1000']);
    expect(ran.logs.stderr.map(({ text }) => text)).toEqual(['wrong']);

    await sandbox.files.writeFiles([{ path: '/workspace/a/kept.txt', data: 'kept' }]);
    await sandbox.files.setPermissions([{ path: '/workspace/a/kept.txt', mode: 600 }]);
    const looked = await sandbox.commands.run('stat -c %a /workspace/a/kept.txt && cat /workspace/a/kept.txt');
    expect(looked.logs.stdout.map(({ text }) => text)).toEqual(['600', 'kept']);

    const { id = '' } = await sandbox.commands.run('echo up; sleep 600', { background: true });
    await eventually(async () => (await sandbox.commands.getBackgroundCommandLogs(id)).content === 'up\n');
    await sandbox.commands.interrupt(id);
    await eventually(async () => !(await sandbox.commands.getCommandStatus(id)).running);

    await sandbox.pause();
    await eventually(async () => (await sandbox.getInfo()).status.state === 'Paused');
    const again = await sandbox.resume({ readyTimeoutSeconds: 120 });
    expect(await again.files.readFile('/workspace/a/kept.txt')).toBe('kept');
    await again.kill();
    await again.close();
  });
});
