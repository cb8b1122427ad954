import { describe, expect, it } from 'vitest';
import { crashingStore } from '../../test/crashing-store.js';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import type { Caller, Carrel, CarrelOptions } from '../index.js';
import type { ConversationId, SessionId } from '../kernel/index.js';
import { memoryStore, scriptedModel, VirtualClock } from '../memory/index.js';
import type { RecordStore } from '../store/index.js';
import { conversations, messageBodies, messages } from './conversation-records.js';

const LIMITS = { maxMessageBytes: 1_500_000 };

async function begin(carrel: Carrel, caller: Caller): Promise<SessionId> {
  return expectOk(await carrel.sessions.create(caller, { kind: 'room', languages: ['python'] })).id;
}

async function talk(
  carrel: Carrel,
  caller: Caller,
  words: readonly string[],
  sessionId?: SessionId,
): Promise<ConversationId> {
  const place = sessionId === undefined ? {} : { sessionId };
  const { id } = expectOk(await carrel.conversations.create(caller, place));
  for (const content of words) expectOk(await carrel.conversations.addMessage(caller, id, { role: 'user', content }));
  return id;
}

/** How many records there are of conversations, messages, and parts of large messages. */
async function counts(store: RecordStore): Promise<readonly number[]> {
  const count = async (collection: typeof conversations | typeof messages | typeof messageBodies) => {
    const page = await store.read((view) => view.scan(collection as typeof conversations, { limit: 1_000 }));
    return expectOk(page).items.length;
  };
  return [await count(conversations), await count(messages), await count(messageBodies)];
}

const words = (count: number) => Array.from({ length: count }, (_, n) => `m${n}`);

/** Sweeps, until there are just so many records. */
async function until(clock: VirtualClock, store: RecordStore, wanted: readonly number[]): Promise<void> {
  await eventually(async () => {
    await clock.advance(10_000);
    expect(await counts(store)).toEqual(wanted);
  });
}

async function world(options: Partial<CarrelOptions> = {}) {
  const [store, clock] = [memoryStore(), new VirtualClock()];
  const carrel = await memoryCarrel({ store, clock, conversations: LIMITS, ...options });
  const ada = await newCaller(carrel);
  return { store, clock, carrel, ada, room: await begin(carrel, ada), [Symbol.asyncDispose]: () => carrel.dispose() };
}

describe('the conversations of a deleted session', () => {
  it('are erased with all that was said in them, and no others', async () => {
    await using it = await world();
    const { ada, carrel, clock, room, store } = it;
    const other = await begin(carrel, ada);
    const kept = [await talk(carrel, ada, ['kept'], other), await talk(carrel, ada, ['own', 'x'.repeat(100_000)])];
    const before = await counts(store);
    await talk(carrel, ada, words(120), room);
    await talk(
      carrel,
      ada,
      [0, 1, 2].map((n) => String(n).repeat(1_400_000)),
      room,
    );
    await talk(carrel, ada, [], room);
    const removed = await talk(carrel, ada, ['a', 'b'], room);
    expectOk(await carrel.conversations.remove(ada, removed));
    await clock.advance(60_000);
    expect((await counts(store))[0]).toBe(6);

    expectOk(await carrel.sessions.remove(ada, room));
    await until(clock, store, before);

    for (const id of kept) expectOk(await carrel.conversations.get(ada, id));
    expect(expectOk(await carrel.conversations.messages(ada, kept[1] as ConversationId)).items).toHaveLength(2);
  });

  it.each([0, 1, 2, 3, 4].flatMap((n) => [[n, 'before'] as const, [n, 'after'] as const]))(
    'are erased by another replica when a crash broke that off after %i transactions (%s its commit)',
    async (n, when) => {
      const inner = memoryStore();
      const dying = crashingStore(inner, when);
      const clock = new VirtualClock();
      const broken = await memoryCarrel({ store: dying.store, clock });
      const ada = await newCaller(broken);
      const room = await begin(broken, ada);
      const id = await talk(broken, ada, words(120), room);
      expectOk(await broken.sessions.remove(ada, room));

      dying.crashAfter(n);
      await eventually(async () => {
        await clock.advance(10_000);
        expect(dying.crashed).toBe(true);
      });
      const dead = broken.dispose();

      const later = new VirtualClock(clock.now() + 60_000);
      await using next = await memoryCarrel({ store: inner, clock: later });
      await until(later, inner, [0, 0, 0]);
      expectErr(await next.conversations.get(ada, id), 'conversation/not-found');
      await dead;
    },
  );

  it('stop what a model still says in them', async () => {
    const model = scriptedModel({ turns: [[{ type: 'text', text: 'Hel' }, { type: 'hang' }]] });
    await using it = await world({ model });
    const { ada, carrel, clock, room, store } = it;
    const id = await talk(carrel, ada, [], room);
    expectOk(await carrel.conversations.ask(ada, id, { role: 'user', content: 'Hi' }));
    await eventually(() => {
      expect(model.requests).toHaveLength(1);
    });
    expectOk(await carrel.sessions.remove(ada, room));
    await until(clock, store, [0, 0, 0]);
    await eventually(async () => {
      await clock.advance(1_000);
      expect(model.requests[0]?.signal?.aborted).toBe(true);
    });
  });

  it('stay for as long as a fork is copied from them', async () => {
    const inner = memoryStore();
    const dying = crashingStore(inner);
    const broken = await memoryCarrel({ store: dying.store });
    const ada = await newCaller(broken);
    const room = await begin(broken, ada);
    await talk(broken, ada, words(130), room);
    // The fork and the places of its conversations are there, and none of the messages.
    dying.crashAfter(3);
    expectErr(await broken.sessions.fork(ada, room), 'store/unavailable');
    await broken.dispose();

    const clock = new VirtualClock();
    await using next = await memoryCarrel({ store: inner, clock });
    const { items } = expectOk(await next.sessions.list(ada));
    const fork = items.find(({ forkedFrom }) => forkedFrom === room);
    if (fork === undefined) throw new Error('no fork');
    expectOk(await next.sessions.remove(ada, room));
    await until(clock, inner, [1, 130, 0]);
    const [copy] = expectOk(await next.conversations.list(ada, { sessionId: fork.id })).items;
    expect(copy).toMatchObject({ messageCount: 130 });
  });
});
