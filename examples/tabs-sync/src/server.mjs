import { createCarrel, unwrap } from '@carrel/core';
import { memoryRuntime, memoryStore } from '@carrel/core/memory';
import { createHttpApi, HttpServer } from '@carrel/server-express';

/** A server in this process that keeps everything in memory, for who has none. */
export async function startServer() {
  const carrel = await createCarrel({ store: memoryStore(), runtime: memoryRuntime() });
  const server = new HttpServer(createHttpApi({ carrel }));
  const { port } = await unwrap(server.listen({ host: '127.0.0.1', port: 0 }));
  return {
    baseUrl: `http://127.0.0.1:${port}/api/v5`,
    stop: async () => {
      await server.drain();
      await carrel.dispose();
    },
  };
}
