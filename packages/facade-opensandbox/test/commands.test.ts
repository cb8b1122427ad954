import { eventually } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { makeWorld } from './world.js';

describe('a command', () => {
  it('tells its exit code, both outputs line by line, and its end', async () => {
    await using world = await makeWorld();
    const { commands } = await (await world.client()).create();
    const seen: string[] = [];
    const ran = await commands.run(
      `printf 'one\\n\\nt\\303\\266o\\nend'; echo wrong >&2; exit 3`,
      {},
      {
        onInit: () => void seen.push('init'),
        onError: () => void seen.push('error'),
      },
    );
    expect(ran.exitCode).toBe(3);
    expect(ran.logs.stdout.map(({ text }) => text)).toEqual(['one', '', 'töo', 'end']);
    expect(ran.logs.stderr.map(({ text }) => text)).toEqual(['wrong']);
    expect(ran.error).toMatchObject({ name: 'CommandExecError', value: '3' });
    expect(seen).toEqual(['init', 'error']);
    expect((await commands.run('true')).exitCode).toBe(0);
  });

  it('has the variables of its sandbox and its own, a directory, and no input', async () => {
    await using world = await makeWorld();
    const { commands } = await (await world.client()).create({ env: { COLOUR: 'red', SIZE: 'small' } });
    const ran = await commands.run('echo $COLOUR $SIZE; cat; pwd', {
      envs: { SIZE: 'large' },
      workingDirectory: '/tmp',
    });
    expect(ran.logs.stdout.map(({ text }) => text)).toEqual(['red large', '/tmp']);
    await commands.run('mkdir -p deep/er');
    const inside = await commands.run('pwd', { workingDirectory: 'deep/er' });
    expect(inside.logs.stdout[0]?.text).toMatch(/\/deep\/er$/);
    expect((await commands.run('true', { workingDirectory: '/not/there' })).exitCode).toBe(1);
  });

  it('ends when its time is over', async () => {
    await using world = await makeWorld();
    const { commands } = await (await world.client()).create();
    const ran = await commands.run('echo begun; sleep 600', { timeoutSeconds: 0.5 });
    expect(ran).toMatchObject({ exitCode: null, error: { value: 'timeout' }, logs: { stdout: [{ text: 'begun' }] } });
  });

  it('ends when its client goes', async () => {
    await using world = await makeWorld();
    const client = await world.client();
    const { commands, id: sandboxId } = await client.create();
    const gone = new AbortController();
    const answer = await client.fetch(`/sandboxes/${sandboxId}/execd/command`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ command: 'sleep 600' }),
      signal: gone.signal,
    });
    const first = await answer.body?.getReader().read();
    const [, id = ''] = /"text":"([^"]+)"/.exec(new TextDecoder().decode(first?.value as Uint8Array)) ?? [];
    expect(await commands.getCommandStatus(id)).toMatchObject({ running: true });
    gone.abort();
    await eventually(async () => {
      expect(await commands.getCommandStatus(id)).toMatchObject({ running: false });
    });
  });

  it('goes on in the background, where its output can be read in parts', async () => {
    await using world = await makeWorld();
    const { commands } = await (await world.client()).create();
    const { id = '' } = await commands.run('echo first; until test -e go; do sleep 0.05; done; echo second; exit 4', {
      background: true,
    });
    expect(await commands.getCommandStatus(id)).toMatchObject({ id, running: true, exitCode: null, finishedAt: null });
    let cursor = 0;
    await eventually(async () => {
      const first = await commands.getBackgroundCommandLogs(id);
      expect(first.content).toBe('first\n');
      cursor = first.cursor ?? 0;
    });
    expect(cursor).toBe(6);
    await commands.run('touch go');
    await eventually(async () => {
      const status = await commands.getCommandStatus(id);
      expect(status).toMatchObject({ running: false, exitCode: 4, content: expect.stringContaining('echo second') });
    });
    expect(await commands.getBackgroundCommandLogs(id, cursor)).toEqual({ content: 'second\n', cursor: 13 });
    expect(await commands.getBackgroundCommandLogs(id, 13)).toEqual({ content: '', cursor: 13 });
  });

  it('is interrupted with everything that it started', async () => {
    await using world = await makeWorld();
    const { commands } = await (await world.client()).create();
    const { id = '' } = await commands.run('sleep 600 & sleep 600', { background: true });
    await commands.interrupt(id);
    await eventually(async () => {
      expect(await commands.getCommandStatus(id)).toMatchObject({ running: false, exitCode: 143, error: 'cancelled' });
    });
  });

  it('is not there for ids that nobody knows, nor for another user in the workspace', async () => {
    await using world = await makeWorld();
    const { commands } = await (await world.client()).create();
    const none = { statusCode: 404, error: { code: 'COMMAND_NOT_FOUND' } };
    await expect(commands.getCommandStatus('nonsense')).rejects.toMatchObject(none);
    await expect(commands.getBackgroundCommandLogs('nonsense')).rejects.toMatchObject(none);
    await expect(commands.interrupt('nonsense')).rejects.toMatchObject(none);
    await expect(commands.run('true', { uid: 0 })).rejects.toMatchObject({ statusCode: 501 });
  });

  it('counts as an open stream of its user, and ends with the server', async () => {
    await using world = await makeWorld({ http: { eventStreams: { maxPerUser: 1 } } });
    const client = await world.client();
    const { commands } = await client.create();
    let begun: () => void = () => undefined;
    const isUp = new Promise<void>((resolve) => (begun = resolve));
    const first = commands.run(
      'echo up; sleep 600',
      {},
      {
        onStdout: () => {
          begun();
        },
      },
    );
    await isUp;
    await expect(commands.run('true')).rejects.toMatchObject({ statusCode: 429 });
    await world.server.drain();
    await expect(first).resolves.toMatchObject({ logs: { stdout: [{ text: 'up' }] } });
  });

  it('reaches what it serves by the endpoint of its port', async () => {
    await using world = await makeWorld();
    const sandbox = await (await world.client()).create();
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    await sandbox.commands.run(
      `node -e "require('http').createServer((q, r) => r.end('served ' + (q.headers.authorization ?? 'without key'))).listen(${String(port)}, '127.0.0.1')"`,
      { background: true },
    );
    const { headers = {} } = await sandbox.getEndpoint(port);
    const url = await sandbox.getEndpointUrl(port);
    await eventually(async () => {
      expect(await (await fetch(url, { headers })).text()).toBe('served without key');
    });
    expect((await fetch(url)).status).toBe(401);
  });
});
