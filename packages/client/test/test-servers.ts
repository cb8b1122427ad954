import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localRuntime } from '@carrel/adapter-local';
import { createCarrel, type Carrel } from '@carrel/core';
import { unwrap } from '@carrel/core/kernel';
import { memoryRuntime, memoryStorage, memoryStore, scriptedModel } from '@carrel/core/memory';
import { createHttpApi, HttpServer, type HttpOptions } from '@carrel/server-express';
import { sqliteStore } from '@carrel/store-sqlite';
import { closingServer } from './closing-server.js';
import { cuttableProxy } from './cuttable-proxy.js';
import { handOf } from './hand.js';
import type { Places } from './suite/check.js';

export interface TestServers extends AsyncDisposable {
  readonly places: Places;
}

/** Passwords are hashed cheaply: their strength is not what is tested here. */
const passwords = { algorithm: 'scrypt', scrypt: { costLog2: 10, blockSize: 8, parallelism: 1 } } as const;
/** The suite registers more users from its address than are let through otherwise. */
const MANY_USERS = { pointsPerUser: 10_000, loginsPerAddress: 10_000, registrationsPerAddress: 10_000 };
/** Bounds that a test can reach. */
const STRICT = { stallTimeoutMs: 300, maxBufferedBytes: 16_384, maxMessagesPerSecond: 200, maxPerUser: 2 };
const model = scriptedModel({
  turns: [
    [
      { type: 'text', text: 'Hello ' },
      { type: 'text', text: 'there' },
    ],
  ],
});

/** The servers of the suite, over SQLite and programs of this machine. `otherwise` serves what the tests need beside. */
export async function testServers(otherwise?: RequestListener): Promise<TestServers> {
  const directory = mkdtempSync(join(tmpdir(), 'carrel-client-'));
  const carrel = await createCarrel({
    store: sqliteStore({ path: join(directory, 'carrel.db') }),
    runtime: localRuntime({ baseDir: join(directory, 'workspaces') }),
    storages: [memoryStorage({ name: 'database' })],
    ...{ passwords, model },
  });
  const brief = await createCarrel({
    ...{ store: memoryStore(), runtime: memoryRuntime(), passwords },
    identity: { accessTokenTtlMs: 2_000 },
  });
  const closing = await closingServer();
  const hand = handOf(carrel, { proxy: () => proxy, closing, strict: () => strict, restart: () => restart() });
  const servers: HttpServer[] = [];
  const serve = async (of: Carrel, options: HttpOptions, rest: RequestListener = hand) => {
    const rateLimit = { ...MANY_USERS, ...options.rateLimit };
    const api = createHttpApi({ carrel: of, options: { allowedOrigins: ['*'], ...options, rateLimit } });
    const server = new HttpServer(api, { drainMs: 2_000, otherwise: rest });
    servers.push(server);
    return (await unwrap(server.listen({ host: '127.0.0.1', port: 0 }))).port;
  };
  const main = await serve(carrel, { ports: { domain: 'ports.example.com' } }, (request, response) => {
    if (otherwise === undefined || /^\/(hand|ill)\//.test(request.url ?? '')) hand(request, response);
    else otherwise(request, response);
  });
  const proxy = await cuttableProxy(main);
  const briefPort = await serve(brief, {});
  const limited = await serve(carrel, { rateLimit: { pointsPerUser: 20, windowMs: 1_000 } });
  const serveStrictly = () => serve(carrel, { sockets: STRICT });
  const strict = await cuttableProxy(await serveStrictly());
  const restart = async () => {
    const old = servers.at(-1);
    strict.redirect(await serveStrictly());
    await old?.drain();
  };
  const at = (port: number) => `http://127.0.0.1:${String(port)}`;
  const places = {
    main: at(main),
    proxied: at(proxy.port),
    limited: at(limited),
    brief: at(briefPort),
    closing: at(closing.port),
    strict: at(strict.port),
  };
  return {
    places,
    [Symbol.asyncDispose]: async () => {
      await strict[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
      await closing[Symbol.asyncDispose]();
      await Promise.all(servers.map((server) => server.drain()));
      await carrel.dispose();
      await brief.dispose();
      await removeBoxes(join(directory, 'workspaces'));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The workspaces that the checks left running, which outlive their server. */
async function removeBoxes(baseDir: string): Promise<void> {
  const runtime = localRuntime({ baseDir });
  await unwrap(runtime.open());
  for (const installationId of readdirSync(baseDir))
    for (const { handle } of await unwrap(runtime.list({ installationId }))) await unwrap(runtime.remove(handle));
  await runtime.dispose();
}
