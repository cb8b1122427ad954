import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually } from '../../test/platform-fixture.js';
import { colleagueOf, roomWorld } from '../../test/room-fixture.js';
import { answers, ended, HANGS, reaches, runs, shellRuntime, taskWorld } from '../../test/task-fixture.js';
import type { Caller, Carrel } from '../index.js';
import type { StreamId, TaskId } from '../kernel/index.js';
import { scriptedModel, type ModelTurn } from '../memory/index.js';
import { modelRefused } from '../models/index.js';

const BREAKS: ModelTurn = [{ type: 'failed', error: modelRefused() }];
const PLAIN = { prompt: 'Go.', setup: { install: 'none' } } as const;

async function streamOf(carrel: Carrel, caller: Caller, id: TaskId): Promise<StreamId> {
  await reaches(carrel, caller, id, 'running');
  const { streamId } = expectOk(await carrel.tasks.get(caller, id));
  if (streamId === undefined) throw new Error('the task has no stream');
  return streamId;
}

async function streamEnds(carrel: Carrel, caller: Caller, id: StreamId): Promise<unknown> {
  let end: unknown;
  await eventually(async () => {
    ({ end } = expectOk(await carrel.streams.get(caller, id)));
    expect(end).toBeDefined();
  });
  return end;
}

describe('the stream of a task', () => {
  it('takes the task with it when its user cancels it, and what the task runs', async () => {
    await using it = await taskWorld([runs('sleep 600')]);
    const { ada, carrel, session } = it;
    const { id } = expectOk(await carrel.tasks.create(ada, session, PLAIN));
    const stream = await streamOf(carrel, ada, id);
    await eventually(async () => {
      expect(expectOk(await carrel.commands.list(ada, session))).toMatchObject([{ state: 'running' }]);
    });

    expect(expectOk(await carrel.streams.cancel(ada, stream))).toMatchObject({ id: stream, taskId: id });

    expect(await ended(carrel, ada, id)).toMatchObject({ status: 'cancelled' });
    expect(await streamEnds(carrel, ada, stream)).toEqual({ reason: 'cancelled' });
    await eventually(async () => {
      expect(expectOk(await carrel.commands.list(ada, session))).toMatchObject([{ state: 'exited' }]);
    });
    const { items } = expectOk(await carrel.audit.list(ada));
    const actions = items.filter(({ subject }) => subject === id).map(({ action }) => action);
    expect(actions).toEqual(['task.ended', 'task.cancelled', 'task.created']);
  });

  it('is cancelled by who may cancel the task, and by nobody else', async () => {
    const model = scriptedModel({ turns: [HANGS] });
    await using it = await roomWorld({ model, runtime: shellRuntime() });
    const { carrel, people, room } = it;
    const other = await colleagueOf(carrel, people.outsider);
    expectOk(await carrel.members.set(people.owner, { sessionId: room, userId: other.userId }, 'participant'));
    const { id } = expectOk(await carrel.tasks.create(people.participant, room, PLAIN));
    const stream = await streamOf(carrel, people.participant, id);

    expectErr(await carrel.streams.cancel(people.viewer, stream), 'session/forbidden');
    expectErr(await carrel.streams.cancel(other, stream), 'session/forbidden');
    expectErr(await carrel.streams.cancel(people.outsider, stream), 'stream/not-found');
    expectErr(await carrel.streams.cancel(people.foreigner, stream), 'stream/not-found');
    const reader = { ...people.participant, scopes: ['streams:write'] };
    expectErr(await carrel.streams.cancel(reader, stream), 'auth/forbidden');
    expect(expectOk(await carrel.tasks.get(people.viewer, id)).cancelledAt).toBeUndefined();
    expect(expectOk(await carrel.streams.get(people.viewer, stream)).end).toBeUndefined();

    expectOk(await carrel.streams.cancel(people.admin, stream));
    expect((await ended(carrel, people.viewer, id)).status).toBe('cancelled');
    expect(await streamEnds(carrel, people.viewer, stream)).toEqual({ reason: 'cancelled' });
  });

  it.each([
    ['succeeded', 'completed', [answers('Done.')]],
    ['failed', 'failed', [BREAKS]],
  ] as const)('of one that %s is %s, and stays so when it is cancelled', async (status, reason, turns) => {
    await using it = await taskWorld(turns);
    const { ada, carrel, session } = it;
    const { id } = expectOk(await carrel.tasks.create(ada, session, PLAIN));
    const task = await ended(carrel, ada, id);
    expect(task.status).toBe(status);
    const stream = task.streamId as StreamId;
    expect(await streamEnds(carrel, ada, stream)).toMatchObject({ reason });
    expect(expectOk(await carrel.streams.cancel(ada, stream)).end).toMatchObject({ reason });
    expect(expectOk(await carrel.tasks.get(ada, id))).toEqual(task);
  });

  it('ends also where another says that it is of a task that is over, or of none', async () => {
    await using it = await taskWorld([answers('Done.')]);
    const { ada, carrel, session } = it;
    const { id } = expectOk(await carrel.tasks.create(ada, session, PLAIN));
    await ended(carrel, ada, id);
    const none = 'tsk_01arz3ndektsv4rrffq69g5fav' as TaskId;
    for (const taskId of [id, none]) {
      const writer = expectOk(await carrel.streams.create(ada, { purpose: 'more', sessionId: session, taskId }));
      expect(expectOk(await carrel.streams.cancel(ada, writer.id)).end).toEqual({ reason: 'cancelled' });
      expect(writer.signal.aborted).toBe(true);
    }
    expect((await carrel.tasks.get(ada, id)).map(({ status }) => status)).toMatchObject({ value: 'succeeded' });
  });

  it('takes the task with it when the message is removed in which its model speaks', async () => {
    await using it = await taskWorld([HANGS]);
    const { ada, carrel, session } = it;
    const { id, conversationId } = expectOk(await carrel.tasks.create(ada, session, PLAIN));
    const stream = await streamOf(carrel, ada, id);
    let answer: { readonly id: Parameters<Carrel['conversations']['message']>[1]['id'] } | undefined;
    await eventually(async () => {
      const { items } = expectOk(await carrel.conversations.messages(ada, conversationId));
      answer = items.find(({ status }) => status === 'answering');
      expect(answer).toBeDefined();
    });
    if (answer === undefined) throw new Error('no answer');
    expectOk(await carrel.conversations.removeMessage(ada, { conversationId, id: answer.id }));
    expect((await ended(carrel, ada, id)).status).toBe('cancelled');
    expect(await streamEnds(carrel, ada, stream)).toEqual({ reason: 'cancelled' });
  });
});
