import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import type { HttpClient } from './http-client.js';
import { testServer } from './test-server.js';
import { openTerminal, register, startedSession } from './world.js';

const server = await testServer();
let client: HttpClient;
let session: string;
let terminals: string;

beforeAll(async () => {
  ({ client } = await register(server.client));
  session = await startedSession(client);
  terminals = `/sessions/${session}/terminals`;
});

afterAll(() => server[Symbol.asyncDispose]());

describe('terminals', () => {
  it('are opened, with where they are and where their output begins', async () => {
    const answer = await client.post(terminals, { argv: ['cat'], cols: 120, rows: 40 });
    const { id } = answer.json<{ readonly id: string }>();
    expect(answer.status).toBe(201);
    expect(answer.json()).toEqual({
      id: expect.stringMatching(/^trm_/) as string,
      ...{ cols: 120, rows: 40, state: 'running', offset: 0 },
    });
    expect(answer.headers.get('location')).toBe(`/api/v5${terminals}/${id}`);
    expect((await client.get(`${terminals}/${id}`)).json()).toMatchObject({
      ...{ id, sessionId: session, incarnation: 1, argv: ['cat'], cols: 120, rows: 40, state: 'running' },
    });
  });

  it('are listed, the newest first, in pages', async () => {
    const ids = [await openTerminal(client, session), await openTerminal(client, session)];
    const first = (await client.get(`${terminals}?limit=1`)).json<Page>();
    const second = (await client.get(`${terminals}?limit=1&cursor=${first.nextCursor ?? ''}`)).json<Page>();
    expect([first, second].map(({ items }) => items[0]?.id)).toEqual(ids.reverse());
  });

  it('are ended, and stay on record with how they did', async () => {
    const id = await openTerminal(client, session);
    expect((await client.delete(`${terminals}/${id}`)).status).toBe(204);
    await eventually(async () => (await client.get(`${terminals}/${id}`)).json()['state'] === 'exited');
    expect((await client.get(`${terminals}/${id}`)).json()).toMatchObject({
      ...{ closing: 'closed', reason: 'cancelled', endedAt: expect.any(String) as string },
    });
    expect((await client.delete(`${terminals}/${id}`)).status).toBe(204);
  });

  it.each([
    [{ cols: 0 }, 400],
    [{ rows: 100_000 }, 400],
    [{ cols: '80' }, 400],
    [{ other: 1 }, 400],
    [{ argv: ['no-such-program'] }, 422],
  ])('%j is refused with %i', async (body, status) => {
    expect((await client.post(terminals, body)).status).toBe(status);
  });

  it('that there are not are missing', async () => {
    for (const id of ['trm_01arz3ndektsv4rrffq69g5fav', 'nothing']) {
      const answer = await client.get(`${terminals}/${id}`);
      expect([answer.status, answer.json()['type']]).toEqual([404, 'terminal/not-found']);
    }
  });
});

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
}
