import { unwrap, type SessionId } from '@carrel/core/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import type { SocketOptions } from '../src/index.js';
import { SocketClient } from './socket-client.js';
import { testServer, type TestServer } from './test-server.js';
import { logIn, makeSession, PASSWORD, register, type Someone } from './world.js';

const open: AsyncDisposable[] = [];
const clients: SocketClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client[Symbol.dispose]();
  for (const server of open.splice(0)) await server[Symbol.asyncDispose]();
});

async function world(sockets: SocketOptions = {}) {
  const server = await testServer({ http: { sockets } });
  open.push(server);
  const owner = await register(server.client);
  const session = await makeSession(owner.client, { kind: 'room' });
  const caller = await unwrap(server.carrel.identity.authenticate(owner.client.token ?? '', 'test'));
  const writer = await unwrap(
    server.carrel.streams.create(caller, { purpose: 'test', sessionId: session as SessionId }),
  );
  const read = async (query = '', by = owner) => {
    const url = `${server.client.base}/ws/streams/${writer.id}${query}`;
    const client = await SocketClient.open(url, { token: by.client.token });
    clients.push(client);
    return client;
  };
  return { server, owner, session, writer, read };
}

const said = ({ messages }: SocketClient) =>
  messages.map(({ data, isBinary }) => {
    expect(isBinary).toBe(false);
    return JSON.parse(data.toString()) as { readonly type: string; readonly position: number; readonly text?: string };
  });

async function colleague(server: TestServer, owner: Someone): Promise<{ readonly id: string; readonly who: Someone }> {
  const email = `other-of-${owner.email}`;
  const made = await owner.client.post('/tenant/users', { email, password: PASSWORD });
  return { id: made.json<{ readonly id: string }>().id, who: await logIn(server.client, email) };
}

describe('a stream over its socket', () => {
  it('gives what is there, what follows, and its end', async () => {
    const { writer, read } = await world();
    await unwrap(writer.write('a'));
    const client = await read();
    await client.until(() => client.messages.length === 1);
    await unwrap(writer.write('b'));
    await unwrap(writer.end());
    expect(await client.closed).toEqual({ code: 1000, reason: 'ended' });
    expect(said(client)).toEqual([
      { type: 'chunk', position: 0, text: 'a' },
      { type: 'chunk', position: 1, text: 'b' },
      { type: 'end', position: 2, reason: 'completed' },
    ]);
  });

  it('goes on from a position, also when it has ended', async () => {
    const { writer, read } = await world();
    for (const chunk of ['a', 'b', 'c']) await unwrap(writer.write(chunk));
    await unwrap(writer.end());
    const client = await read('?from=2');
    await client.closed;
    expect(said(client).map(({ position }) => position)).toEqual([2, 3]);
  });

  it('gives every chunk once over connections that are cut', async () => {
    const { writer, read } = await world();
    const writing = (async () => {
      for (let chunk = 0; chunk < 300; chunk += 1) {
        await unwrap(writer.write(`<${String(chunk)}>`));
        if (chunk % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
      }
      await unwrap(writer.end());
    })();
    const got: string[] = [];
    for (let ended = false; !ended;) {
      const client = await read(`?from=${String(got.length)}`);
      await client.until(() => client.messages.length > 20).catch(() => undefined);
      client.ws.terminate();
      for (const message of said(client)) {
        if (message.type === 'chunk') {
          expect(message.position).toBe(got.length);
          got.push(message.text ?? '');
        } else ended = true;
      }
    }
    await writing;
    expect(got).toEqual(Array.from({ length: 300 }, (_, chunk) => `<${String(chunk)}>`));
  });

  it('is closed with its position when nobody reads it', async () => {
    const { writer, read } = await world({ stallTimeoutMs: 300, maxBufferedBytes: 65_536 });
    const client = await read();
    client.ws.pause();
    const chunk = 'x'.repeat(200_000);
    for (let count = 0; count < 150; count += 1) {
      await unwrap(writer.write(chunk));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    client.ws.resume();
    const { code, reason } = await client.closed;
    const last = said(client).at(-1);
    expect([code, reason]).toEqual([1013, `too slow position=${String((last?.position ?? 0) + 1)}`]);
  }, 120_000);

  it('takes no messages', async () => {
    const { read } = await world();
    const client = await read();
    client.ws.send('hello');
    expect((await client.closed).code).toBe(1003);
  });

  it('is nothing to strangers, and over for who loses their place', async () => {
    const { server, owner, session, writer, read } = await world();
    const { id, who } = await colleague(server, owner);
    const missing = { code: 4404, reason: 'stream/not-found' };
    for (const stranger of [who, await register(server.client)]) {
      expect(await (await read('', stranger)).closed).toEqual(missing);
    }
    await owner.client.put(`/sessions/${session}/members/${id}`, { role: 'viewer' });
    const client = await read('', who);
    await unwrap(writer.write('a'));
    await client.until(() => client.messages.length === 1);
    await owner.client.delete(`/sessions/${session}/members/${id}`);
    expect([4403, 4404]).toContain((await client.closed).code);
  });
});
