import { afterAll, describe, expect, it } from 'vitest';
import { makeMembers } from './room-world.js';
import { SocketClient } from './socket-client.js';
import { testServer } from './test-server.js';
import { makeSession, register, type Someone } from './world.js';

const server = await testServer();
const owner = await register(server.client);
const session = await makeSession(owner.client, { kind: 'room' });
const url = (language = 'words') => `${server.client.base}/ws/code/${session}/${language}`;

afterAll(() => server[Symbol.asyncDispose]());

const open = ({ client: { token } }: Someone, language?: string) => SocketClient.open(url(language), { token });

const messagesOf = ({ messages }: SocketClient): unknown[] =>
  messages.map(({ data }) => JSON.parse(data.toString()) as unknown);

const ready = { jsonrpc: '2.0', method: '$/carrel/ready', params: { language: 'words' } };

describe('a line of an editor', () => {
  it('is ready, and carries what is asked and answered', async () => {
    using client = await open(owner);
    client.ws.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: null } }));
    await client.until(() => client.messages.length === 2);
    const answer = { jsonrpc: '2.0', id: 1, result: { method: 'initialize', params: { processId: null } } };
    expect(messagesOf(client)).toEqual([ready, answer]);
    expect(client.messages.every(({ isBinary }) => !isBinary)).toBe(true);
  });

  it('answers a request that is none with an error, and goes on', async () => {
    using client = await open(owner);
    client.ws.send(JSON.stringify({ jsonrpc: '2.0', id: 'a' }));
    client.ws.send(JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'x' }));
    await client.until(() => client.messages.length === 3);
    expect(messagesOf(client).slice(1)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'a', error: { code: -32_600, message: expect.any(String) as string } }),
        { jsonrpc: '2.0', id: 2, result: { method: 'x' } },
      ]),
    );
  });

  it.each([
    ['what is no JSON', '{', 1003],
    ['what is no object', '[]', 1003],
    ['what is binary', Buffer.from('{}'), 1003],
    ['what is neither a request nor a notification', '{}', 1008],
  ])('is closed by %s', async (_name, data, code) => {
    using client = await open(owner);
    client.ws.send(data);
    expect((await client.closed).code).toBe(code);
  });

  it('is refused for a language that nothing speaks', async () => {
    using client = await open(owner, 'runes');
    expect(await client.closed).toEqual({ code: 4422, reason: 'code/unsupported' });
  });

  it('ends when its user is put out of the room', async () => {
    const room = await makeSession(owner.client, { kind: 'room' });
    const { viewer } = await makeMembers(server.client, owner);
    const member = `/sessions/${room}/members/${viewer.userId}`;
    expect((await owner.client.put(member, { role: 'viewer' })).status).toBe(200);
    const path = `${server.client.base}/ws/code/${room}/words`;
    using client = await SocketClient.open(path, { token: viewer.client.token });
    await client.until(() => client.messages.length === 1);
    expect((await owner.client.delete(member)).status).toBe(204);
    expect(await client.closed).toEqual({ code: 4404, reason: 'session/not-found' });
  });
});
