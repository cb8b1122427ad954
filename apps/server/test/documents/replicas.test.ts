import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../api-client.js';
import { eventually } from '../eventually.js';
import { hasRedis, RedisServer } from '../redis-server.js';
import { DataDir, ServerProcess } from '../server-process.js';
import { Editor, type Place } from './editor.js';

/** So slow that what is prompt is prompt by the bus alone: with one, they look ten times as seldom. */
const BLIND = { CARREL_DOCUMENTS__LOOK_EVERY_MS: '60000' };
const PROMPT_MS = 30_000;

interface Pair {
  readonly here: ServerProcess;
  readonly there: ServerProcess;
  readonly owner: ApiClient;
  readonly place: Place;
}

async function pairOn(dataDir: DataDir, env: Readonly<Record<string, string>>): Promise<Pair> {
  const here = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
  const there = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
  const owner = await here.client.register('owner@example.com');
  return { here, there, owner, place: { session: await owner.session(), name: 'notes' } };
}

async function editorAt(server: ServerProcess, { owner, place }: Pair): Promise<Editor> {
  const editor = new Editor(place);
  expect(await editor.connect(server.client.as(owner.token ?? ''))).toBe(true);
  return editor;
}

const textOf = ({ document }: Editor): string => document.getText('text').toJSON();

function write(editor: Editor, words: string): void {
  editor.document.getText('text').insert(0, words);
}

const cursorOf = (of: Editor, seenBy: Editor): unknown =>
  seenBy.awareness.getStates().get(of.document.clientID)?.['cursor'];

async function isBus(server: ServerProcess, status: string): Promise<boolean> {
  const ready = (await (await fetch(`${server.origin}/ready`)).json()) as {
    readonly backends: readonly { readonly name: string; readonly status: string }[];
  };
  return ready.backends.find(({ name }) => name === 'bus')?.status === status;
}

describe('a document on two servers', () => {
  it.skipIf(!hasRedis)('crosses Redis at once, and so does who is there', async () => {
    await using dataDir = new DataDir();
    await using redis = await RedisServer.at();
    redis.start();
    const pair = await pairOn(dataDir, { ...redis.environment, ...BLIND });
    await using here = pair.here;
    await using there = pair.there;
    for (const server of [here, there]) await eventually(() => isBus(server, 'up'));
    using one = await editorAt(here, pair);
    using other = await editorAt(there, pair);
    write(one, 'one ');
    await eventually(() => textOf(other) === 'one ', PROMPT_MS);
    write(other, 'two ');
    await eventually(() => textOf(one) === 'two one ', PROMPT_MS);

    one.awareness.setLocalStateField('cursor', 4);
    await eventually(() => cursorOf(one, other) === 4, PROMPT_MS);
    one.cut();
    await eventually(() => cursorOf(one, other) === undefined, PROMPT_MS);
  });

  it.skipIf(!hasRedis)(
    'goes on while Redis is gone, with nothing lost, and crosses it again when it is back',
    async () => {
      await using dataDir = new DataDir();
      await using redis = await RedisServer.at();
      redis.start();
      const pair = await pairOn(dataDir, { ...redis.environment, CARREL_DOCUMENTS__LOOK_EVERY_MS: '100' });
      await using here = pair.here;
      await using there = pair.there;
      for (const server of [here, there]) await eventually(() => isBus(server, 'up'));
      using one = await editorAt(here, pair);
      using other = await editorAt(there, pair);
      await redis.kill();
      await eventually(() => isBus(here, 'degraded'));
      write(one, 'one ');
      write(other, 'two ');
      await eventually(() => one.isSettled && other.isSettled, PROMPT_MS);
      await eventually(() => textOf(one).length === 8 && textOf(one) === textOf(other), PROMPT_MS);

      redis.start();
      for (const server of [here, there]) await eventually(() => isBus(server, 'up'));
      one.awareness.setLocalStateField('cursor', 7);
      await eventually(() => {
        one.awareness.setLocalStateField('at', Date.now());
        return cursorOf(one, other) === 7;
      }, PROMPT_MS);
    },
  );

  it('crosses without a bus by looking, and the one that lives has all that the other acknowledged', async () => {
    await using dataDir = new DataDir();
    const pair = await pairOn(dataDir, { CARREL_DOCUMENTS__LOOK_EVERY_MS: '300' });
    await using here = pair.here;
    await using there = pair.there;
    using one = await editorAt(here, pair);
    using other = await editorAt(there, pair);
    one.awareness.setLocalStateField('cursor', 4);
    write(one, 'one ');
    await eventually(() => textOf(other) === 'one ', PROMPT_MS);
    write(one, 'last ');
    await eventually(() => one.isSettled, PROMPT_MS);
    await here.end('SIGKILL');
    await eventually(() => textOf(other) === 'last one ', PROMPT_MS);
    // Who is there crosses by a bus alone.
    expect(cursorOf(one, other)).toBeUndefined();

    write(one, 'lost? ');
    expect(await one.connect(there.client.as(pair.owner.token ?? ''))).toBe(true);
    await eventually(() => textOf(other) === 'lost? last one ' && one.isSettled, PROMPT_MS);
  });
});
