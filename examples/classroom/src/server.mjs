import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localRuntime } from '@carrel/adapter-local';
import { createCarrel, unwrap } from '@carrel/core';
import { createHttpApi, HttpServer } from '@carrel/server-express';
import { sqliteStore } from '@carrel/store-sqlite';

/** A server in this process, whose workspaces are processes of this machine, for who has none. */
export async function startServer() {
  const directory = await mkdtemp(join(tmpdir(), 'carrel-classroom-'));
  const carrel = await createCarrel({
    store: sqliteStore({ path: join(directory, 'carrel.db') }),
    runtime: localRuntime({ baseDir: join(directory, 'workspaces') }),
  });
  const server = new HttpServer(createHttpApi({ carrel }));
  const { port } = await unwrap(server.listen({ host: '127.0.0.1', port: 0 }));
  return {
    baseUrl: `http://127.0.0.1:${port}/api/v5`,
    stop: async () => {
      await server.drain();
      await carrel.dispose();
      await rm(directory, { recursive: true });
    },
  };
}
