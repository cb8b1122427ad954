import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readUntil, type ReadEvent } from './event-reader.js';
import { testServer, type TestServer } from './test-server.js';
import { register, startCommand, startedSession, type Someone } from './world.js';

let server: TestServer;
let someone: Someone;

beforeAll(async () => {
  server = await testServer({ http: { streamRecheckMs: 30 } });
});

afterAll(() => server[Symbol.asyncDispose]());

const never = () => false;
const typeOf = (event: ReadEvent | undefined) => [event?.event, event?.data['type'], event?.data['status']];

describe('an event stream ends', () => {
  it('when its login does, with the reason', async () => {
    someone = await register(server.client);
    const session = await startedSession(someone.client);
    const command = await startCommand(someone.client, session, ['cat']);
    const paths = ['workspace/events', 'files/watch?path=', `commands/${command}/output`];
    const streams = await Promise.all(paths.map((path) => someone.client.open('GET', `/sessions/${session}/${path}`)));

    await someone.client.post('/auth/logout', { refreshToken: someone.refreshToken });

    for (const stream of streams) {
      const events = await readUntil(stream, never);
      expect(typeOf(events.at(-1))).toEqual(['failed', 'auth/token-revoked', 401]);
    }
  });

  it('when its session is deleted', async () => {
    someone = await register(server.client);
    const session = await startedSession(someone.client);
    const stream = await someone.client.open('GET', `/sessions/${session}/workspace/events`);

    await someone.client.delete(`/sessions/${session}`);

    const events = await readUntil(stream, never);
    expect(events.at(-1)?.data).toMatchObject({ state: 'stopped', reason: 'session-deleted' });
  });

  it('when its session is deleted that has no running workspace', async () => {
    someone = await register(server.client);
    const session = await startedSession(someone.client);
    await someone.client.delete(`/sessions/${session}/workspace`);
    const stream = await someone.client.open('GET', `/sessions/${session}/workspace/events`);

    await someone.client.delete(`/sessions/${session}`);

    const events = await readUntil(stream, never);
    expect(events.at(-1)?.data).toMatchObject({ state: 'stopped', reason: 'requested' });
  });

  it('when the workspace that it watches is stopped, and says so', async () => {
    someone = await register(server.client);
    const session = await startedSession(someone.client);
    const stream = await someone.client.open('GET', `/sessions/${session}/files/watch?path=`);

    await someone.client.delete(`/sessions/${session}/workspace`);

    const events = await readUntil(stream, never);
    expect(typeOf(events.at(-1))).toEqual(['failed', 'workspace/replaced', 410]);
  });
});
