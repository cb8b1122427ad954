import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from './test-server.js';
import { makeSession, register, startCommand, startedSession } from './world.js';

const server = await testServer();
const { client: own } = await register(server.client);
const [session, other] = [await startedSession(own), await startedSession(own)];

afterAll(() => server[Symbol.asyncDispose]());

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

/** Lists with more than one item each, by what they are. */
const LISTS = {
  sessions: '/sessions?kind=solo',
  'all sessions': '/sessions?',
  related: `/sessions/related?sessionId=${session}`,
  'related to another': `/sessions/related?sessionId=${other}`,
  commands: `/sessions/${session}/commands?`,
  'commands of another': `/sessions/${other}/commands?`,
  files: `/sessions/${session}/files?path=tree`,
  'files of another directory': `/sessions/${session}/files?path=twig`,
  'all files': `/sessions/${session}/files?path=tree&recursive`,
  'files of another': `/sessions/${other}/files?path=tree`,
  languages: '/languages?',
} as const;
const names = Object.keys(LISTS) as (keyof typeof LISTS)[];

beforeAll(async () => {
  await makeSession(own);
  for (const id of [session, other]) {
    for (const path of ['tree/a', 'tree/b', 'tree/c', 'twig/a', 'twig/b']) {
      await own.call('PUT', `/sessions/${id}/files/content?path=${path}`, { body: '1' });
    }
    for (let count = 0; count < 2; count += 1) await startCommand(own, id, ['cat']);
  }
});

const pageOf = async (name: keyof typeof LISTS, more: string): Promise<Page> =>
  (await own.get(`${LISTS[name]}&${more}`)).json<Page>();

describe.each(names)('the cursor of %s', (name) => {
  it('asks for the next page of that list, and of no other', async () => {
    const first = await pageOf(name, 'limit=1');
    const cursor = first.nextCursor ?? '';
    const second = await pageOf(name, `limit=1&cursor=${cursor}`);
    expect(second.items).toHaveLength(1);
    expect(second.items).not.toEqual(first.items);
    for (const another of names.filter((each) => each !== name)) {
      const answer = await own.get(`${LISTS[another]}&cursor=${cursor}`);
      expect([another, answer.status, answer.json()['issues']]).toEqual([
        another,
        400,
        [{ path: 'cursor', message: expect.any(String) as string }],
      ]);
    }
  });

  it('is made by the server alone', async () => {
    const { nextCursor } = await pageOf(name, 'limit=1');
    const altered = Buffer.from(nextCursor ?? '', 'base64url');
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    const forged = [
      altered.toString('base64url'),
      Buffer.from('[0,"x"]').toString('base64url'),
      Buffer.from('["ses_1"]').toString('base64url'),
      'x',
    ];
    for (const cursor of forged) {
      const answer = await own.get(`${LISTS[name]}&cursor=${cursor}`);
      expect([answer.status, answer.json()['type']]).toEqual([400, 'request/invalid']);
    }
  });
});
