import { describe, expect, it } from 'vitest';
import { crashingStore } from '../../test/crashing-store.js';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { roomWorld } from '../../test/room-fixture.js';
import type { Caller, Carrel, CarrelOptions } from '../index.js';
import type { ConversationId, StreamId } from '../kernel/index.js';
import { memoryStore, scriptedModel, VirtualClock, type ModelTurn } from '../memory/index.js';
import { modelUnavailable } from '../models/index.js';
import type { StreamEnd } from '../streams/index.js';
import type { AnswerChunk, Message } from './index.js';

const says = (content: string) => ({ role: 'user', content }) as const;

async function world(turns: readonly ModelTurn[], options: Partial<CarrelOptions> = {}) {
  const model = scriptedModel({ turns });
  const carrel = await memoryCarrel({ model, ...options });
  const ada = await newCaller(carrel);
  const { id } = expectOk(await carrel.conversations.create(ada));
  return { model, carrel, ada, id, [Symbol.asyncDispose]: () => carrel.dispose() };
}

/** What a reader of the stream gets, to its end. */
async function readAll(carrel: Carrel, caller: Caller, id: StreamId | undefined) {
  const chunks: AnswerChunk[] = [];
  let end: StreamEnd | undefined;
  for await (const event of expectOk(await carrel.streams.read(caller, id as StreamId))) {
    if (event.type === 'chunks') chunks.push(...event.chunks.map((chunk) => JSON.parse(chunk) as AnswerChunk));
    if (event.type === 'end') ({ end } = event);
  }
  return { chunks, end };
}

async function messagesOf(carrel: Carrel, caller: Caller, id: ConversationId): Promise<readonly Message[]> {
  return expectOk(await carrel.conversations.messages(caller, id)).items;
}

describe('an answer', () => {
  it('flows into its stream, and stands in the conversation once that ended', async () => {
    const usage = { inputTokens: 9, outputTokens: 2 };
    await using it = await world([
      [
        { type: 'reasoning', text: 'hm' },
        { type: 'text', text: 'Hel' },
        { type: 'text', text: 'lo' },
        { type: 'usage', usage },
      ],
    ]);
    const { carrel, ada, id } = it;
    const { message, answer } = expectOk(await carrel.conversations.ask(ada, id, says('Hi')));
    expect(message).toMatchObject({ content: 'Hi', role: 'user', status: 'complete', sequence: 1 });
    expect(answer).toMatchObject({ role: 'assistant', status: 'answering', replyTo: message.id, sequence: 2 });

    const { chunks, end } = await readAll(carrel, ada, answer.streamId);

    expect(chunks).toEqual([
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'Hel' },
      { type: 'text', text: 'lo' },
      { type: 'usage', usage },
    ]);
    expect(end).toEqual({ reason: 'completed' });
    const [, said] = await messagesOf(carrel, ada, id);
    expect(said).toMatchObject({
      id: answer.id,
      status: 'complete',
      content: 'Hello',
      usage,
      streamId: answer.streamId,
    });
    expect(said?.parts).toEqual([
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'Hello' },
    ]);
  });

  it('is told what was said before, and what the installation wants', async () => {
    const conversations = { instructions: 'Be brief.', maxContextMessages: 3 };
    await using it = await world([[{ type: 'text', text: 'A' }]], { conversations });
    const { carrel, ada, id, model } = it;
    for (const content of ['one', 'two']) {
      expectOk(await carrel.conversations.addMessage(ada, id, says(content)));
    }
    const first = expectOk(await carrel.conversations.ask(ada, id, says('three')));
    await readAll(carrel, ada, first.answer.streamId);
    const next = expectOk(await carrel.conversations.ask(ada, id, says('four')));
    await readAll(carrel, ada, next.answer.streamId);

    expect(model.requests.map(({ messages }) => messages)).toEqual([
      [{ role: 'system', content: 'Be brief.' }, says('one'), says('two'), says('three')],
      [{ role: 'system', content: 'Be brief.' }, says('three'), { role: 'assistant', content: 'A' }, says('four')],
    ]);
  });

  it('that fails keeps what was said, and says why', async () => {
    await using it = await world([
      [
        { type: 'text', text: 'Hel' },
        { type: 'failed', error: modelUnavailable() },
      ],
    ]);
    const { carrel, ada, id } = it;
    const { answer } = expectOk(await carrel.conversations.ask(ada, id, says('Hi')));
    const { end } = await readAll(carrel, ada, answer.streamId);

    expect(end).toMatchObject({ reason: 'failed', error: { type: 'model/unavailable' } });
    const [, said] = await messagesOf(carrel, ada, id);
    expect(said).toMatchObject({ status: 'failed', content: 'Hel', error: { type: 'model/unavailable' } });
    expectOk(await carrel.conversations.ask(ada, id, says('Again')));
  });

  it('goes on when nobody reads it, and stops when it is cancelled', async () => {
    await using it = await world([
      [
        { type: 'text', text: 'Hel' },
        { type: 'wait', ms: 30 },
        { type: 'text', text: 'lo' },
      ],
      [{ type: 'text', text: 'Hel' }, { type: 'hang' }],
    ]);
    const { carrel, ada, id } = it;
    const left = expectOk(await carrel.conversations.ask(ada, id, says('Hi')));
    for await (const event of expectOk(await carrel.streams.read(ada, left.answer.streamId as StreamId))) {
      if (event.type === 'chunks') break;
    }
    await eventually(async () => {
      expect((await messagesOf(carrel, ada, id))[1]).toMatchObject({ status: 'complete', content: 'Hello' });
    });

    const stopped = expectOk(await carrel.conversations.ask(ada, id, says('Hi')));
    await eventually(async () => {
      expect(it.model.requests).toHaveLength(2);
      const info = expectOk(await carrel.streams.get(ada, stopped.answer.streamId as StreamId));
      expect(info.end).toBeUndefined();
    });
    expectOk(await carrel.streams.cancel(ada, stopped.answer.streamId as StreamId));
    await eventually(async () => {
      const said = (await messagesOf(carrel, ada, id))[3];
      expect(said).toMatchObject({ status: 'cancelled' });
      expect(said?.error).toBeUndefined();
    });
    expect((await readAll(carrel, ada, stopped.answer.streamId)).end).toEqual({ reason: 'cancelled' });
  });

  it('is one at a time in a conversation, and one for a repeated request', async () => {
    await using it = await world([[{ type: 'hang' }]]);
    const { carrel, ada, id } = it;
    const ask = (key: string) => carrel.conversations.ask(ada, id, says('Hi'), { idempotencyKey: key });
    const both = await Promise.all([ask('a'), ask('a'), ask('a')]);
    const asked = both.map((result) => expectOk(result));
    expect(new Set(asked.map(({ answer }) => answer.streamId)).size).toBe(1);
    expectErr(await ask('b'), 'conversation/busy');
    expectOk(await carrel.conversations.addMessage(ada, id, says('meanwhile')));
    await eventually(() => {
      expect(it.model.requests).toHaveLength(1);
    });
    expect((await messagesOf(carrel, ada, id)).map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  });

  it('stops when its message is removed, and lets the next one come', async () => {
    await using it = await world([[{ type: 'hang' }]]);
    const { carrel, ada, id } = it;
    const { answer } = expectOk(await carrel.conversations.ask(ada, id, says('Hi')));
    expectOk(await carrel.conversations.removeMessage(ada, { conversationId: id, id: answer.id }));

    expect((await readAll(carrel, ada, answer.streamId)).end).toEqual({ reason: 'cancelled' });
    expect(await messagesOf(carrel, ada, id)).toHaveLength(1);
    expectOk(await carrel.conversations.ask(ada, id, says('Hi')));
  });

  it.each([
    ['bytes', { maxAnswerBytes: 50 }, [{ type: 'text', text: 'x'.repeat(100) }, { type: 'hang' }]],
    ['time', { answerTimeoutMs: 30 }, [{ type: 'text', text: 'x' }, { type: 'hang' }]],
    [
      'steps',
      { maxSteps: 1 },
      [
        { type: 'tool-call', toolCallId: 'c', toolName: 't', input: {} },
        { type: 'finish', reason: 'tool-calls' },
      ],
    ],
  ] as const)('ends at its limit of %s', async (_what, conversations, turn) => {
    await using it = await world([turn], { conversations });
    const { carrel, ada, id } = it;
    const { answer } = expectOk(await carrel.conversations.ask(ada, id, says('Hi')));
    const { end } = await readAll(carrel, ada, answer.streamId);
    expect(end).toMatchObject({ reason: 'failed', error: { type: 'answer/limit' } });
    const [, said] = await messagesOf(carrel, ada, id);
    expect(said).toMatchObject({ status: 'failed', error: { type: 'answer/limit' } });
    expect(said?.parts).toHaveLength(_what === 'steps' ? 2 : 1);
  });

  it('needs a model', async () => {
    await using carrel = await memoryCarrel();
    const ada = await newCaller(carrel);
    const { id } = expectOk(await carrel.conversations.create(ada));
    expectErr(await carrel.conversations.ask(ada, id, says('Hi')), 'model/not-configured');
    expect(await messagesOf(carrel, ada, id)).toEqual([]);
  });

  it('in a room is asked for by who may speak, and read by who may listen', async () => {
    await using it = await roomWorld({ model: scriptedModel({ turns: [[{ type: 'text', text: 'Hello' }]] }) });
    const { carrel, people, room } = it;
    const { id } = expectOk(await carrel.conversations.create(people.owner, { sessionId: room }));
    expectErr(await carrel.conversations.ask(people.viewer, id, says('Hi')), 'session/forbidden');
    expectErr(await carrel.conversations.ask(people.foreigner, id, says('Hi')), 'conversation/not-found');
    const { answer } = expectOk(await carrel.conversations.ask(people.participant, id, says('Hi')));
    expect((await readAll(carrel, people.viewer, answer.streamId)).end).toEqual({ reason: 'completed' });
    expectErr(await carrel.streams.read(people.outsider, answer.streamId as StreamId), 'stream/not-found');
    expectErr(await carrel.streams.read(people.foreigner, answer.streamId as StreamId), 'stream/not-found');
  });

  it('of a process that ends is failed, and says so', async () => {
    const store = memoryStore();
    const { store: kept } = crashingStore(store);
    const it = await world([[{ type: 'text', text: 'Hel' }, { type: 'hang' }]], { store: kept });
    expectOk(await it.carrel.conversations.ask(it.ada, it.id, says('Hi')));
    await eventually(() => {
      expect(it.model.requests).toHaveLength(1);
    });
    await it.carrel.dispose();

    await using next = await memoryCarrel({ store });
    expect((await messagesOf(next, it.ada, it.id))[1]).toMatchObject({
      ...{ status: 'failed', error: { type: 'service/shutting-down' } },
    });
  });

  it('of a process that was killed is failed once another has swept', async () => {
    const store = memoryStore();
    const dying = crashingStore(store);
    const it = await world([[{ type: 'text', text: 'Hel' }, { type: 'hang' }]], { store: dying.store });
    const { answer } = expectOk(await it.carrel.conversations.ask(it.ada, it.id, says('Hi')));
    dying.crashAfter(0);
    const dead = it.carrel.dispose();

    const clock = new VirtualClock();
    await using next = await memoryCarrel({ store, clock });
    await eventually(async () => {
      await clock.advance(5_000);
      const said = (await messagesOf(next, it.ada, it.id))[1];
      expect(said).toMatchObject({ id: answer.id, status: 'failed', error: { type: 'answer/lost' } });
    });
    expectOk(await next.conversations.get(it.ada, it.id));
    expectErr(await next.conversations.ask(it.ada, it.id, says('Again')), 'model/not-configured');
    await dead;
  });
});
