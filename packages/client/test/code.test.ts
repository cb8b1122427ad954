import { createCarrel, type Carrel } from '@carrel/core';
import { unwrap as unwrapCore } from '@carrel/core/kernel';
import { memoryRuntime, memoryStorage, memoryStore, scriptedCodeEngine } from '@carrel/core/memory';
import { createHttpApi, HttpServer } from '@carrel/server-express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCarrelClient, eachItem, unwrap, type CarrelClient } from '../src/index.js';

const AT = { path: 'a.txt', position: { line: 1, column: 1 } };
const RENAME = { type: 'rename-symbol', ...AT, newName: 'total' } as const;

let carrel: Carrel;
let server: HttpServer;
let client: CarrelClient;

beforeAll(async () => {
  carrel = await createCarrel({
    ...{ store: memoryStore(), runtime: memoryRuntime(), storages: [memoryStorage({ name: 'database' })] },
    passwords: { algorithm: 'scrypt', scrypt: { costLog2: 10, blockSize: 8, parallelism: 1 } },
    code: { engine: scriptedCodeEngine() },
  });
  server = new HttpServer(createHttpApi({ carrel, options: { rateLimit: { pointsPerUser: 0 } } }), { drainMs: 500 });
  const { port } = await unwrapCore(server.listen({ host: '127.0.0.1', port: 0 }));
  client = createCarrelClient({
    baseUrl: `http://127.0.0.1:${String(port)}/api/v5`,
    retry: { minDelayMs: 20, maxDelayMs: 200 },
  });
  await unwrap(client.identity.register({ email: 'coder@example.com', password: 'correct horse battery' }));
});

afterAll(async () => {
  await server.drain();
  await carrel[Symbol.asyncDispose]();
});

it('asks about code, and changes it by plans', async () => {
  const { id } = await unwrap(client.sessions.create({ kind: 'solo', languages: ['python'], storage: 'database' }));
  const { files } = await unwrap(client.workspaces.open(id));
  for (const file of ['a.txt', 'b.txt']) await unwrap(files.write(file, 'sum = 1\n'));
  const { code } = client;
  expect((await unwrap(code.languages())).items).toMatchObject([{ id: 'words' }]);

  const { locations } = await unwrap(code.query(id, { type: 'references', ...AT }));
  expect(locations.map(({ path }) => path)).toEqual(['a.txt', 'b.txt']);
  const unsaved = [{ path: 'a.txt', text: 'ERROR of mine' }];
  const { diagnostics } = await unwrap(code.query(id, { type: 'diagnostics', path: 'a.txt', unsaved }));
  expect(diagnostics.map(({ message }) => message)).toEqual(['ERROR of mine']);

  const plan = await unwrap(code.plans.create(id, RENAME));
  expect([plan.status, plan.files.map(({ path }) => path)]).toEqual(['planned', ['a.txt', 'b.txt']]);
  expect(plan.diff).toContain('+total = 1\n');
  expect((await unwrap(code.plans.apply(id, plan.id))).status).toBe('applied');
  expect(await unwrap(files.readText('b.txt'))).toBe('total = 1\n');
  expect((await unwrap(code.plans.undo(id, plan.id))).status).toBe('undone');
  expect(await unwrap(files.readText('b.txt'))).toBe('sum = 1\n');

  const listed: string[] = [];
  for await (const { id: each } of eachItem((page) => code.plans.list(id, page))) listed.push(each);
  expect(listed).toEqual([plan.id]);
  await unwrap(code.plans.remove(id, plan.id));
  expect((await code.plans.get(id, plan.id))._unsafeUnwrapErr()).toMatchObject({ type: 'code/plan-not-found' });
});

it('says which files are others by now', async () => {
  const { id } = await unwrap(client.sessions.create({ kind: 'solo', languages: ['python'], storage: 'database' }));
  const { files } = await unwrap(client.workspaces.open(id));
  await unwrap(files.write('a.txt', 'sum = 1\n'));
  const plan = await unwrap(client.code.plans.create(id, RENAME));
  await unwrap(files.write('a.txt', 'sum = 2\n'));
  const error = (await client.code.plans.apply(id, plan.id))._unsafeUnwrapErr();
  expect(error).toMatchObject({ type: 'code/stale-plan', paths: ['a.txt'], status: 409 });
});
