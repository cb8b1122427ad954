/** The server on SQLite and a runtime, in a process of its own. `argv[2]` is `local` or `docker`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { localRuntime } from '@carrel/adapter-local';
import { createCarrel } from '@carrel/core';
import { unwrap } from '@carrel/core/kernel';
import { builtInLanguages, extendLanguages } from '@carrel/core/languages';
import { createHttpApi, HttpServer } from '@carrel/server-express';
import { sqliteStore } from '@carrel/store-sqlite';

const SESSIONS = 3;

const directory = mkdtempSync(join(tmpdir(), 'carrel-terminals-'));
const runtime = await chooseRuntime();
// As many processors as the peers on the host have.
const languages = extendLanguages(builtInLanguages, [{ id: 'bash', limits: { cpus: availableParallelism() } }]);
const carrel = await createCarrel({
  store: sqliteStore({ path: join(directory, 'carrel.db') }),
  runtime,
  languages: languages._unsafeUnwrap(),
  identity: { accessTokenTtlMs: 3_600_000 },
});
const login = { email: 'ada@example.com', password: 'correct horse' };
const { tokens } = await unwrap(carrel.identity.register(login, { requestId: 'benchmark' }));
const caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, 'benchmark'));
const sessions = [];
for (let count = 0; count < SESSIONS; count += 1) {
  const { id } = await unwrap(carrel.sessions.create(caller, { kind: 'solo', languages: ['bash'] }));
  await unwrap(carrel.workspaces.open(caller, id));
  sessions.push(id);
}
// One user asks for more than a user may.
const options = { rateLimit: { pointsPerUser: 0 } };
const server = new HttpServer(createHttpApi({ carrel, options }));
const { port } = await unwrap(server.listen({ host: '127.0.0.1', port: 0 }));
process.send({ port, token: tokens.accessToken, sessions });
process.on('disconnect', async () => {
  for (const id of sessions) await carrel.sessions.remove(caller, id);
  await server.drain();
  await carrel.dispose();
  rmSync(directory, { recursive: true, force: true });
  process.exit();
});

async function chooseRuntime() {
  if (process.argv[2] !== 'docker') return localRuntime({ baseDir: join(directory, 'workspaces') });
  const { dockerRuntime } = await import('@carrel/adapter-docker');
  return dockerRuntime({ installationId: `bench-${process.pid}` });
}
