/** The server on SQLite, in a process of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCarrel } from '@carrel/core';
import { unwrap } from '@carrel/core/kernel';
import { memoryRuntime } from '@carrel/core/memory';
import { createHttpApi, HttpServer } from '@carrel/server-express';
import { sqliteStore } from '@carrel/store-sqlite';
import { serveStats } from './document-stats.mjs';

const directory = mkdtempSync(join(tmpdir(), 'carrel-documents-'));
// One user opens all documents, and sends as fast as it gets.
const carrel = await createCarrel({
  store: sqliteStore({ path: join(directory, 'carrel.db') }),
  runtime: memoryRuntime(),
  identity: { accessTokenTtlMs: 3_600_000 },
  documents: {
    ...{ maxDocumentsPerSession: 10_000, maxUpdatesPerSecond: 100_000, updateBurst: 100_000 },
    ...JSON.parse(process.argv[3] ?? '{}'),
  },
});
const login = { email: 'ada@example.com', password: 'correct horse' };
const { tokens } = await unwrap(carrel.identity.register(login, { requestId: 'benchmark' }));
const caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, 'benchmark'));
const { id } = await unwrap(carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
const sockets = { maxSockets: 20_000, maxPerUser: 20_000, maxPerTenant: 20_000, maxMessagesPerSecond: 100_000 };
const server = new HttpServer(createHttpApi({ carrel, options: { rateLimit: { pointsPerUser: 0 }, sockets } }));
const { port } = await unwrap(server.listen({ host: '127.0.0.1', port: 0 }));
serveStats(async () => {
  await server.drain();
  await carrel.dispose();
  rmSync(directory, { recursive: true, force: true });
});
const durability = 'every update is in SQLite, flushed, when it is acknowledged; others have it before';
process.send({ port, durability, documents: id, token: tokens.accessToken });
