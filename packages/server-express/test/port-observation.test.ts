import { memoryMetrics, openTelemetryTracer, pinoLogger } from '@carrel/core/telemetry';
import { trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { eventually } from './eventually.js';
import { portWorld, site, type PortWorld } from './port-world.js';
import { SocketClient } from './socket-client.js';

type Line = Readonly<Record<string, unknown>>;

const ROUTE = '/sessions/:id/ports/:port/*';
const exporter = new InMemorySpanExporter();
const metrics = memoryMetrics();
const written: string[] = [];

let world: PortWorld;
let path: string;

const library = new WebSocketServer({ noServer: true });
const program = site(
  (request, response) => {
    if (request.url === '/slow') return;
    response.writeHead(Number(request.url?.slice(1)) || 200).end('hello');
  },
  (server) =>
    server.on('upgrade', (request, socket, head) => {
      library.handleUpgrade(request, socket, head, (ws) => {
        ws.send('hello');
      });
    }),
);

beforeAll(async () => {
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  const logger = await pinoLogger({ level: 'debug', destination: { write: (line) => void written.push(line) } });
  world = await portWorld({ metrics, logger, tracer: await openTelemetryTracer() });
  path = await world.listen(program);
});

beforeEach(() => {
  exporter.reset();
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  library.close();
  trace.disable();
});

function valueOf(sample: string): number {
  const line = metrics
    .text()
    .split('\n')
    .find((each) => each.startsWith(`${sample} `));
  return Number(line?.slice(sample.length + 1) ?? 0);
}

const counted = (method: string, status: string) =>
  valueOf(`carrel_http_requests_total{method="${method}",route="${ROUTE}",status="${status}"}`);

const lines = (requestId: string): readonly Line[] =>
  written
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => line['msg'] === 'request' && line['requestId'] === requestId);

const spans = () => exporter.getFinishedSpans().filter(({ attributes }) => attributes['http.route'] === ROUTE);

describe('a request for a port', () => {
  it('is counted by one route, whatever its path, with what the program or the server answers', async () => {
    const { client } = world.owner;
    const before = [counted('GET', '2xx'), counted('GET', '4xx'), counted('GET', '5xx')];
    const statuses = [];
    for (const rest of ['/200', '/404', '/503', '/other?d=e']) statuses.push((await client.get(path + rest)).status);
    statuses.push((await world.server.client.get(`${path}/`)).status);
    statuses.push((await client.get(`/sessions/${world.session}/ports/9/`)).status);
    expect(statuses).toEqual([200, 404, 503, 200, 401, 502]);
    const after = () => [counted('GET', '2xx'), counted('GET', '4xx'), counted('GET', '5xx')];
    expect(after().map((value, index) => value - (before[index] ?? 0))).toEqual([2, 2, 2]);
    expect(valueOf('carrel_http_errors_total{type="port/refused"}')).toBe(1);
    await eventually(() => valueOf('carrel_http_requests_in_flight') === 0);
    expect(metrics.text()).not.toContain(world.session);
  });

  it('has its line in the log, without its path', async () => {
    const { client, tenantId, userId } = world.owner;
    await client.get(`${path}/200?secret=hunter2`, { 'X-Request-Id': 'port-1' });
    await world.server.client.get(`${path}/200`, { 'X-Request-Id': 'port-2' });
    await eventually(() => lines('port-1').length === 1 && lines('port-2').length === 1);
    const common = { method: 'GET', route: ROUTE, sessionId: world.session };
    expect(lines('port-1')[0]).toMatchObject({ ...common, tenantId, userId, status: 200 });
    expect(lines('port-1')[0]?.['bytes']).toBeGreaterThan(5);
    expect(lines('port-2')[0]).toMatchObject({ ...common, status: 401 });
    expect(lines('port-2')[0]).not.toHaveProperty('userId');
    expect(written.join('')).not.toContain('hunter2');
  });

  it('has a span, with its session', async () => {
    await world.owner.client.get(`${path}/503`);
    await eventually(() => spans().length === 1);
    expect(spans()[0]).toMatchObject({
      name: `GET ${ROUTE}`,
      attributes: { 'http.response.status_code': 503, 'carrel.session_id': world.session },
    });
  });

  it('is counted and written too when its client leaves before there is an answer', async () => {
    const before = counted('GET', '4xx');
    const leaving = new AbortController();
    const headers = { 'X-Request-Id': 'port-3' };
    const asked = world.owner.client.open('GET', `${path}/slow`, { signal: leaving.signal, headers });
    await eventually(() => valueOf('carrel_http_requests_in_flight') === 1);
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await eventually(() => lines('port-3').length === 1);
    expect(lines('port-3')[0]).toMatchObject({ status: 499, complete: false });
    expect(counted('GET', '4xx')).toBe(before + 1);
    expect(valueOf('carrel_http_requests_in_flight')).toBe(0);
  });
});

describe('a WebSocket to a port', () => {
  const url = () => `${world.server.origin}/api/v5${path}/`;
  const open = () => valueOf(`carrel_sockets_open{route="${ROUTE}"}`);

  it('is one that is open until its connection ends, and has its line and its span then', async () => {
    const { client, userId } = world.owner;
    const headers = { 'X-Request-Id': 'port-4' };
    using socket = await SocketClient.open(url(), { token: client.token, headers });
    await socket.until(() => socket.messages.length > 0);
    expect(open()).toBe(1);
    expect(lines('port-4')).toEqual([]);
    socket.ws.terminate();
    await eventually(() => lines('port-4').length === 1 && open() === 0 && spans().length === 1);
    expect(lines('port-4')[0]).toMatchObject({ route: ROUTE, userId, status: 101 });
    expect(spans()[0]?.attributes).toMatchObject({ 'http.response.status_code': 101 });
  });

  it('is counted as what it is refused with', async () => {
    const before = counted('GET', '4xx');
    const headers = { 'X-Request-Id': 'port-5' };
    await expect(SocketClient.open(url(), { headers })).rejects.toThrow('401');
    await eventually(() => lines('port-5').length === 1);
    expect(lines('port-5')[0]).toMatchObject({ route: ROUTE, sessionId: world.session, status: 401 });
    expect(counted('GET', '4xx')).toBe(before + 1);
    expect(open()).toBe(0);
  });
});
