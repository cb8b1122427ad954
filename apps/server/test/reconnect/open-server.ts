import { dockerRuntime, imageRecipe } from '@carrel/adapter-docker';
import { localRuntime } from '@carrel/adapter-local';
import { createCarrel, type Carrel, type CarrelOptions } from '@carrel/core';
import { unwrap, type Caller } from '@carrel/core/kernel';
import type { WorkspaceRuntime } from '@carrel/core/runtime';
import type { StreamLog } from '@carrel/core/streams';
import { createHttpApi, HttpServer, type SocketOptions } from '@carrel/server-express';
import { sqliteStore } from '@carrel/store-sqlite';
import { databasePath, workspacesPath } from '../../src/data-dir.js';
import { ApiClient } from '../api-client.js';
import { EngineTruth } from '../kill/engine-truth.js';
import { installationOf } from '../kill/installation.js';
import { DataDir } from '../server-process.js';

export interface OpenServerOptions {
  readonly runtime: 'docker' | 'local';
  /** @default the memory of this process */
  readonly streams?: StreamLog;
  readonly limits?: Pick<CarrelOptions, 'commands' | 'terminals' | 'streaming'>;
  readonly sockets?: SocketOptions;
}

/** A server in this process over SQLite, and somebody who is logged in. Leaves nothing behind. */
export interface OpenServer extends AsyncDisposable {
  readonly carrel: Carrel;
  readonly caller: Caller;
  readonly port: number;
  readonly client: ApiClient;
  /** Where its data is, and the workspaces of the local runtime. */
  readonly directory: string;
  /** A session with a workspace that is ready. */
  readonly start: () => Promise<string>;
}

export async function openServer({
  runtime,
  streams,
  limits = {},
  sockets = {},
}: OpenServerOptions): Promise<OpenServer> {
  const dataDir = new DataDir();
  const carrel = await createCarrel({
    store: sqliteStore({ path: databasePath(dataDir.path) }),
    ...backends(runtime, dataDir),
    ...(streams === undefined ? {} : { streams }),
    workspaces: runtime === 'docker' ? { network: 'internet' } : {},
    ...limits,
  });
  const server = new HttpServer(createHttpApi({ carrel, options: { sockets, rateLimit: { pointsPerUser: 0 } } }), {
    drainMs: 2_000,
  });
  const { port } = await unwrap(server.listen({ host: '127.0.0.1', port: 0 }));
  const client = await new ApiClient(`http://127.0.0.1:${String(port)}/api/v5`).register('ada@example.com');
  const caller = await unwrap(carrel.identity.authenticate(client.token ?? '', 'test'));
  const sessions: string[] = [];
  return {
    ...{ carrel, caller, port, client, directory: dataDir.path },
    start: async () => {
      const session = await client.session(runtime === 'docker' ? ['lua'] : ['bash']);
      sessions.push(session);
      await untilReady(client, session);
      return session;
    },
    [Symbol.asyncDispose]: async () => {
      for (const session of sessions) await client.delete(`/sessions/${session}`);
      await server.drain();
      await carrel.dispose();
      if (runtime === 'docker') await new EngineTruth(await installationOf(dataDir)).removeAll();
      await dataDir[Symbol.asyncDispose]();
    },
  };
}

/** Starts the workspace of a session; an image that is not there yet is made first. */
async function untilReady(client: ApiClient, session: string): Promise<void> {
  const deadline = Date.now() + 280_000;
  for (;;) {
    const answer = await client.post(`/sessions/${session}/workspace?waitMs=30000`);
    if (answer.status === 200) return;
    if (answer.status !== 202 || Date.now() > deadline) throw new Error(answer.text);
  }
}

function backends(kind: 'docker' | 'local', dataDir: DataDir): Backends {
  if (kind === 'local') return { runtime: localRuntime({ baseDir: workspacesPath(dataDir.path) }) };
  return { runtime: dockerRuntime(), images: { recipe: imageRecipe() } };
}

interface Backends {
  readonly runtime: WorkspaceRuntime;
  readonly images?: NonNullable<CarrelOptions['images']>;
}
