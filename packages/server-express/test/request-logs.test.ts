import { memoryRuntime } from '@carrel/core/memory';
import { runtimeFailed } from '@carrel/core/runtime';
import { pinoLogger, type Logger } from '@carrel/core/telemetry';
import { afterEach, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { SocketClient } from './socket-client.js';
import { testPrograms } from './test-programs.js';
import { testServer, type TestServer } from './test-server.js';
import { register, startedSession } from './world.js';

type Line = Readonly<Record<string, unknown>>;

let server: TestServer;
afterEach(() => server[Symbol.asyncDispose]());

async function capture(): Promise<{
  readonly logger: Logger;
  readonly text: () => string;
  readonly lines: () => Line[];
}> {
  const written: string[] = [];
  const logger = await pinoLogger({ level: 'debug', destination: { write: (line) => void written.push(line) } });
  return { logger, text: () => written.join(''), lines: () => written.map((line) => JSON.parse(line) as Line) };
}

it('writes one line for each request, with who asked, for what, and what came of it', async () => {
  const { logger, lines } = await capture();
  server = await testServer({ logger });
  const { client, tenantId, userId } = await register(server.client);
  const session = await startedSession(client);
  const headers = { 'X-Request-Id': 'asked-1' };
  const answer = await client.get(`/sessions/${session}?secret=hunter2`, headers);
  await client.get('/no/such/path', { 'X-Request-Id': 'asked-2' });
  const told = (id: string) => lines().filter((line) => line['requestId'] === id && line['msg'] === 'request');
  await eventually(() => told('asked-1').length === 1 && told('asked-2').length === 1);

  expect(told('asked-1')[0]).toMatchObject({
    ...{ level: 'info', tenantId, userId, sessionId: session, method: 'GET', route: '/sessions/:id', status: 200 },
    durationMs: expect.any(Number) as number,
  });
  expect(told('asked-1')[0]?.['bytes']).toBeGreaterThan(answer.text.length);
  expect(told('asked-2')[0]).toMatchObject({ route: 'none', status: 404 });
});

it('names the request in the lines of what is done for it', async () => {
  const { logger, lines } = await capture();
  const runtime = memoryRuntime({ programs: testPrograms });
  runtime.failNext('create', runtimeFailed('the disk is broken'));
  server = await testServer({ logger, runtime });
  const { client, tenantId, userId } = await register(server.client);
  const { id } = (await client.post('/sessions', { kind: 'solo', languages: ['python'] })).json<{
    readonly id: string;
  }>();
  await client.call('POST', `/sessions/${id}/workspace`, { headers: { 'X-Request-Id': 'asked-3' } });

  const isOfIt = ({ msg, requestId }: Line) => requestId === 'asked-3' && msg === 'workspace not started';
  await eventually(() => lines().some(isOfIt));
  expect(lines().find(isOfIt)).toMatchObject({ tenantId, userId, sessionId: id });
});

it('writes at the level that is asked for, or not at all', async () => {
  const { logger, lines } = await capture();
  server = await testServer({ logger, http: { accessLog: 'off' } });
  await server.client.get('/sessions');
  await server[Symbol.asyncDispose]();
  expect(lines().filter(({ msg }) => msg === 'request')).toEqual([]);
  const other = await capture();
  server = await testServer({ logger: other.logger, http: { accessLog: 'debug' } });
  await server.client.get('/sessions');
  await eventually(() => other.lines().some(({ level, msg }) => msg === 'request' && level === 'debug'));
});

it('never writes a secret, wherever it was sent', async () => {
  const { logger, lines, text } = await capture();
  server = await testServer({ logger });
  const { client, email } = await register(server.client);
  const secret = 'hunter2-hunter2';
  await client.call('POST', '/auth/login', { json: { email, password: secret } });
  await client.call('POST', '/auth/refresh', { json: { refreshToken: secret } });
  await client.get(`/sessions?token=${secret}&ticket=${secret}`, { Cookie: `session=${secret}` });
  await client.as(secret).get('/sessions');
  const source = { url: `https://ada:${secret}@git.example.com/a.git` };
  await client.post('/sessions', { kind: 'solo', languages: ['python'], source });
  await client.put('/settings/git/token', { value: secret });
  const session = await startedSession(client);
  const opened = await client.post(`/sessions/${session}/terminals`, { argv: ['echo-lines'] });
  const url = `${server.origin}/api/v5/ws/terminals/${opened.json<{ readonly id: string }>().id}`;
  await expect(SocketClient.open(`${url}?token=${secret}`)).rejects.toThrow('401');
  const { ticket } = (
    await client.post('/auth/tickets', { purpose: 'websocket', resource: new URL(url).pathname })
  ).json<{ readonly ticket: string }>();
  const socket = await SocketClient.open(`${url}?token=${ticket}`);
  socket.ws.close();
  await eventually(() => lines().some(({ status }) => status === 101));

  expect(lines().filter(({ msg }) => msg === 'request').length).toBeGreaterThan(8);
  for (const planted of [secret, ticket, client.token ?? '?']) expect(text()).not.toContain(planted);
});
