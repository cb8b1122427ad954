import { unwrap, type SessionId } from '@carrel/core/kernel';
import { afterEach, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { SocketClient } from './socket-client.js';
import { testServer, type TestServer } from './test-server.js';
import { openTerminal, register, startedSession } from './world.js';

let server: TestServer;
afterEach(() => server[Symbol.asyncDispose]());

it('who has a terminal open is seen in its session, until the socket closes', async () => {
  server = await testServer();
  const { client, userId } = await register(server.client);
  const session = (await startedSession(client)) as SessionId;
  const terminal = await openTerminal(client, session);
  const caller = await unwrap(server.carrel.identity.authenticate(client.token ?? '', 'test'));
  const seen = async () =>
    (await unwrap(server.carrel.connections.list(caller, session))).map((one) => [one.userId, one.what]);
  expect(await seen()).toEqual([]);

  const url = `${server.origin}/api/v5/ws/terminals/${terminal}`;
  const sockets = [
    await SocketClient.open(url, { token: client.token }),
    await SocketClient.open(url, { token: client.token }),
  ];
  const present = [userId, '/ws/terminals/:tid'];
  await eventually(async () => JSON.stringify(await seen()) === JSON.stringify([present, present]));

  sockets[0]?.ws.close();
  await eventually(async () => JSON.stringify(await seen()) === JSON.stringify([present]));
  sockets[1]?.ws.terminate();
  await eventually(async () => JSON.stringify(await seen()) === JSON.stringify([]));
});
