import { describe, expect, it } from 'vitest';
import { crashingStore } from '../../test/crashing-store.js';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { colleagueOf } from '../../test/room-fixture.js';
import {
  answers,
  chunksOf,
  ended,
  followed,
  HANGS,
  inTime,
  reaches,
  shellRuntime,
  taskWorld,
} from '../../test/task-fixture.js';
import type { Caller, Carrel } from '../index.js';
import type { SessionId } from '../kernel/index.js';
import { memoryStore, scriptedModel, VirtualClock } from '../memory/index.js';
import type { ModelRequest } from '../models/index.js';

const PLAIN = { setup: { install: 'none' } } as const;

async function sessionOf(carrel: Carrel, caller: Caller): Promise<SessionId> {
  return expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] })).id;
}

describe('the queue of tasks', () => {
  it("lets a user's first task wait for nobody's hundredth", async () => {
    await using it = await taskWorld([answers('Done.')], {
      tasks: { maxRunningPerUser: 1, maxRunning: 1 },
    });
    const { ada, carrel, session } = it;
    const many = await Promise.all(
      Array.from({ length: 30 }, () => carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN })),
    );
    const bob = await newCaller(carrel);
    const theirs = await sessionOf(carrel, bob);
    const { id } = expectOk(await carrel.tasks.create(bob, theirs, { prompt: 'Go.', ...PLAIN }));
    const first = await ended(carrel, bob, id);
    const own = await Promise.all(many.map(async (made) => expectOk(await carrel.tasks.get(ada, expectOk(made).id))));
    const before = own.filter(({ startedAt = 'z' }) => startedAt < (first.startedAt ?? ''));
    // Those that were over before it came, and one that had its turn already.
    const waiting = own.filter(({ endedAt = 'z' }) => endedAt >= first.createdAt);
    expect(before.filter((task) => waiting.includes(task)).length).toBeLessThanOrEqual(2);
  });

  it('has as many of a user run as may, and takes no more than may wait', async () => {
    await using it = await taskWorld([HANGS], {
      tasks: { maxRunningPerUser: 2, maxQueuedPerUser: 3, maxQueued: 4 },
    });
    const { ada, carrel, session } = it;
    const create = () => carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN });
    const running = [expectOk(await create()), expectOk(await create())];
    for (const { id } of running) await reaches(carrel, ada, id, 'running');
    const waiting = [expectOk(await create()), expectOk(await create()), expectOk(await create())];
    expect(expectErr(await create(), 'task/queue-full')).toMatchObject({ scope: 'user', limit: 3, retryable: true });
    const { items: talks } = expectOk(await carrel.conversations.list(ada, { sessionId: session }));
    expect(talks).toHaveLength(running.length + waiting.length);
    const bob = await newCaller(carrel);
    const theirs = await sessionOf(carrel, bob);
    // He has no task that runs, so that his do not wait long.
    const his = expectOk(await carrel.tasks.create(bob, theirs, { prompt: 'Go.', ...PLAIN }));
    await reaches(carrel, bob, his.id, 'running');
    for (const { id } of waiting) expect(expectOk(await carrel.tasks.get(ada, id)).status).toBe('queued');
    for (const { id } of [...running, ...waiting]) expectOk(await carrel.tasks.cancel(ada, id));
    for (const { id } of [...running, ...waiting]) expect((await ended(carrel, ada, id)).status).toBe('cancelled');
  });

  it('survives the end of the process, in its order', async () => {
    // It is not disposed with the process.
    const kept = crashingStore(memoryStore()).store;
    const model = () => scriptedModel({ turns: ({ messages }: ModelRequest) => answers(JSON.stringify(messages)) });
    const options = { store: kept, tasks: { maxRunningPerUser: 1, maxRunning: 1, sweepIntervalMs: 50 } };
    const runtime = shellRuntime();
    const first = await memoryCarrel({ ...options, runtime, model: scriptedModel({ turns: [HANGS] }) });
    const ada = await newCaller(first);
    const session = await sessionOf(first, ada);
    const ids = [];
    for (const prompt of ['one', 'two', 'three', 'four'])
      ids.push(expectOk(await first.tasks.create(ada, session, { prompt, ...PLAIN })).id);
    await reaches(first, ada, ids[0] as (typeof ids)[number], 'running');
    await first.dispose();
    await using again = await memoryCarrel({ ...options, runtime: shellRuntime(), model: model() });
    const tasks = [];
    for (const id of ids) tasks.push(await ended(again, ada, id));
    const started = tasks.slice(1).map(({ startedAt }) => startedAt ?? '');
    expect(started).toEqual([...started].sort());
    expect(tasks.slice(1).map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    // The workspace of the first one was gone with its runtime.
    expect(tasks[0]).toMatchObject({ status: 'failed', reason: 'workspace-lost', runs: 2 });
  });

  it('has 50 tasks of 50 users of 5 tenants speak at once, each to its own readers alone', async () => {
    const turns = ({ messages }: ModelRequest) => {
      const told = messages.find(({ role }) => role === 'user');
      const mark = told !== undefined && 'content' in told ? told.content : '';
      return Array.from({ length: 20 }, (_, piece) => ({ type: 'text', text: `${mark}:${piece} ` }) as const);
    };
    const model = scriptedModel({ turns });
    await using carrel = await memoryCarrel({ model, runtime: shellRuntime(), tasks: { maxRunning: 50 } });
    const owners = await Promise.all(Array.from({ length: 5 }, () => newCaller(carrel)));
    const users = await Promise.all(
      owners.map(async (owner) => [
        owner,
        ...(await Promise.all(Array.from({ length: 9 }, () => colleagueOf(carrel, owner)))),
      ]),
    );
    const all = users.flat();
    expect(all).toHaveLength(50);
    const work = await Promise.all(
      all.map(async (caller, index) => {
        const session = await sessionOf(carrel, caller);
        const made = await carrel.tasks.create(caller, session, { prompt: `mark-${index}`, ...PLAIN });
        return { caller, id: expectOk(made).id, mark: `mark-${index}` };
      }),
    );
    const told = await Promise.all(work.map(({ caller, id }) => followed(carrel, caller, id)));
    for (const [index, events] of told.entries()) {
      const text = chunksOf(events).flatMap((chunk) => (chunk.type === 'text' ? [chunk.text] : []));
      expect(text).toEqual(Array.from({ length: 20 }, (_, piece) => `${work[index]?.mark ?? ''}:${piece} `));
    }
    const [one, other] = work;
    if (one === undefined || other === undefined) throw new Error('no work');
    expectErr(await carrel.tasks.follow(one.caller, other.id), 'task/not-found');
    expectErr(await carrel.tasks.get(one.caller, other.id), 'task/not-found');
  });
});

describe('a task that is over', () => {
  it('is forgotten after its time, and not before', async () => {
    const clock = new VirtualClock();
    const retentionMs = 600_000;
    const options = { clock, runtime: shellRuntime({}, clock), tasks: { retentionMs } };
    await using it = await taskWorld([answers('Done.')], options);
    const { ada, carrel, session } = it;
    const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN }));
    await inTime(clock, async () => expectOk(await carrel.tasks.get(ada, id)).endedAt ?? null);
    await clock.advance(retentionMs - 60_000);
    expectOk(await carrel.tasks.get(ada, id));
    await inTime(clock, async () => ((await carrel.tasks.get(ada, id)).isErr() ? true : null));
    expectErr(await carrel.tasks.get(ada, id), 'task/not-found');
    expect(expectOk(await carrel.tasks.list(ada, session)).items).toEqual([]);
  });
});
