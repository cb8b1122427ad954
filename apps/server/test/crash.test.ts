import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.js';
import { eventually } from './eventually.js';
import { agentsIn } from './processes-in.js';
import { DataDir, ServerProcess } from './server-process.js';

interface Workspace {
  readonly state: string;
  readonly incarnation: number;
}

const workspaceOf = async (client: ApiClient, session: string) =>
  (await client.get(`/sessions/${session}/workspace`)).json<Workspace>();

describe('a server that is killed while a workspace starts', () => {
  // Measured from the request: before the intent is written, between intent, box and agent, and after all of it.
  it.each([0, 2, 4, 6, 9, 13, 20, 40])('after %i ms has lost nothing when it is back', async (delayMs) => {
    await using dataDir = new DataDir();
    const before = await ServerProcess.start(dataDir, ['--quiet']);
    const ada = await before.client.register('ada@example.com');
    await ada.put('/settings/editor/theme', { value: 'dark' });
    const session = await ada.session();
    const starting = ada.post(`/sessions/${session}/workspace?waitMs=10000`).catch(() => undefined);
    await setTimeout(delayMs);
    await before.end('SIGKILL');
    await starting;

    await using after = await ServerProcess.start(dataDir, ['--quiet']);
    const back = await after.client.logIn('ada@example.com');
    expect((await back.get('/settings')).json()).toMatchObject({ items: [{ value: 'dark' }] });
    const found = await workspaceOf(back, session);
    const started = (await back.post(`/sessions/${session}/workspace?waitMs=20000`)).json<Workspace>();
    expect(started.state).toBe('ready');
    expect(started.incarnation).toBe(found.state === 'ready' ? found.incarnation : found.incarnation + 1);
    const ran = await back.post(`/sessions/${session}/commands`, { argv: ['echo', 'usable'] });
    expect(ran.json()).toMatchObject({ exitCode: 0, stdout: 'usable\n' });
    await eventually(() => agentsIn(dataDir.path).length === 1, 30_000);
    await back.delete(`/sessions/${session}`);
    await eventually(() => agentsIn(dataDir.path).length === 0, 30_000);
  });

  it('again and again leaves one agent at most, and the session usable', async () => {
    await using dataDir = new DataDir();
    let session = '';
    for (const delayMs of [3, 7, 11, 5]) {
      const server = await ServerProcess.start(dataDir, ['--quiet']);
      const ada =
        session === '' ? await server.client.register('ada@example.com') : await server.client.logIn('ada@example.com');
      session = session === '' ? await ada.session() : session;
      const starting = ada.post(`/sessions/${session}/workspace?waitMs=10000`).catch(() => undefined);
      await setTimeout(delayMs);
      await server.end('SIGKILL');
      await starting;
    }
    await using server = await ServerProcess.start(dataDir, ['--quiet']);
    const ada = await server.client.logIn('ada@example.com');
    expect((await ada.post(`/sessions/${session}/workspace?waitMs=20000`)).json()).toMatchObject({ state: 'ready' });
    await eventually(() => agentsIn(dataDir.path).length === 1, 30_000);
  });
});

describe('a server that is killed while a command runs', () => {
  it('finds it again, with its output', async () => {
    await using dataDir = new DataDir();
    const before = await ServerProcess.start(dataDir, ['--quiet']);
    const ada = await before.client.register('ada@example.com');
    const session = await ada.session();
    await ada.post(`/sessions/${session}/workspace?waitMs=20000`);
    const shell = 'echo before; while [ ! -e go ]; do sleep 0.05; done; echo after';
    const { id } = (await ada.post(`/sessions/${session}/commands`, { shell, background: true })).json<{
      readonly id: string;
    }>();
    await before.end('SIGKILL');

    await using after = await ServerProcess.start(dataDir, ['--quiet']);
    const back = await after.client.logIn('ada@example.com');
    expect((await back.get(`/sessions/${session}/commands/${id}`)).json()).toMatchObject({ state: 'running' });
    const output = back.open('GET', `/sessions/${session}/commands/${id}/output`);
    await back.put(`/sessions/${session}/files/content?path=go`, '');
    const events = await endedBy(await output, 'event: exit');
    const text = [...events.matchAll(/"data":"([^"]*)"/g)].map(([, data]) =>
      Buffer.from(data ?? '', 'base64').toString(),
    );
    expect(text.join('')).toBe('before\nafter\n');
    await back.delete(`/sessions/${session}`);
  });
});

/** What a stream says until it ends, or says `mark`. */
async function endedBy(response: Response, mark: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes(mark) && text.endsWith('\n\n')) break;
  }
  return text;
}
