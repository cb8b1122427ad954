import { ResultAsync } from '@carrel/core/kernel';
import { z } from 'zod';
import { socketRoute, textParam, type Socket, type SocketEnd, type SocketOptions } from '../src/index.js';
import { SocketClient, type OpenSocketOptions } from './socket-client.js';
import { testServer, type TestServer, type TestServerOptions } from './test-server.js';
import type { Someone } from './world.js';

const END: SocketEnd = { code: 1000, reason: 'done' };
const facts = { description: '', scope: 'echo:use', params: { name: textParam }, query: z.object({}) };

/** Says back what it is told, and ends at `end`. */
const echo = socketRoute({
  ...facts,
  path: '/ws/echo/:name',
  summary: 'Says it back.',
  serve: ({ params }, socket, _carrel, caller) => {
    socket.send(`${params.name} ${caller.userId}`);
    return ResultAsync.fromSafePromise(answerAll(socket));
  },
});

async function answerAll(socket: Socket): Promise<SocketEnd> {
  for await (const message of socket.messages) {
    if (message.kind === 'text' && message.text === 'end') return END;
    if (message.kind === 'text' && message.text === 'throw') throw new Error('a mistake');
    if (!socket.send(message.kind === 'text' ? message.text : message.data)) await socket.drained();
  }
  return END;
}

/** How much the flood has sent, by name. */
export const flooded = new Map<string, number>();
/** Which floods were given up, because nobody read them. */
export const stalled = new Set<string>();

/** Sends without an end. */
const flood = socketRoute({
  ...facts,
  path: '/ws/flood/:name',
  summary: 'Sends without an end.',
  serve: ({ params }, socket) => ResultAsync.fromSafePromise(sendAll(socket, params.name)),
});

async function sendAll(socket: Socket, name: string): Promise<SocketEnd> {
  const chunk = Buffer.alloc(16_384, 'y');
  for (let sent = 0; !socket.signal.aborted; sent += chunk.length) {
    flooded.set(name, sent);
    if (!socket.send(chunk) && (await socket.drained()) === 'stalled') {
      stalled.add(name);
      return { code: 1013, reason: `offset=${String(sent)}` };
    }
    await new Promise(setImmediate);
  }
  return END;
}

/** Lets the slow one take its next message, each. */
export const held: (() => void)[] = [];

/** Takes a message only when it is let go. */
const slow = socketRoute({
  ...facts,
  path: '/ws/slow/:name',
  summary: 'Takes its time.',
  serve: (_request, socket) => ResultAsync.fromSafePromise(takeSlowly(socket)),
});

async function takeSlowly(socket: Socket): Promise<SocketEnd> {
  for await (const message of socket.messages) {
    await new Promise<void>((resolve) => held.push(resolve));
    socket.send(String(message.kind === 'text' ? message.text.length : message.data.byteLength));
  }
  return END;
}

const open: AsyncDisposable[] = [];
const clients: SocketClient[] = [];

/** A server with these sockets, until `endAll`. */
export async function start(sockets: SocketOptions = {}, more: TestServerOptions = {}): Promise<TestServer> {
  const server = await testServer({ ...more, sockets: [echo, flood, slow], http: { sockets, ...more.http } });
  open.push(server);
  return server;
}

export async function connected(
  server: TestServer,
  path: string,
  options: OpenSocketOptions = {},
): Promise<SocketClient> {
  const client = await SocketClient.open(server.client.base + path, options);
  clients.push(client);
  return client;
}

export const tokenOf = ({ client }: Someone) => client.token ?? '';

export async function ticketOf({ client }: Someone, resource: string): Promise<string> {
  return (await client.post('/auth/tickets', { purpose: 'websocket', resource })).json<{ ticket: string }>().ticket;
}

/** What a file calls after each of its tests. */
export async function endAll(): Promise<void> {
  for (const client of clients.splice(0)) client[Symbol.dispose]();
  for (const release of held.splice(0)) release();
  for (const server of open.splice(0)) await server[Symbol.asyncDispose]();
}
