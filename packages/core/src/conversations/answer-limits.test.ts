import { describe, expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import { roomWorld } from '../../test/room-fixture.js';
import type { StreamId } from '../kernel/index.js';
import { scriptedModel, type ModelTurn, type ScriptStep } from '../memory/index.js';
import type { StreamEnd } from '../streams/index.js';
import type { AnswerOptions } from './index.js';

const says = (content: string) => ({ role: 'user', content }) as const;
const lists = (id: number): ScriptStep => ({
  ...{ type: 'tool-call', toolCallId: `c${id}`, toolName: 'list_files', input: {} },
});
const usage = (inputTokens: number, outputTokens: number): ScriptStep => ({
  ...{ type: 'usage', usage: { inputTokens, outputTokens } },
});
const CALLS: ScriptStep = { type: 'finish', reason: 'tool-calls' };

/** A conversation of a room with a running workspace, and a model that says these turns. */
async function world(turns: readonly ModelTurn[], conversations: AnswerOptions) {
  const model = scriptedModel({ turns });
  const room = await roomWorld({ model, conversations });
  const { carrel, people } = room;
  const { id } = expectOk(await carrel.conversations.create(people.owner, { sessionId: room.room }));
  expectOk(await carrel.workspaces.start(people.owner, room.room));
  const answered = async (content: string) => {
    const { answer } = expectOk(await carrel.conversations.ask(people.owner, id, says(content)));
    let end: StreamEnd | undefined;
    for await (const event of expectOk(await carrel.streams.read(people.owner, answer.streamId as StreamId))) {
      if (event.type === 'end') ({ end } = event);
    }
    const ref = { conversationId: id, id: answer.id };
    return { end, said: expectOk(await carrel.conversations.message(people.owner, ref)) };
  };
  const calls = async () => {
    const { items } = expectOk(await carrel.audit.list(people.outsider, { limit: 50 }));
    return items.filter(({ action }) => action === 'tool.called').length;
  };
  return { ...room, model, id, answered, calls };
}

describe('the limits of an answer', () => {
  it.each([
    ['in one step', [[lists(1), lists(2), lists(3), CALLS]], 1],
    ['over several', [[lists(1), CALLS], [lists(2), CALLS], [lists(3), CALLS], []], 3],
  ] as const)('are so many calls of tools %s: the next is not made', async (_how, turns, requests) => {
    await using it = await world(turns, { maxToolCalls: 2 });
    const { end, said } = await it.answered('list');

    expect(end).toMatchObject({ reason: 'failed', error: { type: 'answer/limit' } });
    expect(said).toMatchObject({ status: 'failed', error: { type: 'answer/limit' } });
    expect(said.parts.filter(({ type }) => type === 'tool-result')).toHaveLength(2);
    expect(await it.calls()).toBe(2);
    expect(it.model.requests).toHaveLength(requests);
  });

  it('are as many calls of tools as are allowed', async () => {
    await using it = await world([[lists(1), lists(2), CALLS], [{ type: 'text', text: 'done' }]], { maxToolCalls: 2 });
    expect((await it.answered('list')).said).toMatchObject({ status: 'complete', content: 'done' });
  });

  it('are so many tokens, heard and said: no further step is taken past them', async () => {
    const turns = [
      [lists(1), usage(40, 10), CALLS],
      [lists(2), usage(50, 1), CALLS],
      [{ type: 'text', text: 'done' }],
    ] as const;
    await using it = await world(turns, { maxAnswerTokens: 100 });
    const { end, said } = await it.answered('list');

    expect(end).toMatchObject({ reason: 'failed', error: { type: 'answer/limit' } });
    expect(said).toMatchObject({ status: 'failed', usage: { inputTokens: 90, outputTokens: 11 } });
    expect(it.model.requests).toHaveLength(2);
  });

  it('are just the tokens that are allowed', async () => {
    const turns = [[lists(1), usage(90, 10), CALLS], [{ type: 'text', text: 'done' }]] as const;
    await using it = await world(turns, { maxAnswerTokens: 100 });
    expect((await it.answered('list')).said).toMatchObject({ status: 'complete', content: 'done' });
  });

  it('are so many bytes of what was said before: the latest that fit, without a gap, and the question always', async () => {
    await using it = await world([[{ type: 'text', text: 'A' }]], { maxContextBytes: 300 });
    const { carrel, id, people } = it;
    for (const content of ['tiny', 'l'.repeat(200), 'm'.repeat(60), 'n'.repeat(60)]) {
      expectOk(await carrel.conversations.addMessage(people.owner, id, says(content)));
    }
    await it.answered('question');
    const told = it.model.requests[0]?.messages.map((message) => ('content' in message ? message.content : ''));
    // The long one does not fit, so nothing before it is told either.
    expect(told).toEqual(['m'.repeat(60), 'n'.repeat(60), 'question']);

    await it.answered('q'.repeat(1_000));
    expect(it.model.requests[1]?.messages).toEqual([says('q'.repeat(1_000))]);
  });

  it('are bytes of every message, also of one that is no ASCII', async () => {
    await using it = await world([[{ type: 'text', text: 'A' }]], { maxContextBytes: 100 });
    const { carrel, id, people } = it;
    expectOk(await carrel.conversations.addMessage(people.owner, id, says('日'.repeat(40))));
    await it.answered('question');
    expect(it.model.requests[0]?.messages).toEqual([says('question')]);
  });
});
