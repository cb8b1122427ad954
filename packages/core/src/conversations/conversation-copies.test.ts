import { describe, expect, it } from 'vitest';
import { crashingStore } from '../../test/crashing-store.js';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { roomWorld } from '../../test/room-fixture.js';
import type { Caller, Carrel } from '../index.js';
import type { ConversationId, SessionId } from '../kernel/index.js';
import { memoryStore, VirtualClock } from '../memory/index.js';

async function talk(carrel: Carrel, caller: Caller, sessionId: SessionId, words: readonly string[]) {
  const { id } = expectOk(
    await carrel.conversations.create(caller, { sessionId, title: words[0]?.slice(0, 9) ?? 'empty' }),
  );
  for (const content of words) expectOk(await carrel.conversations.addMessage(caller, id, { role: 'user', content }));
  return id;
}

async function said(carrel: Carrel, caller: Caller, id: ConversationId) {
  return expectOk(await carrel.conversations.messages(caller, id, { limit: 200 })).items;
}

describe('a fork', () => {
  it('has the conversations as they were, for itself', async () => {
    await using it = await roomWorld();
    const { carrel, people, room } = it;
    const first = await talk(carrel, people.owner, room, ['a', 'b', 'x'.repeat(100_000)]);
    const [a, b] = await said(carrel, people.owner, first);
    const reply = { role: 'user', content: 're', replyTo: a?.id as never } as const;
    expectOk(await carrel.conversations.addMessage(people.admin, first, reply));
    expectOk(await carrel.conversations.removeMessage(people.owner, { conversationId: first, id: b?.id as never }));
    const empty = await talk(carrel, people.owner, room, []);
    const gone = await talk(carrel, people.owner, room, ['gone']);
    expectOk(await carrel.conversations.remove(people.owner, gone));

    const fork = expectOk(await carrel.sessions.fork(people.viewer, room, { kind: 'solo' }));
    expectOk(await carrel.conversations.addMessage(people.owner, first, { role: 'user', content: 'later' }));

    const { items } = expectOk(await carrel.conversations.list(people.viewer, { sessionId: fork.id }));
    expect(items.map(({ title, forkedFrom }) => [title, forkedFrom])).toEqual([
      ['empty', { conversationId: empty, sequence: 0 }],
      ['a', { conversationId: first, sequence: 4 }],
    ]);
    const copy = items[1];
    if (copy === undefined) throw new Error('no copy');
    expect(copy).toMatchObject({ ownerId: people.viewer.userId, messageCount: 3, lastSequence: 4, sessionId: fork.id });
    const messages = await said(carrel, people.viewer, copy.id);
    expect(messages.map(({ sequence, content, authorId }) => [sequence, content.length, authorId])).toEqual([
      [1, 1, people.owner.userId],
      [3, 100_000, people.owner.userId],
      [4, 2, people.admin.userId],
    ]);
    expect(messages[2]?.replyTo).toBe(messages[0]?.id);
    expect(messages[0]?.id).not.toBe(a?.id);
    expectErr(await carrel.conversations.get(people.owner, copy.id), 'conversation/not-found');
    const own = expectOk(
      await carrel.conversations.addMessage(people.viewer, copy.id, { role: 'user', content: 'own' }),
    );
    expect(own.sequence).toBe(5);
    expect(await said(carrel, people.owner, first)).toHaveLength(4);
  });

  it('outlives what it comes from', async () => {
    await using it = await roomWorld();
    const { carrel, people, room } = it;
    await talk(carrel, people.owner, room, ['a', 'b']);
    const fork = expectOk(await carrel.sessions.fork(people.viewer, room, { kind: 'solo' }));
    expectOk(await carrel.sessions.remove(people.owner, room));

    const { items } = expectOk(await carrel.conversations.list(people.viewer, { sessionId: fork.id }));
    expect(await said(carrel, people.viewer, items[0]?.id as ConversationId)).toHaveLength(2);
  });

  it('of long conversations takes many transactions, and is the same', async () => {
    await using it = await roomWorld({ conversations: { maxMessageBytes: 1_500_000 } });
    const { carrel, people, room } = it;
    await talk(
      carrel,
      people.owner,
      room,
      Array.from({ length: 120 }, (_, n) => `m${n}`),
    );
    await talk(
      carrel,
      people.owner,
      room,
      Array.from({ length: 5 }, (_, n) => String(n).repeat(1_400_000)),
    );

    const fork = expectOk(await carrel.sessions.fork(people.owner, room));

    const { items } = expectOk(await carrel.conversations.list(people.owner, { sessionId: fork.id }));
    expect(items.map(({ messageCount }) => messageCount)).toEqual([5, 120]);
    const copied = await said(carrel, people.owner, items[1]?.id as ConversationId);
    expect(copied.map(({ content }) => content)).toEqual(Array.from({ length: 120 }, (_, n) => `m${n}`));
  });

  it.each([
    ...Array.from({ length: 6 }, (_, n) => [n, 'before'] as const),
    ...Array.from({ length: 6 }, (_, n) => [n, 'after'] as const),
  ])('that a crash broke off after %i transactions is finished by another replica (%s its commit)', async (n, when) => {
    const inner = memoryStore();
    const dying = crashingStore(inner, when);
    const broken = await memoryCarrel({ store: dying.store });
    const ada = await newCaller(broken);
    const { id: room } = expectOk(await broken.sessions.create(ada, { kind: 'room', languages: ['python'] }));
    const words = Array.from({ length: 130 }, (_, place) => `m${place}`);
    await talk(broken, ada, room, words);

    dying.crashAfter(n);
    const forked = await broken.sessions.fork(ada, room);
    await broken.dispose();

    // Later, when the lead of the dead one is over.
    await using next = await memoryCarrel({ store: inner, clock: new VirtualClock() });
    const { items: sessions } = expectOk(await next.sessions.list(ada));
    const fork = sessions.find(({ forkedFrom }) => forkedFrom === room);
    if (forked.isOk()) expect(fork).toBeDefined();
    const listed = fork === undefined ? [] : await listIn(next, ada, fork.id);
    // Without a place there is nothing of a conversation; with one there will be all of it.
    if (n >= 3) expect(listed).toHaveLength(1);
    for (const { id } of listed) {
      await eventually(async () => {
        expect((await said(next, ada, id)).map(({ content }) => content)).toEqual(words);
        expect(expectOk(await next.conversations.get(ada, id)).messageCount).toBe(130);
      });
    }
  });
});

async function listIn(carrel: Carrel, caller: Caller, sessionId: SessionId) {
  return expectOk(await carrel.conversations.list(caller, { sessionId })).items;
}
