import { memoryStorage, scriptedCodeEngine, type HeldOperation } from '@carrel/core/memory';
import { storageUnavailable } from '@carrel/core/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from './http-client.js';
import { testServer, type TestServer } from './test-server.js';
import { makeSession, register, type Someone } from './world.js';

const RENAME = { type: 'rename-symbol', path: 'a.txt', position: { line: 1, column: 1 }, newName: 'total' };

const storage = memoryStorage({ name: 'database' });
let server: TestServer;
let owner: Someone;
let session: string;
let plans: string;

beforeAll(async () => {
  server = await testServer({ code: { engine: scriptedCodeEngine() }, storage });
  owner = await register(server.client);
});

beforeEach(async () => {
  session = await makeSession(owner.client, { storage: 'database' });
  plans = `/sessions/${session}/code/plans`;
  await write('a.txt', 'sum = 1\n');
  await write('b.txt', 'sum = 2\n');
});

afterAll(() => server[Symbol.asyncDispose]());

async function write(path: string, body: string): Promise<void> {
  const answer = await owner.client.call('PUT', `/sessions/${session}/files/content?path=${path}`, { body });
  expect(answer.status).toBeLessThan(300);
}

async function contents(): Promise<readonly string[]> {
  const read = async (path: string) => owner.client.get(`/sessions/${session}/files/content?path=${path}`);
  return [(await read('a.txt')).text, (await read('b.txt')).text];
}

async function plan(): Promise<string> {
  return (await owner.client.post(plans, { refactoring: RENAME })).json<{ readonly id: string }>().id;
}

/** A plan that is being applied, and hangs while the content of one file after another is stored. */
async function applying(id: string): Promise<{ readonly answer: Promise<Answer>; readonly second: HeldOperation }> {
  const [first, second] = [storage.holdNext('putMany'), storage.holdNext('putMany')];
  const answer = owner.client.post(`${plans}/${id}/apply`);
  await first.reached;
  first.release();
  await second.reached;
  return { answer, second };
}

const statusOf = async (id: string) => (await owner.client.get(`${plans}/${id}`)).json()['status'];

describe('a plan that is applied', () => {
  it('has others of its session wait, and be tried again', async () => {
    const [id, other] = [await plan(), await plan()];
    const { answer, second } = await applying(id);
    for (const call of [`${id}/apply`, `${id}/undo`, `${other}/apply`]) {
      const busy = await owner.client.post(`${plans}/${call}`);
      expect(busy.json()).toMatchObject({ status: 409, type: 'code/plan-busy', retryable: true });
    }
    expect((await owner.client.delete(`${plans}/${id}`)).json()).toMatchObject({ status: 409, type: 'code/plan-busy' });
    second.release();
    expect((await answer).json()).toMatchObject({ id, status: 'applied' });
    expect(await contents()).toEqual(['total = 1\n', 'total = 2\n']);
    expect((await owner.client.post(`${plans}/${id}/undo`)).json()).toMatchObject({ status: 'undone' });
    expect((await owner.client.post(`${plans}/${other}/apply`)).json()).toMatchObject({ status: 'applied' });
  });

  it('says which files it could not take back, since somebody wrote over them', async () => {
    const id = await plan();
    const { answer, second } = await applying(id);
    await write('a.txt', 'mine\n');
    await write('b.txt', 'mine too\n');
    second.release();
    expect((await answer).json()).toMatchObject({
      ...{ status: 500, type: 'code/partly-applied', paths: ['a.txt'], retryable: false },
    });
    expect([await contents(), await statusOf(id)]).toEqual([['mine\n', 'mine too\n'], 'failed']);
  });

  it('says which files it could not reach, and takes them back when it can', async () => {
    const id = await plan();
    storage.holdNext('putMany').release();
    // The next file, and taking the first one back.
    for (let times = 0; times < 2; times += 1) storage.failNext('putMany', storageUnavailable());
    const answer = await owner.client.post(`${plans}/${id}/apply`);
    expect(answer.json()).toMatchObject({
      ...{ status: 500, type: 'code/partly-applied', paths: ['a.txt'], retryable: true },
    });
    expect([await statusOf(id), await contents()]).toEqual(['planned', ['sum = 1\n', 'sum = 2\n']]);
    expect((await owner.client.post(`${plans}/${id}/apply`)).json()).toMatchObject({ status: 'applied' });
    expect(await contents()).toEqual(['total = 1\n', 'total = 2\n']);
  });
});
