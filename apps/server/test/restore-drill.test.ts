import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ApiClient } from './api-client.js';
import { eventually } from './eventually.js';
import { DataDir, runCli, ServerProcess } from './server-process.js';

const WRITERS = 6;

/** What one user wrote and was told to be kept. */
interface Written {
  readonly email: string;
  readonly refreshToken: string;
  readonly sessions: string[];
  readonly settings: Map<string, number>;
  readonly messages: string[];
  readonly talk: string;
}

/** Somebody who goes on writing until told to stop, and keeps what was acknowledged. */
class Writer {
  private stopped = false;
  private constructor(
    private readonly client: ApiClient,
    readonly written: Written,
  ) {}

  static async begin(client: ApiClient, email: string): Promise<Writer> {
    const answer = await client.post('/auth/register', { email, password: 'correct horse battery' });
    const { tokens } = answer.json<{
      readonly tokens: { readonly accessToken: string; readonly refreshToken: string };
    }>();
    const caller = client.as(tokens.accessToken);
    const first = await caller.session();
    const talk = (await caller.post('/conversations', { sessionId: first })).json<{ readonly id: string }>().id;
    const { refreshToken } = tokens;
    return new Writer(caller, { email, refreshToken, sessions: [first], settings: new Map(), messages: [], talk });
  }

  /** What was acknowledged until now. */
  get acknowledged(): Written {
    const { sessions, settings, messages } = this.written;
    return { ...this.written, sessions: [...sessions], settings: new Map(settings), messages: [...messages] };
  }

  stop(): void {
    this.stopped = true;
  }

  async write(): Promise<void> {
    const { sessions, settings, messages, talk } = this.written;
    for (let turn = 0; !this.stopped; turn += 1) {
      if (turn % 10 === 0) sessions.push(await this.client.session());
      const key = `key-${String(turn % 20)}`;
      const set = await this.client.put(`/settings/drill/${key}`, { value: turn });
      if (set.status === 200) settings.set(key, turn);
      const content = `message ${String(turn)}`;
      const said = await this.client.post(`/conversations/${talk}/messages`, { role: 'user', content });
      if (said.status === 201) messages.push(content);
    }
  }
}

interface Items<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

async function everything<T>(client: ApiClient, path: string): Promise<readonly T[]> {
  const all: T[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Items<T> = (await client.get(`${path}?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`)).json<
      Items<T>
    >();
    all.push(...page.items);
    cursor = page.nextCursor;
  }
  return all;
}

/** All that was acknowledged is there, and nothing of it is half. */
async function expectKept(client: ApiClient, before: Written, after: Written): Promise<void> {
  const back = await client.logIn(before.email);
  const refreshed = await client.post('/auth/refresh', { refreshToken: before.refreshToken });
  expect(refreshed.status, refreshed.text).toBe(200);
  const sessions = (await everything<{ readonly id: string }>(back, '/sessions')).map(({ id }) => id);
  expect(sessions).toEqual(expect.arrayContaining(before.sessions));
  expect(after.sessions).toEqual(expect.arrayContaining([...sessions]));
  const settings = (await back.get('/settings')).json<Items<{ readonly key: string; readonly value: number }>>().items;
  const kept = new Map(settings.map(({ key, value }) => [key, value]));
  for (const [key, value] of before.settings) expect(kept.get(key)).toBeGreaterThanOrEqual(value);
  const path = `/conversations/${before.talk}/messages`;
  const contents = (await everything<{ readonly content: string }>(back, path)).map(({ content }) => content);
  expect(contents.slice(0, before.messages.length)).toEqual(before.messages);
  // One state: what came later is there from the beginning on, without a hole.
  expect(contents).toEqual(contents.map((_, index) => `message ${String(index)}`));
}

it('a backup under writes restores elsewhere to all that was acknowledged before', { timeout: 240_000 }, async () => {
  await using dataDir = new DataDir();
  await using elsewhere = new DataDir();
  await using server = await ServerProcess.start(dataDir, ['--quiet']);
  const emails = Array.from({ length: WRITERS }, (_, index) => `writer-${String(index)}@example.com`);
  const writers = await Promise.all(emails.map((email) => Writer.begin(server.client, email)));
  const writing = writers.map((writer) => writer.write());
  const fill = (count: number) =>
    eventually(() => writers.every(({ written }) => written.messages.length >= count), 90_000);
  await fill(20);
  const before = writers.map(({ acknowledged }) => acknowledged);
  const file = join(elsewhere.path, 'drill.backup');
  const backedUp = await runCli(['backup', file, '--one-state', '--data-dir', dataDir.path]);
  expect(backedUp, backedUp.stderr).toMatchObject({ code: 0 });
  const length = Math.max(...writers.map(({ written }) => written.messages.length));
  await fill(length + 1);
  for (const writer of writers) writer.stop();
  await Promise.all(writing);

  const restored = await runCli(['restore', file, '--data-dir', elsewhere.path]);
  expect(restored, restored.stderr).toMatchObject({ code: 0 });
  await using again = await ServerProcess.start(elsewhere, ['--quiet']);
  for (const [index, writer] of writers.entries()) {
    const kept = before[index];
    if (kept === undefined) throw new Error('a writer without a beginning');
    await expectKept(again.client, kept, writer.written);
  }
  // The sessions can be worked in.
  const back = await again.client.logIn(emails[0] ?? '');
  const session = before[0]?.sessions[0] ?? '';
  expect((await back.post(`/sessions/${session}/workspace?waitMs=20000`)).json()).toMatchObject({ state: 'ready' });
  const ran = await back.post(`/sessions/${session}/commands`, { argv: ['echo', 'alive'] });
  expect(ran.json()).toMatchObject({ exitCode: 0, stdout: 'alive\n' });
  // The first server was not disturbed.
  const lived = await server.client.logIn(emails[0] ?? '');
  expect((await lived.get(`/sessions/${session}`)).status).toBe(200);
});
