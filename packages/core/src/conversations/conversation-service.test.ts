import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { colleagueOf, roomWorld } from '../../test/room-fixture.js';
import { conversationId, messageId, sessionId } from '../kernel/index.js';
import type { CarrelError, ConversationId, Page, ResultAsync } from '../kernel/index.js';
import type { Caller, Carrel } from '../index.js';
import { VirtualClock } from '../memory/index.js';
import type { AddMessage, Message, MessagePart } from './index.js';

const NEVER = '01arz3ndektsv4rrffq69g5fav';
const someone = {
  conversation: expectOk(conversationId.parse(`cnv_${NEVER}`)),
  message: expectOk(messageId.parse(`msg_${NEVER}`)),
};
const says = (content: string, more: Partial<AddMessage> = {}): AddMessage => ({ role: 'user', content, ...more });

interface Wanted {
  readonly order?: 'asc' | 'desc';
  readonly limit?: number;
}

async function all(carrel: Carrel, caller: Caller, id: ConversationId, { order = 'asc', limit = 7 }: Wanted = {}) {
  const found: Message[] = [];
  let page: Pick<Page<Message>, 'nextCursor'> | undefined;
  while (page?.nextCursor !== null) {
    const from = page === undefined ? {} : { cursor: page.nextCursor };
    const next = expectOk(await carrel.conversations.messages(caller, id, { order, limit, ...from }));
    found.push(...next.items);
    page = next;
  }
  return found;
}

const contents = (messages: readonly Message[]) => messages.map(({ content }) => content);

describe('a conversation', () => {
  it('is of its owner alone where it has no session', async () => {
    await using carrel = await memoryCarrel();
    const ada = await newCaller(carrel);
    const others = [await colleagueOf(carrel, ada), await newCaller(carrel)];
    const made = expectOk(await carrel.conversations.create(ada, { title: '  Plans ' }));

    expect(made).toMatchObject({ ownerId: ada.userId, title: 'Plans', messageCount: 0, lastSequence: 0 });
    expect(expectOk(await carrel.conversations.get(ada, made.id))).toEqual(made);
    for (const other of others) {
      const calls: readonly ResultAsync<unknown, CarrelError>[] = [
        carrel.conversations.get(other, made.id),
        carrel.conversations.update(other, made.id, { title: 'x' }),
        carrel.conversations.remove(other, made.id),
        carrel.conversations.addMessage(other, made.id, says('hello')),
        carrel.conversations.messages(other, made.id),
        carrel.conversations.message(other, { conversationId: made.id, id: someone.message }),
        carrel.conversations.removeMessage(other, { conversationId: made.id, id: someone.message }),
      ];
      for (const call of calls) expectErr(await call, 'conversation/not-found');
      expect(expectOk(await carrel.conversations.list(other)).items).toEqual([]);
    }
  });

  it('is read, retitled and removed', async () => {
    await using carrel = await memoryCarrel();
    const ada = await newCaller(carrel);
    const { id } = expectOk(await carrel.conversations.create(ada));
    const titled = expectOk(await carrel.conversations.update(ada, id, { title: 'Trip' }));
    expect(titled.title).toBe('Trip');
    expect(expectOk(await carrel.conversations.update(ada, id, { title: null })).title).toBeUndefined();

    expectOk(await carrel.conversations.remove(ada, id));

    expectErr(await carrel.conversations.get(ada, id), 'conversation/not-found');
    expectErr(await carrel.conversations.addMessage(ada, id, says('late')), 'conversation/not-found');
    expectErr(await carrel.conversations.remove(ada, id), 'conversation/not-found');
    expect(expectOk(await carrel.conversations.list(ada)).items).toEqual([]);
  });

  it('is listed with those of its session, the newest first, in pages', async () => {
    await using it = await roomWorld();
    const { carrel, people, room } = it;
    const ids: ConversationId[] = [];
    for (let n = 0; n < 5; n += 1) {
      ids.push(expectOk(await carrel.conversations.create(people.participant, { sessionId: room })).id);
    }
    const own = expectOk(await carrel.conversations.create(people.viewer)).id;

    const first = expectOk(await carrel.conversations.list(people.viewer, { sessionId: room, limit: 3 }));
    const rest = expectOk(
      await carrel.conversations.list(people.viewer, { sessionId: room, limit: 3, cursor: first.nextCursor ?? '' }),
    );

    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids.reverse());
    expect(expectOk(await carrel.conversations.list(people.viewer)).items.map(({ id }) => id)).toEqual([own]);
    const foreign = await carrel.conversations.list(people.viewer, { cursor: first.nextCursor ?? '' });
    expectErr(foreign, 'request/invalid');
  });

  it('goes with its session', async () => {
    await using it = await roomWorld();
    const { carrel, people, room } = it;
    const { id } = expectOk(await carrel.conversations.create(people.owner, { sessionId: room }));
    expectOk(await carrel.sessions.remove(people.owner, room));

    expectErr(await carrel.conversations.get(people.owner, id), 'conversation/not-found');
    expectErr(await carrel.conversations.messages(people.owner, id), 'conversation/not-found');
    expectErr(await carrel.conversations.create(people.owner, { sessionId: room }), 'session/not-found');
  });

  it('of an archived session is read, and not written', async () => {
    await using it = await roomWorld();
    const { carrel, people, room } = it;
    const { id } = expectOk(await carrel.conversations.create(people.owner, { sessionId: room }));
    expectOk(await carrel.sessions.update(people.owner, room, { changes: { status: 'archived' } }));

    expectOk(await carrel.conversations.messages(people.owner, id));
    expectErr(await carrel.conversations.addMessage(people.owner, id, says('x')), 'session/archived');
    expectErr(await carrel.conversations.create(people.owner, { sessionId: room }), 'session/archived');
  });

  it.each([
    ['a blank title', { title: '  ' }],
    ['a long title', { title: 'x'.repeat(201) }],
    ['a session that is none', { sessionId: 'ses_1' as never }],
    ['what is not asked for', { tenantId: 'x' } as object],
  ])('is not made with %s', async (_what, input) => {
    await using carrel = await memoryCarrel();
    expectErr(await carrel.conversations.create(await newCaller(carrel), input), 'request/invalid');
  });

  it('is one of so many, of a user and of a session', async () => {
    await using it = await roomWorld({ conversations: { maxPerUser: 1, maxPerSession: 2 } });
    const { carrel, people, room } = it;
    const { id } = expectOk(await carrel.conversations.create(people.owner));
    expect(expectErr(await carrel.conversations.create(people.owner), 'conversation/limit').limit).toBe(1);
    expectOk(await carrel.conversations.create(people.admin));
    expectOk(await carrel.conversations.create(people.owner, { sessionId: room }));
    expectOk(await carrel.conversations.create(people.admin, { sessionId: room }));
    expectErr(await carrel.conversations.create(people.owner, { sessionId: room }), 'conversation/limit');

    expectOk(await carrel.conversations.remove(people.owner, id));
    expectOk(await carrel.conversations.create(people.owner));
  });
});

describe('messages', () => {
  it('stand in the order in which they were added, whatever the pages and the direction', async () => {
    await using carrel = await memoryCarrel();
    const ada = await newCaller(carrel);
    const { id } = expectOk(await carrel.conversations.create(ada));
    const words = Array.from({ length: 23 }, (_, n) => `word ${n}`);
    for (const word of words) expectOk(await carrel.conversations.addMessage(ada, id, says(word)));

    expect(contents(await all(carrel, ada, id))).toEqual(words);
    expect(contents(await all(carrel, ada, id, { order: 'desc', limit: 5 }))).toEqual([...words].reverse());
    expect(expectOk(await carrel.conversations.get(ada, id))).toMatchObject({ messageCount: 23, lastSequence: 23 });
    const page = expectOk(await carrel.conversations.messages(ada, id, { limit: 2 }));
    const turned = { order: 'desc', cursor: page.nextCursor ?? '' } as const;
    expectErr(await carrel.conversations.messages(ada, id, turned), 'request/invalid');
  });

  it('that are added at once never share a place', async () => {
    await using it = await roomWorld();
    const { carrel, people, room } = it;
    const { id } = expectOk(await carrel.conversations.create(people.owner, { sessionId: room }));
    const speakers = [people.owner, people.admin, people.participant];
    const added = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        carrel.conversations.addMessage(speakers[n % 3] ?? people.owner, id, says(String(n))),
      ),
    );

    const places = added.map((result) => expectOk(result).sequence).sort((one, other) => one - other);
    expect(places).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
    const listed = await all(carrel, people.viewer, id);
    expect(listed.map(({ sequence }) => sequence)).toEqual(places);
    expect(new Set(contents(listed)).size).toBe(60);
  });

  it('come back whole, large or small, with their parts', async () => {
    await using carrel = await memoryCarrel({ conversations: { maxMessageBytes: 1_000_000 } });
    const ada = await newCaller(carrel);
    const { id } = expectOk(await carrel.conversations.create(ada));
    const parts: readonly MessagePart[] = [
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'so \u0000 \ud83d\ude00' },
      {
        type: 'tool-call',
        toolCallId: 'c1',
        toolName: 'read_file',
        input: { path: 'a', deep: [1, null, { x: true }] },
      },
      { type: 'tool-result', toolCallId: 'c1', toolName: 'read_file', output: 'x'.repeat(200_000), isError: false },
      { type: 'file', path: 'notes/a.txt', mediaType: 'text/plain' },
    ];
    const large = expectOk(await carrel.conversations.addMessage(ada, id, { role: 'assistant', content: 'so', parts }));
    const small = expectOk(await carrel.conversations.addMessage(ada, id, says('ok', { replyTo: large.id })));

    expect(await all(carrel, ada, id)).toEqual([large, small]);
    expect(large.parts).toEqual(parts);
    expect(expectOk(await carrel.conversations.message(ada, { conversationId: id, id: large.id }))).toEqual(large);
    expect(small.replyTo).toBe(large.id);
  });

  it('of many bytes come in pages of a bounded size', async () => {
    await using carrel = await memoryCarrel({ conversations: { maxMessageBytes: 1_200_000 } });
    const ada = await newCaller(carrel);
    const { id } = expectOk(await carrel.conversations.create(ada));
    for (let n = 0; n < 6; n += 1) {
      expectOk(await carrel.conversations.addMessage(ada, id, says(String(n).repeat(1_100_000))));
    }

    const page = expectOk(await carrel.conversations.messages(ada, id, { limit: 200 }));

    expect(page.items).toHaveLength(3);
    expect((await all(carrel, ada, id, { limit: 200 })).map(({ content }) => content[0])).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
    ]);
  });

  it('that were removed are left out, and their places stay empty', async () => {
    await using carrel = await memoryCarrel();
    const ada = await newCaller(carrel);
    const { id } = expectOk(await carrel.conversations.create(ada));
    const [one, two] = [
      expectOk(await carrel.conversations.addMessage(ada, id, says('one'))),
      expectOk(await carrel.conversations.addMessage(ada, id, says('x'.repeat(100_000)))),
    ];
    const page = expectOk(await carrel.conversations.messages(ada, id, { limit: 1 }));
    expectOk(await carrel.conversations.removeMessage(ada, { conversationId: id, id: two.id }));
    expectOk(await carrel.conversations.addMessage(ada, id, says('three')));

    expect(contents(await all(carrel, ada, id))).toEqual(['one', 'three']);
    const next = expectOk(await carrel.conversations.messages(ada, id, { cursor: page.nextCursor ?? '' }));
    expect(next.items.map(({ sequence }) => sequence)).toEqual([3]);
    const gone = { conversationId: id, id: two.id };
    expectErr(await carrel.conversations.message(ada, gone), 'message/not-found');
    expectErr(await carrel.conversations.removeMessage(ada, gone), 'message/not-found');
    expectErr(await carrel.conversations.addMessage(ada, id, says('re', { replyTo: two.id })), 'message/not-found');
    expect(expectOk(await carrel.conversations.get(ada, id)).messageCount).toBe(2);
    expect(one.sequence).toBe(1);
  });

  it('reply to messages of the same conversation alone', async () => {
    await using carrel = await memoryCarrel();
    const ada = await newCaller(carrel);
    const [here, there] = [
      expectOk(await carrel.conversations.create(ada)).id,
      expectOk(await carrel.conversations.create(ada)).id,
    ];
    const other = expectOk(await carrel.conversations.addMessage(ada, there, says('there')));

    const reply = await carrel.conversations.addMessage(ada, here, says('re', { replyTo: other.id }));

    expectErr(reply, 'message/not-found');
    expect(await all(carrel, ada, here)).toEqual([]);
  });

  it('of others are removed by an admin, one’s own by everybody who may speak', async () => {
    await using it = await roomWorld();
    const { carrel, people, room } = it;
    const { id } = expectOk(await carrel.conversations.create(people.owner, { sessionId: room }));
    const add = async (caller: Caller) => expectOk(await carrel.conversations.addMessage(caller, id, says('x'))).id;
    const [mine, theirs] = [await add(people.participant), await add(people.owner)];
    const remove = (caller: Caller, message: typeof mine) =>
      carrel.conversations.removeMessage(caller, { conversationId: id, id: message });

    expectErr(await remove(people.viewer, mine), 'session/forbidden');
    expect(expectErr(await remove(people.participant, theirs), 'session/forbidden').neededRole).toBe('admin');
    expectOk(await remove(people.participant, mine));
    expectOk(await remove(people.admin, theirs));
    expectErr(await carrel.conversations.update(people.participant, id, { title: 'x' }), 'session/forbidden');
    expectOk(await carrel.conversations.update(people.admin, id, { title: 'x' }));
  });

  it('have bounds of size and number', async () => {
    await using carrel = await memoryCarrel({
      conversations: { maxMessageBytes: 100, maxMessages: 2, maxParts: 1 },
    });
    const ada = await newCaller(carrel);
    const { id } = expectOk(await carrel.conversations.create(ada));
    const text = { type: 'text', text: 'x' } as const;

    const large = await carrel.conversations.addMessage(ada, id, says('\u00e9'.repeat(50)));
    expect(expectErr(large, 'message/too-large')).toMatchObject({ maxBytes: 100, bytes: 125 });
    const wide = { parts: [{ type: 'text', text: 'x'.repeat(80) }] } as const;
    expectErr(await carrel.conversations.addMessage(ada, id, says('', wide)), 'message/too-large');
    const many = await carrel.conversations.addMessage(ada, id, says('', { parts: [text, text] }));
    expect(expectErr(many, 'request/invalid').issues[0]?.path).toBe('parts');
    const first = expectOk(await carrel.conversations.addMessage(ada, id, says('one')));
    expectOk(await carrel.conversations.addMessage(ada, id, says('two')));
    expectOk(await carrel.conversations.removeMessage(ada, { conversationId: id, id: first.id }));
    expect(expectErr(await carrel.conversations.addMessage(ada, id, says('three')), 'message/limit').limit).toBe(2);
  });

  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  const call = (input: unknown) => [{ type: 'tool-call', toolCallId: 'c', toolName: 't', input }];
  it.each([
    ['a role that is none', { role: 'king', content: '' }],
    ['no content', { role: 'user' }],
    ['a part that is none', { role: 'user', content: '', parts: [{ type: 'image' }] }],
    ['a part with more', { role: 'user', content: '', parts: [{ type: 'text', text: '', size: 1 }] }],
    ['a file outside', { role: 'user', content: '', parts: [{ type: 'file', path: '../secret' }] }],
    ['input that is no JSON', { role: 'user', content: '', parts: call(new Date()) }],
    ['input that holds a function', { role: 'user', content: '', parts: call({ run: () => 1 }) }],
    ['input that is very deep', { role: 'user', content: '', parts: call(deep(65)) }],
    ['input that contains itself', { role: 'user', content: '', parts: call(loop) }],
    ['a tool with a name of its own kind', { role: 'user', content: '', parts: [{ ...call(1)[0], toolName: 'a b' }] }],
    ['a reply to what is no message', { role: 'user', content: '', replyTo: 'msg_1' }],
    ['a status', { role: 'user', content: '', status: 'answering' }],
  ])('are not added with %s', async (_what, input) => {
    await using carrel = await memoryCarrel();
    const ada = await newCaller(carrel);
    const { id } = expectOk(await carrel.conversations.create(ada));

    expectErr(await carrel.conversations.addMessage(ada, id, input as AddMessage), 'request/invalid');
    expectOk(
      await carrel.conversations.addMessage(ada, id, { role: 'user', content: '', parts: call(deep(63)) as never }),
    );
  });

  it('of any schedule of additions and removals are those that were not removed, in order', async () => {
    await using carrel = await memoryCarrel();
    const ada = await newCaller(carrel);
    const steps = fc.array(fc.oneof(fc.constant('add' as const), fc.nat(20)), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 6 }), async (schedule, limit) => {
        const { id } = expectOk(await carrel.conversations.create(ada));
        let kept: Message[] = [];
        for (const [index, step] of schedule.entries()) {
          if (step === 'add') {
            kept.push(expectOk(await carrel.conversations.addMessage(ada, id, says(String(index)))));
            continue;
          }
          const gone = kept[step];
          if (gone === undefined) continue;
          expectOk(await carrel.conversations.removeMessage(ada, { conversationId: id, id: gone.id }));
          kept = kept.filter((message) => message !== gone);
        }
        expect(await all(carrel, ada, id, { limit })).toEqual(kept);
        expect(await all(carrel, ada, id, { order: 'desc', limit })).toEqual([...kept].reverse());
        expect(expectOk(await carrel.conversations.get(ada, id)).messageCount).toBe(kept.length);
        expectOk(await carrel.conversations.remove(ada, id));
      }),
      { numRuns: 30 },
    );
  });
});

describe('a repeated request', () => {
  const idempotencyKey = 'once';

  it('makes one conversation, and one message, for a day', async () => {
    const clock = new VirtualClock();
    await using carrel = await memoryCarrel({ clock });
    const ada = await newCaller(carrel);
    const create = (title: string) => carrel.conversations.create(ada, { title }, { idempotencyKey });
    const { id } = expectOk(await create('a'));
    expect(expectOk(await create('a')).id).toBe(id);
    expectErr(await create('b'), 'request/idempotency-mismatch');
    const add = (content: string) => carrel.conversations.addMessage(ada, id, says(content), { idempotencyKey: 'say' });
    const said = expectOk(await add('x'.repeat(100_000)));
    expect(expectOk(await add('x'.repeat(100_000)))).toEqual(said);
    expectErr(await add('y'), 'request/idempotency-mismatch');
    expectErr(await carrel.conversations.create(ada, {}, { idempotencyKey: 'say' }), 'request/idempotency-mismatch');
    expect(await all(carrel, ada, id)).toHaveLength(1);

    await clock.advance(86_400_001);
    expect(expectOk(await create('b')).id).not.toBe(id);
  });

  it('at once makes one', async () => {
    await using carrel = await memoryCarrel();
    const ada = await newCaller(carrel);
    const { id } = expectOk(await carrel.conversations.create(ada));
    const twice = () => carrel.conversations.addMessage(ada, id, says('hello'), { idempotencyKey });
    const added = await Promise.all([twice(), twice(), twice()]);

    expect(new Set(added.map((result) => expectOk(result).id)).size).toBe(1);
    expect(await all(carrel, ada, id)).toHaveLength(1);
  });

  it('of what was removed since makes nothing', async () => {
    await using carrel = await memoryCarrel();
    const ada = await newCaller(carrel);
    const create = () => carrel.conversations.create(ada, {}, { idempotencyKey });
    const { id } = expectOk(await create());
    const add = () => carrel.conversations.addMessage(ada, id, says('x'), { idempotencyKey: 'say' });
    const message = expectOk(await add());
    expectOk(await carrel.conversations.removeMessage(ada, { conversationId: id, id: message.id }));
    expectErr(await add(), 'request/idempotency-gone');
    expectOk(await carrel.conversations.remove(ada, id));
    expectErr(await create(), 'request/idempotency-gone');
  });
});

it('a conversation that never was is not there', async () => {
  await using carrel = await memoryCarrel();
  const ada = await newCaller(carrel);
  expectErr(await carrel.conversations.get(ada, someone.conversation), 'conversation/not-found');
  const nowhere = expectOk(sessionId.parse(`ses_${NEVER}`));
  expectErr(await carrel.conversations.list(ada, { sessionId: nowhere }), 'session/not-found');
});
