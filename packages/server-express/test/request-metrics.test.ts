import { memoryMetrics } from '@carrel/core/telemetry';
import { afterEach, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { SocketClient } from './socket-client.js';
import { testServer, type TestServer } from './test-server.js';
import { register, startedSession } from './world.js';

let server: TestServer;
afterEach(() => server[Symbol.asyncDispose]());

/** The lines of the samples: how many series there are. */
function seriesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

function valueOf(text: string, sample: string): number {
  const line = seriesOf(text).find((each) => each.startsWith(`${sample} `));
  return Number(line?.slice(sample.length + 1) ?? 0);
}

it('counts requests by the pattern of their route, the ports that they use, and what waits', async () => {
  const metrics = memoryMetrics();
  server = await testServer({ metrics, http: { rateLimit: { pointsPerUser: 1_000 } } });
  const { client } = await register(server.client);
  const session = await startedSession(client);
  expect((await client.get(`/sessions/${session}`)).status).toBe(200);
  expect((await client.get('/sessions/ses_1')).status).toBe(404);

  const text = metrics.text();
  expect(valueOf(text, 'carrel_http_requests_total{method="GET",route="/sessions/:id",status="2xx"}')).toBeGreaterThan(
    0,
  );
  expect(valueOf(text, 'carrel_http_requests_total{method="GET",route="/sessions/:id",status="4xx"}')).toBe(1);
  expect(valueOf(text, 'carrel_http_errors_total{type="session/not-found"}')).toBe(1);
  expect(valueOf(text, 'carrel_http_request_duration_seconds_count{method="POST",route="/auth/register"}')).toBe(1);
  expect(valueOf(text, 'carrel_http_requests_in_flight')).toBe(0);
  for (const operation of ['create', 'start', 'connect'])
    expect(valueOf(text, `carrel_runtime_operation_seconds_count{operation="${operation}",outcome="ok"}`)).toBe(1);
  expect(valueOf(text, 'carrel_store_operation_seconds_count{operation="transact",outcome="ok"}')).toBeGreaterThan(0);
  expect(valueOf(text, 'carrel_cache_lookups_total{cache="callers",outcome="hit"}')).toBeGreaterThan(0);
  expect(valueOf(text, 'carrel_rate_limit_answers_total{kind="user",outcome="allowed"}')).toBeGreaterThan(0);
});

it('has no more series after thousands of paths, ids, methods and words than before', async () => {
  const metrics = memoryMetrics();
  server = await testServer({ metrics });
  const { client } = await register(server.client);
  const ask = async (from: number) => {
    for (let index = from; index < from + 1_000; index += 1) {
      const calls = [
        `/sessions/ses_${index}`,
        `/nothing/${index}`,
        `/sessions/${index}/commands/cmd_${index}?x=${index}`,
      ];
      await Promise.all(calls.map((path) => client.call(index % 2 ? 'GET' : 'DELETE', path)));
    }
    for (const method of ['PROPFIND', 'MKCOL', 'LOCK', 'SEARCH', 'PURGE'])
      await client.call(method, `/sessions/${from}`);
  };
  await ask(0);
  const before = seriesOf(metrics.text()).length;
  await ask(1_000);

  expect(seriesOf(metrics.text())).toHaveLength(before);
  expect(metrics.text()).toContain('method="other"');
  expect(metrics.text()).toContain('route="none"');
  expect(metrics.text()).not.toContain('ses_1');
}, 120_000);

it('tells how many streams of events and sockets are open', async () => {
  const metrics = memoryMetrics();
  server = await testServer({ metrics });
  const { client } = await register(server.client);
  const session = await startedSession(client);
  const over = new AbortController();
  const events = await client.open('GET', `/sessions/${session}/workspace/events`, { signal: over.signal });
  const streams = 'carrel_http_event_streams{route="/sessions/:id/workspace/events"}';
  expect(events.status).toBe(200);
  await eventually(() => valueOf(metrics.text(), streams) === 1);
  over.abort();
  await eventually(() => valueOf(metrics.text(), streams) === 0);

  const opened = await client.post(`/sessions/${session}/terminals`, { argv: ['echo-lines'] });
  const { id } = opened.json<{ readonly id: string }>();
  const url = `${server.origin}/api/v5/ws/terminals/${id}?sessionId=${session}`;
  const sockets = 'carrel_sockets_open{route="/ws/terminals/:tid"}';
  const socket = await SocketClient.open(url, { token: client.token });
  await eventually(() => valueOf(metrics.text(), sockets) === 1);
  socket.ws.close();
  await socket.closed;
  await eventually(() => valueOf(metrics.text(), sockets) === 0);
  await expect(SocketClient.open(url)).rejects.toThrow('401');
  expect(
    valueOf(metrics.text(), 'carrel_http_requests_total{method="GET",route="/ws/terminals/:tid",status="4xx"}'),
  ).toBe(1);
  expect(valueOf(metrics.text(), 'carrel_http_requests_in_flight')).toBe(0);
});
