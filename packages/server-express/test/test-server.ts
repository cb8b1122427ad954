import { createCarrel, type Carrel, type CarrelOptions } from '@carrel/core';
import { unwrap } from '@carrel/core/kernel';
import { memoryRuntime, memoryStorage, memoryStore, scriptedCodeEngine } from '@carrel/core/memory';
import type { WorkspaceRuntime } from '@carrel/core/runtime';
import type { StorageProvider } from '@carrel/core/storage';
import type { RecordStore } from '@carrel/core/store';
import type { Logger, Metrics, Tracer } from '@carrel/core/telemetry';
import {
  createHttpApi,
  HttpApi,
  HttpServer,
  type HttpOptions,
  type HttpServerOptions,
  type Route,
  type SocketRoute,
} from '../src/index.js';
import { HttpClient } from './http-client.js';
import { OpenApiCheck } from './openapi-check.js';
import { testPrograms } from './test-programs.js';

export interface TestServerOptions {
  readonly http?: HttpOptions;
  readonly server?: HttpServerOptions;
  /** Beside those of the interface; with `alone`, instead of them. */
  readonly routes?: readonly Route[];
  readonly alone?: boolean;
  /** WebSockets beside those of the interface. */
  readonly sockets?: readonly SocketRoute[];
  readonly identity?: CarrelOptions['identity'];
  readonly terminals?: CarrelOptions['terminals'];
  readonly ports?: CarrelOptions['ports'];
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  readonly tracer?: Tracer;
  /** One that a test can make hang or fail. */
  readonly runtime?: WorkspaceRuntime;
  /** Named `database`; one that a test can make hang or fail. */
  readonly storage?: StorageProvider;
  /** How much may run, and what waits. */
  readonly workspaces?: CarrelOptions['workspaces'];
  readonly queue?: CarrelOptions['queue'];
  readonly model?: CarrelOptions['model'];
  readonly conversations?: CarrelOptions['conversations'];
  /** How many tasks run, and wait. */
  readonly tasks?: CarrelOptions['tasks'];
  readonly rateLimiter?: CarrelOptions['rateLimiter'];
  /** How packages are installed. */
  readonly projects?: CarrelOptions['projects'];
  /** How large documents may be, and how much is sent. */
  readonly documents?: CarrelOptions['documents'];
  /** @default an engine that knows words */
  readonly code?: CarrelOptions['code'];
  /** How much of streams is kept. */
  readonly streaming?: CarrelOptions['streaming'];
  /** @default the machine's */
  readonly clock?: CarrelOptions['clock'];
  /** Where chunks are. @default in memory */
  readonly streams?: CarrelOptions['streams'];
}

/** A server on a free port of this machine, over memory alone. */
export interface TestServer extends AsyncDisposable {
  readonly carrel: Carrel;
  readonly api: HttpApi;
  readonly server: HttpServer;
  /** Such as `http://127.0.0.1:40123`. */
  readonly origin: string;
  readonly port: number;
  /** Beneath the base path. */
  readonly client: HttpClient;
}

export async function testServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { routes = [], alone = false, logger, metrics, tracer } = options;
  const telemetry = {
    ...(logger === undefined ? {} : { logger }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(tracer === undefined ? {} : { tracer }),
  };
  const carrel = await testCarrel(options.runtime, {
    ...telemetry,
    ...(options.storage === undefined ? {} : { storages: [options.storage] }),
    workspaces: options.workspaces ?? {},
    queue: options.queue ?? {},
    ...(options.model === undefined ? {} : { model: options.model }),
    tasks: options.tasks ?? {},
    conversations: options.conversations ?? {},
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.streams === undefined ? {} : { streams: options.streams }),
    ...(options.rateLimiter === undefined ? {} : { rateLimiter: options.rateLimiter }),
    terminals: options.terminals ?? {},
    ports: options.ports ?? {},
    projects: options.projects ?? {},
    documents: options.documents ?? {},
    code: options.code ?? { engine: scriptedCodeEngine() },
    streaming: options.streaming ?? {},
    identity: options.identity ?? {},
  });
  const http = {
    ...options.http,
    rateLimit: { ...UNLIMITED, ...options.http?.rateLimit },
    ports: { domain: PORT_DOMAIN, ...options.http?.ports },
  };
  const deps = { carrel, options: http, ...telemetry };
  const api = alone
    ? new HttpApi({ ...deps, routes })
    : createHttpApi({ ...deps, routes, sockets: options.sockets ?? [] });
  const server = new HttpServer(api, { drainMs: 500, ...options.server });
  const { port } = await unwrap(server.listen({ host: '127.0.0.1', port: 0 }));
  const origin = `http://127.0.0.1:${String(port)}`;
  return {
    carrel,
    api,
    server,
    origin,
    port,
    // Routes that stand alone are a test's own, which declares little of them.
    client: new HttpClient(origin + api.options.basePath, undefined, alone ? undefined : new OpenApiCheck(api)),
    async [Symbol.asyncDispose]() {
      await server.drain();
      await carrel[Symbol.asyncDispose]();
    },
  };
}

/** What host names of ports end with. */
export const PORT_DOMAIN = 'ports.example.com';

/** Tests call more than users do; those of limits say which they mean. */
const UNLIMITED = {
  pointsPerUser: 0,
  pointsPerAddress: 0,
  loginsPerAddress: 0,
  registrationsPerAddress: 0,
  refusedTokensPerAddress: 0,
  portRequestsPerUser: 0,
};

/** Passwords are hashed cheaply: their strength is not what is tested here. */
export async function testCarrel(
  runtime?: WorkspaceRuntime,
  capacity: Pick<
    CarrelOptions,
    | 'storages'
    | 'workspaces'
    | 'queue'
    | 'streaming'
    | 'identity'
    | 'clock'
    | 'model'
    | 'conversations'
    | 'streams'
    | 'tasks'
    | 'terminals'
    | 'ports'
    | 'projects'
    | 'documents'
    | 'code'
    | 'rateLimiter'
    | 'logger'
    | 'metrics'
    | 'tracer'
  > = {},
): Promise<Carrel> {
  return createCarrel({
    store: await testStore(),
    runtime: runtime ?? memoryRuntime({ programs: testPrograms }),
    storages: [memoryStorage({ name: 'database' })],
    passwords: { algorithm: 'scrypt', scrypt: { costLog2: 10, blockSize: 8, parallelism: 1 } },
    ...capacity,
  });
}

const { CARREL_TEST_STORE } = process.env;

/** Whether the servers keep their records in a `memoryStore`. */
export const isMemoryStore = CARREL_TEST_STORE === undefined;

/** Memory, or what the module that `CARREL_TEST_STORE` names gives: the suite holds on every store. */
async function testStore(): Promise<RecordStore> {
  if (CARREL_TEST_STORE === undefined) return memoryStore();
  const { createTestStore } = (await import(CARREL_TEST_STORE)) as { createTestStore(): RecordStore };
  return createTestStore();
}
