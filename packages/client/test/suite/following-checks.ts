import { unwrap, type FileWatchEvent, type StreamEvent } from '../../src/index.js';
import { collect, eventually, holds, same, type Check, type World } from './check.js';

export const followingChecks: readonly Check[] = [
  {
    name: 'a model answers in a stream, and conversations keep what was said',
    run: async (world) => {
      const { conversations, streams } = await world.user();
      const talk = await unwrap(conversations.create({ title: 'Trip' }));
      same((await unwrap(conversations.update(talk.id, { title: 'Journey' }))).title, 'Journey');
      const asked = await unwrap(conversations.addMessage(talk.id, { role: 'user', content: 'Hi', respond: true }));
      const events = await collect(streams.read(asked.streamId ?? ''));
      const text = events.map((event) => (event.type === 'chunk' ? event.text : '')).join('');
      holds(text.includes('Hello') && text.includes('there'), `it said so: ${text}`);
      same(events.at(-1)?.type, 'end');
      const { items } = await unwrap(conversations.messages(talk.id));
      same(
        items.map(({ role }) => role),
        ['user', 'assistant'],
      );
      same((await unwrap(conversations.message(talk.id, asked.id))).content, 'Hi');
      await unwrap(conversations.removeMessage(talk.id, asked.id));
      same((await unwrap(conversations.list())).items.length, 1);
      same((await unwrap(conversations.get(talk.id))).id, talk.id);
      await unwrap(conversations.remove(talk.id));
      same((await unwrap(conversations.list())).items, []);
    },
  },
  {
    name: 'a task is made, followed to its end and listed',
    run: async (world) => {
      const { client, session } = await world.workspace();
      const task = await unwrap(client.tasks.create(session.id, { prompt: 'Say hello', setup: { install: 'none' } }));
      const events = await collect(client.tasks.follow(task.id));
      const last = events.at(-1);
      same(last?.type === 'end' ? last.task.id : last, task.id);
      same((await unwrap(client.tasks.list(session.id))).items.length, 1);
      same((await unwrap(client.tasks.get(task.id))).id, task.id);
      same((await unwrap(client.tasks.cancel(task.id))).id, task.id);
    },
  },
  ...(['events', 'socket'] as const).map((over) => ({
    name: `a stream over ${over} comes once and whole over connections that are cut every few bytes`,
    run: async (world: World) => {
      const client = await world.user({ retry: { minDelayMs: 5, maxDelayMs: 50 } }, 'proxied');
      const token = client.identity.tokens?.accessToken;
      const id = await world.hand<string>('stream', { token, chunks: 400 });
      await world.hand('life', { bytes: 4_000 });
      const events = await collect(client.streams.read(id, { over })).finally(() => world.hand('life'));
      const chunks = events.flatMap((event) => (event.type === 'chunk' ? [event.text] : []));
      same(
        chunks,
        Array.from({ length: 400 }, (_, chunk) => `chunk ${String(chunk)}`),
      );
      same(events.at(-1), { type: 'end', position: 400, reason: 'completed' } satisfies StreamEvent);
    },
  })),
  {
    name: 'a stream over a socket is held in bounds while it is not read, ends by its signal, and begins where it is asked to',
    run: async (world) => {
      const client = await world.user({ maxUnreadBytes: 200 });
      const token = client.identity.tokens?.accessToken;
      const id = await world.hand<string>('stream', { token, chunks: 200 });
      const positions: (number | string)[] = [];
      for await (const event of client.streams.read(id, { over: 'socket', from: 10 })) {
        if (event.type === 'chunk' && event.position === 10) await new Promise((resolve) => setTimeout(resolve, 1_000));
        positions.push(event.type === 'chunk' ? event.position : event.type);
      }
      same(positions, [...Array.from({ length: 190 }, (_, index) => index + 10), 'end']);
      const controller = new AbortController();
      const endless = await world.hand<string>('stream', { token, chunks: 100_000 });
      const types: string[] = [];
      for await (const event of client.streams.read(endless, { over: 'socket', signal: controller.signal })) {
        types.push(event.type);
        controller.abort();
      }
      same(types, ['chunk']);
      await unwrap(client.streams.cancel(endless));
    },
  },
  {
    name: 'a stream that is cancelled ends as such for its reader',
    run: async (world) => {
      const client = await world.user();
      const token = client.identity.tokens?.accessToken;
      const id = await world.hand<string>('stream', { token, chunks: 100_000 });
      for await (const event of client.streams.read(id)) {
        if (event.type === 'chunk' && event.position === 3) await unwrap(client.streams.cancel(id));
        if (event.type === 'end') same(event.reason, 'cancelled');
        holds(event.type !== 'failed', 'it did not fail');
      }
    },
  },
  {
    name: 'a watch tells each change once, those during a lost network too',
    run: async (world) => {
      const { workspace } = await world.workspace({ retry: { minDelayMs: 5, maxDelayMs: 50 } }, 'proxied');
      const controller = new AbortController();
      const seen: FileWatchEvent[] = [];
      const watching = (async () => {
        for await (const event of workspace.files.watch('', { signal: controller.signal })) seen.push(event);
      })();
      const told = (path: string) => seen.some((event) => 'path' in event && event.path === path);
      // A watch that is not there yet tells nothing of what was before.
      for (let round = 0; !seen.some((event) => event.type === 'created'); round += 1) {
        await unwrap(workspace.files.write(`first-${String(round)}`, 'x'));
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await unwrap(workspace.commands.start('sleep 0.5; for i in 1 2 3 4 5; do echo x > "during-$i"; done'));
      await world.hand('cut');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await world.hand('mend');
      await eventually(() => told('during-5'));
      await unwrap(workspace.files.write('after', 'x'));
      await eventually(() => told('after'));
      controller.abort();
      await watching;
      for (const number of [1, 2, 3, 4, 5]) {
        const made = seen.filter((event) => event.type === 'created' && event.path === `during-${String(number)}`);
        same(made.length, 1, `told of during-${String(number)}`);
      }
      holds(!seen.some(({ type }) => type === 'overflow' || type === 'gap' || type === 'failed'), 'nothing was missed');
    },
  },
];
