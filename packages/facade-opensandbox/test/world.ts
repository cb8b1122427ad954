import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Sandbox,
  SandboxManager,
  type ConnectionConfigOptions,
  type SandboxCreateOptions,
} from '@alibaba-group/opensandbox';
import { localRuntime } from '@carrel/adapter-local';
import { createCarrel, unwrap, type Carrel } from '@carrel/core';
import { memoryStorage, memoryStore } from '@carrel/core/memory';
import type { WorkspaceRuntime } from '@carrel/core/runtime';
import { createHttpApi, HttpServer, nodeListener, type HttpApi, type HttpOptions } from '@carrel/server-express';
import { OpenSandboxApi, type OpenSandboxOptions } from '../src/index.js';

/** Whoever has a key of the server. */
export interface Client {
  readonly connection: ConnectionConfigOptions;
  readonly key: string;
  create(options?: Partial<SandboxCreateOptions>): Promise<Sandbox>;
  manager(): SandboxManager;
  /** Beneath the interface of OpenSandbox, with the key. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export interface World extends AsyncDisposable {
  readonly carrel: Carrel;
  readonly api: HttpApi;
  readonly server: HttpServer;
  /** Of the interface of OpenSandbox. */
  readonly url: string;
  /** A user with a tenant of their own, who is known by the key of an agent. */
  client(): Promise<Client>;
}

let people = 0;

/** A server over workspaces that are directories of this machine. */
export async function makeWorld(
  options: { readonly http?: HttpOptions; readonly openSandbox?: OpenSandboxOptions } = {},
): Promise<World> {
  const baseDir = await mkdtemp(join(tmpdir(), 'carrel-opensandbox-'));
  const runtime = localRuntime({ baseDir });
  const carrel = await createCarrel({
    store: memoryStore(),
    runtime,
    storages: [memoryStorage({ name: 'database' })],
    passwords: { algorithm: 'scrypt', scrypt: { costLog2: 10, blockSize: 8, parallelism: 1 } },
  });
  // Tests call more than users do; those of limits say which they mean.
  const api = createHttpApi({ carrel, options: { rateLimit: { pointsPerUser: 0 }, ...options.http } });
  const sandboxes = new OpenSandboxApi({ api, options: { storage: 'database', ...options.openSandbox } });
  const server = new HttpServer(api, { drainMs: 500, otherwise: nodeListener(sandboxes) });
  const { port } = await unwrap(server.listen({ host: '127.0.0.1', port: 0 }));
  const origin = `http://127.0.0.1:${String(port)}`;
  const url = origin + sandboxes.options.basePath;
  return {
    ...{ carrel, api, server, url },
    client: async () => toClient(url, await keyOf(origin + api.options.basePath)),
    async [Symbol.asyncDispose]() {
      await server.drain();
      await removeBoxes(runtime, baseDir);
      await carrel[Symbol.asyncDispose]();
      await rm(baseDir, { recursive: true, force: true });
    },
  };
}

/** Boxes outlive their server; those of a test go with it. */
async function removeBoxes(runtime: WorkspaceRuntime, baseDir: string): Promise<void> {
  for (const name of await readdir(baseDir)) {
    if (!name.startsWith('ins_')) continue;
    for (const { handle } of await unwrap(runtime.list({ installationId: name }))) await unwrap(runtime.remove(handle));
  }
}

export function toClient(url: string, key: string): Client {
  const connection = { domain: url, apiKey: key, disableMetrics: true };
  return {
    connection,
    key,
    create: (more = {}) =>
      Sandbox.create({
        connectionConfig: connection,
        ...{ image: 'ubuntu:24.04', timeoutSeconds: 600, healthCheckPollingInterval: 50 },
        ...more,
      }),
    manager: () => SandboxManager.create({ connectionConfig: connection }),
    fetch: (path, init = {}) =>
      fetch(url + path, { ...init, headers: { 'OPEN-SANDBOX-API-KEY': key, ...(init.headers as object) } }),
  };
}

async function keyOf(api: string): Promise<string> {
  people += 1;
  const registered = await post(`${api}/auth/register`, {
    email: `person-${String(people)}@example.com`,
    password: 'correct horse battery',
  });
  const { tokens } = registered as { readonly tokens: { readonly accessToken: string } };
  const made = await post(`${api}/tenant/agents`, { name: 'sandboxes', scopes: ['*'] }, tokens.accessToken);
  return (made as { readonly key: string }).key;
}

async function post(url: string, body: object, token?: string): Promise<unknown> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${String(answer.status)} ${text}`);
  return JSON.parse(text);
}
