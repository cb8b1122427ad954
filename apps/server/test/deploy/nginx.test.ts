import { describe, expect, it } from 'vitest';
import { ApiClient } from '../api-client.js';
import { eventually } from '../eventually.js';
import { DataDir, ServerProcess } from '../server-process.js';
import { AttachedTerminal } from '../terminals/attached-terminal.js';
import { hasNginx, NginxServer } from './nginx-server.js';

const MIB = 1024 * 1024;

/** Somebody with a session that runs, who reaches the server through nginx alone. */
async function through(nginx: NginxServer): Promise<{ readonly ada: ApiClient; readonly session: string }> {
  const ada = await new ApiClient(`${nginx.origin}/api/v5`).register('ada@example.com');
  const session = await ada.session();
  const started = await ada.post(`/sessions/${session}/workspace?waitMs=20000`);
  expect(started.status).toBe(200);
  return { ada, session };
}

function terminalUrl(nginx: NginxServer, id: string): string {
  return `${nginx.origin.replace(/^http/, 'ws')}/api/v5/ws/terminals/${id}`;
}

describe.skipIf(!hasNginx)('the example for nginx', () => {
  it('lets a terminal be used over a WebSocket, also while it is told to reload, and passes on why it closes', async () => {
    await using dataDir = new DataDir();
    await using server = await ServerProcess.start(dataDir, ['--quiet', '--runtime', 'local']);
    await using nginx = await NginxServer.before(server.origin);
    const { ada, session } = await through(nginx);
    const opened = await ada.post(`/sessions/${session}/terminals`, { argv: ['sh'] });
    const { id } = opened.json<{ readonly id: string }>();
    const terminal = await AttachedTerminal.open(terminalUrl(nginx, id), ada.token ?? '');
    terminal.type('echo one-$((1 + 1))\n');
    await terminal.shows('one-2');

    nginx.reload();
    await eventually(() => nginx.log('error.log') !== undefined && terminal.closed === null);
    expect((await ada.get('/users/me')).status).toBe(200);
    terminal.type('echo two-$((2 + 1))\n');
    await terminal.shows('two-3');
    expect([terminal.closed, terminal.fault]).toEqual([null, null]);

    const ended = server.end('SIGTERM');
    await eventually(() => terminal.closed !== null);
    expect(terminal.closed).toEqual({ code: 1012, reason: expect.stringContaining('connect again') as string });
    expect((await ended).code).toBe(0);
    expect((await fetch(`${nginx.origin}/healthz`)).status).toBe(502);
  });

  it('gives events as they come', async () => {
    await using dataDir = new DataDir();
    await using server = await ServerProcess.start(dataDir, ['--quiet', '--runtime', 'local']);
    await using nginx = await NginxServer.before(server.origin);
    const { ada, session } = await through(nginx);
    const shell = 'echo first; read line; echo "then $line"';
    const started = await ada.post(`/sessions/${session}/commands`, { shell, background: true });
    const { id } = started.json<{ readonly id: string }>();
    const answer = await ada.open('GET', `/sessions/${session}/commands/${id}/output`);
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const readUntil = async (wanted: string) => {
      while (!text.includes(wanted)) {
        const part = await reader?.read();
        if (part?.done !== false) throw new Error(`it ended without ${wanted}: ${text}`);
        text += part.value;
      }
    };
    // The command waits for what is written only once its first line was seen.
    await readUntil(Buffer.from('first\n').toString('base64').slice(0, 6));
    await ada.call('POST', `/sessions/${session}/commands/${id}/stdin?end=true`, 'second\n');
    await readUntil('exit');
  });

  it('takes uploads of 50 MB, serves them again, and hides what is measured', async () => {
    await using dataDir = new DataDir();
    const env = { CARREL_METRICS__TOKEN: 'scrape-me' };
    await using server = await ServerProcess.launch(dataDir, ['--quiet', '--runtime', 'local'], env).listening;
    await using nginx = await NginxServer.before(server.origin);
    const { ada, session } = await through(nginx);
    const text = 'x'.repeat(50 * MIB);
    const written = await ada.call('PUT', `/sessions/${session}/files/content?path=big.txt`, text);
    expect([written.status, written.json()['size']]).toEqual([201, 50 * MIB]);
    const read = await ada.get(`/sessions/${session}/files/content?path=big.txt`);
    expect([read.status, read.text.length]).toEqual([200, 50 * MIB]);

    const authorization = { Authorization: 'Bearer scrape-me' };
    for (const path of ['/metrics', '/api/v5/metrics']) {
      expect((await fetch(nginx.origin + path, { headers: authorization })).status).toBe(404);
      expect((await fetch(server.origin + path, { headers: authorization })).status).toBe(200);
    }
    await fetch(`${nginx.origin}/api/v5/ws/terminals/trm_1?token=planted-ticket`);
    await eventually(() => nginx.log('carrel.log').includes('/ws/terminals/trm_1'));
    expect(nginx.log('carrel.log')).not.toContain('planted-ticket');
  });
});
