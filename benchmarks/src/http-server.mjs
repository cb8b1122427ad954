/** One server of the HTTP benchmark. Tells its parent where it listens and what to ask for, and serves until it is killed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createCarrel } from '@carrel/core';
import { createIdSource, requestId, sessionId, systemClock, unwrap } from '@carrel/core/kernel';
import { memoryRuntime } from '@carrel/core/memory';
import { createHttpApi, expressMiddleware, nodeListener } from '@carrel/server-express';
import { sqliteStore } from '@carrel/store-sqlite';
import express from 'express';

const [, , variant] = process.argv;
const path = join(mkdtempSync(join(tmpdir(), 'carrel-http-')), 'carrel.db');
process.once('SIGTERM', () => {
  rmSync(dirname(path), { recursive: true, force: true });
  process.exit();
});
const carrel = await createCarrel({ store: sqliteStore({ path }), runtime: memoryRuntime() });
const credentials = { email: 'ada@example.com', password: 'correct horse' };
const { tokens } = await unwrap(carrel.identity.register(credentials, { requestId: 'req_1' }));
const caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, 'req_1'));
const session = await unwrap(carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));

// One user asks for more than a user may.
const options = { rateLimit: { pointsPerUser: 0 } };
const listeners = {
  'bare Express by hand': byHand,
  'interface in Express': () => bareApp().use(expressMiddleware(createHttpApi({ carrel, options }))),
  'interface in node:http': () => nodeListener(createHttpApi({ carrel, options })),
};
const server = createServer(listeners[variant]());
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.send({
    port: server.address().port,
    path: `/api/v5/sessions/${session.id}`,
    token: tokens.accessToken,
  });
});

function bareApp() {
  return express().disable('x-powered-by').disable('etag');
}

function byHand() {
  const ids = createIdSource(systemClock);
  return bareApp().get('/api/v5/sessions/:id', async (request, response) => {
    const id = requestId.create(ids);
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    if (scheme !== 'Bearer' || token === undefined) return void response.writeHead(401).end();
    const asking = await carrel.identity.authenticate(token, id);
    if (asking.isErr()) return void response.writeHead(401).end();
    const wanted = sessionId.parse(request.params.id);
    if (wanted.isErr()) return void response.writeHead(404).end();
    const found = await carrel.sessions.get(asking.value, wanted.value);
    if (found.isErr()) return void response.writeHead(404).end();
    const views = await carrel.workspaces.views([found.value]);
    if (views.isErr()) return void response.writeHead(500).end();
    const body = JSON.stringify({ ...found.value, workspace: views.value[0] });
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      'X-Request-Id': id,
      'X-Content-Type-Options': 'nosniff',
      ETag: `"${found.value.version}"`,
    });
    response.end(body);
  });
}
