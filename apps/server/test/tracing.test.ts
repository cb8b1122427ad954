import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { DataDir, ServerProcess } from './server-process.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const resolved = (name: string) => JSON.stringify(import.meta.resolve(name));

/** What a host registers before the server: an SDK that writes each span on a line of standard error. */
const SDK = `
import { context, propagation, trace } from ${resolved('@opentelemetry/api')};
import { AsyncLocalStorageContextManager } from ${resolved('@opentelemetry/context-async-hooks')};
import { W3CTraceContextPropagator } from ${resolved('@opentelemetry/core')};
import { BasicTracerProvider, SimpleSpanProcessor } from ${resolved('@opentelemetry/sdk-trace-base')};
const exporter = {
  export(spans, done) {
    for (const span of spans) process.stderr.write('span ' + span.spanContext().traceId + ' ' + span.name + '\\n');
    done({ code: 0 });
  },
  shutdown: () => Promise.resolve(),
};
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
`;

const hooks = `export function resolve(name, context, next) {
  if (name !== '@opentelemetry/api') return next(name, context);
  throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
}`;
const MISSING = `
import { register } from 'node:module';
register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));
`;

/** A server that traces, into which `module` was imported first. */
function tracing(dataDir: DataDir, module: string): Promise<ServerProcess> {
  const path = join(dataDir.path, 'first.mjs');
  writeFileSync(path, module);
  const env = { CARREL_TRACING__ENABLED: 'true', NODE_OPTIONS: `--import=${path}` };
  return ServerProcess.launch(dataDir, ['--quiet', '--runtime', 'local'], env).listening;
}

it('traces to the SDK that was registered, from the request to the store', async () => {
  await using dataDir = new DataDir();
  await using server = await tracing(dataDir, SDK);
  const headers = { traceparent: `00-${TRACE}-b7ad6b7169203331-01` };
  expect((await server.client.call('POST', '/auth/login', { email: 'a@b.c', password: 'x' }, headers)).status).toBe(
    401,
  );
  await eventually(() => server.stderr.includes(`span ${TRACE} POST /auth/login`));
  expect(server.stderr).toContain(`span ${TRACE} store read`);
});

it('serves without the package of the API, and without an SDK', async () => {
  for (const module of [MISSING, '']) {
    await using dataDir = new DataDir();
    await using server = await tracing(dataDir, module);
    const ada = await server.client.register('ada@example.com');
    expect((await ada.get('/users/me')).status).toBe(200);
  }
});
