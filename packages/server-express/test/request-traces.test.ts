import { openTelemetryTracer } from '@carrel/core/telemetry';
import { context, propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { testServer, type TestServer } from './test-server.js';
import { register } from './world.js';

const exporter = new InMemorySpanExporter();
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

let server: TestServer;

beforeAll(() => {
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  exporter.reset();
});

afterAll(() => {
  for (const api of [trace, context, propagation]) api.disable();
});

function spans(): readonly ReadableSpan[] {
  return exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === TRACE);
}

it('goes on with the trace of a request down to the calls of the runtime and the store', async () => {
  server = await testServer({ tracer: await openTelemetryTracer() });
  const { client, tenantId } = await register(server.client);
  const made = await client.post('/sessions', { kind: 'solo', languages: ['python'] });
  const { id } = made.json<{ readonly id: string }>();
  const headers = { traceparent: `00-${TRACE}-${PARENT}-01` };
  const started = await client.call('POST', `/sessions/${id}/workspace`, { headers });
  expect(started.status).toBeLessThan(300);
  const named = (name: string) => spans().find((span) => span.name === name);
  await eventually(() => named('runtime connect') !== undefined && named('POST /sessions/:id/workspace') !== undefined);

  const request = named('POST /sessions/:id/workspace');
  expect(request?.parentSpanContext?.spanId).toBe(PARENT);
  expect(request?.attributes).toMatchObject({
    ...{ 'http.request.method': 'POST', 'http.route': '/sessions/:id/workspace' },
    ...{ 'http.response.status_code': started.status, 'carrel.session_id': id, 'carrel.tenant_id': tenantId },
  });
  for (const name of ['runtime create', 'runtime start', 'runtime connect', 'store transact', 'store read'])
    expect([name, named(name)?.parentSpanContext?.spanId]).toEqual([name, request?.spanContext().spanId]);
  expect(named('runtime create')?.attributes).toMatchObject({ 'carrel.session_id': id });
  expect(JSON.stringify(spans().map(({ attributes }) => attributes))).not.toContain(client.token);
});

it('begins a trace where none is named, and marks what failed', async () => {
  server = await testServer({ tracer: await openTelemetryTracer() });
  await server.client.get('/sessions', { traceparent: 'nonsense' });
  await eventually(() => exporter.getFinishedSpans().some(({ name }) => name === 'GET /sessions'));
  const request = exporter.getFinishedSpans().find(({ name }) => name === 'GET /sessions');
  expect(request?.parentSpanContext).toBeUndefined();
  // A refusal is no failure of the server.
  expect(request?.status.code).toBe(SpanStatusCode.UNSET);
});
