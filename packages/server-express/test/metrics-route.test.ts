import { memoryMetrics } from '@carrel/core/telemetry';
import { afterEach, expect, it } from 'vitest';
import { metricsRoute } from '../src/index.js';
import { testServer, type TestServer } from './test-server.js';

let server: TestServer;
afterEach(() => server[Symbol.asyncDispose]());

it('tells what was measured to who has the token, at the root as well', async () => {
  const metrics = memoryMetrics();
  server = await testServer({ routes: [metricsRoute({ metrics, token: 'secret-1' })] });
  metrics.counter('carrel_seen_total', { help: 'Seen.' }).add();

  const answer = await server.client.as('secret-1').get('/metrics');
  expect([answer.status, answer.text]).toEqual([
    200,
    '# HELP carrel_seen_total Seen.\n# TYPE carrel_seen_total counter\ncarrel_seen_total 1\n',
  ]);
  const atRoot = await fetch(`${server.origin}/metrics`, { headers: { Authorization: 'Bearer secret-1' } });
  expect(await atRoot.text()).toBe(answer.text);
  expect((await server.client.as('secret-2').get('/metrics')).status).toBe(401);
  expect((await server.client.get('/metrics')).status).toBe(401);
});

it('is not there without a token, whatever is sent', async () => {
  server = await testServer({ routes: [metricsRoute({ metrics: memoryMetrics(), token: '' })] });
  expect((await server.client.get('/metrics')).status).toBe(404);
  expect((await server.client.as('x').get('/metrics')).status).toBe(404);
});
