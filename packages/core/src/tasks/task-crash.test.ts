import { describe, expect, it } from 'vitest';
import { crashingStore } from '../../test/crashing-store.js';
import { expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { npm, PACKAGE } from '../../test/project-fixture.js';
import { makePeople, makeRoom } from '../../test/room-fixture.js';
import { answers, followed, HANGS, inTime, runs, shellRuntime } from '../../test/task-fixture.js';
import type { Caller, Carrel } from '../index.js';
import { errAsync, type SessionId, type TaskId } from '../kernel/index.js';
import {
  memoryStore,
  scriptedModel,
  VirtualClock,
  type ModelTurn,
  type ScriptedModelOptions,
} from '../memory/index.js';
import type { ModelRequest } from '../models/index.js';
import { memoryStreamLog } from '../streams/index.js';
import { storeUnavailable, type RecordStore } from '../store/index.js';
import type { Task, TaskEvent } from './index.js';

const PLAIN = { prompt: 'Go.', setup: { install: 'none', commands: ['echo prepared'] } } as const;

/** Wants one program run, then says that it is done, whatever was before. */
function script({ messages }: ModelRequest): ModelTurn {
  return messages.some(({ role }) => role === 'tool') ? answers('Done.') : runs('echo one');
}

/** One installation whose processes come and go. */
function installation(turns: ScriptedModelOptions['turns'] = script) {
  const clock = new VirtualClock();
  const inner = memoryStore({ clock });
  const model = scriptedModel({ turns, clock });
  // Shared, as those of several servers are.
  const shared = { clock, runtime: shellRuntime({ npm }, clock), streams: memoryStreamLog({ clock }), model };
  const options = { ...shared, tasks: { maxRunningPerUser: 1 } };
  return { clock, inner, model, start: (store = inner) => memoryCarrel({ ...options, store }) };
}

async function over(clock: VirtualClock, carrel: Carrel, caller: Caller, id: TaskId): Promise<Task> {
  return inTime(clock, async () => {
    const task = expectOk(await carrel.tasks.get(caller, id));
    return task.endedAt === undefined ? null : task;
  });
}

async function newSession(carrel: Carrel, caller: Caller): Promise<SessionId> {
  return expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] })).id;
}

/** Nothing is held, counted or open of a task that is over. */
async function expectClean(clock: VirtualClock, carrel: Carrel, ada: Caller, { id, sessionId }: Task): Promise<void> {
  // A stream that its dead writer left open is ended by a sweep.
  let events: readonly TaskEvent[] | null = null;
  const reading = followed(carrel, ada, id).then((all) => (events = all));
  await inTime(clock, () => Promise.resolve(events));
  const seen = await reading;
  expect(seen.flatMap(({ type }) => (type === 'end' || type === 'failed' ? [type] : []))).toEqual(['end']);
  expect(seen.at(-1)?.type).toBe('end');
  const { items } = expectOk(await carrel.audit.list(ada, { limit: 200 }));
  const entries = items.filter(({ action, subject }) => subject === id && action.startsWith('task.'));
  expect(entries.map(({ action }) => action).sort()).toEqual(['task.created', 'task.ended']);
  // There is room for one task alone, and the next one has it.
  const next = expectOk(await carrel.tasks.create(ada, sessionId, PLAIN));
  expect((await over(clock, carrel, ada, next.id)).status).toBe('succeeded');
  await inTime(clock, async () => {
    const { leases } = expectOk(await carrel.workspaces.explain(ada, sessionId));
    return leases.some(({ reason }) => reason === 'task') ? null : true;
  });
}

/** A task whose process dies at the transaction `n` of its life; whether it came to that. */
async function lifeWithCrash(n: number, when: 'before' | 'after'): Promise<boolean> {
  const { clock, inner, start } = installation();
  const crash = crashingStore(inner, when);
  const dying = await start(crash.store);
  const ada = await newCaller(dying);
  const session = await newSession(dying, ada);
  crash.crashAfter(n);
  const made = await dying.tasks.create(ada, session, PLAIN);
  if (made.isOk())
    await inTime(clock, async () => {
      const isOver = await dying.tasks.get(ada, made.value.id).map(({ endedAt }) => endedAt !== undefined);
      return isOver.unwrapOr(false) || crash.crashed ? true : null;
    });
  const { crashed } = crash;
  const carrel = await start();
  const { items } = expectOk(await carrel.tasks.list(ada, session));
  if (made.isOk()) expect(items).toHaveLength(1);
  for (const { id } of items) {
    const task = await over(clock, carrel, ada, id);
    expect([task.status, task.reason]).toEqual(['succeeded', undefined]);
    await expectClean(clock, carrel, ada, task);
  }
  return crashed;
}

describe('a process that dies in the life of a task', () => {
  it.each(['before', 'after'] as const)(
    'at any of its writes, %s it is written, leaves nothing behind',
    async (when) => {
      let n = 0;
      for (; n < 100; n += 1) {
        const crashed = await lifeWithCrash(n, when).catch((error: unknown) => {
          throw new Error(`crash at ${n}`, { cause: error });
        });
        if (!crashed) break;
      }
      expect(n).toBeGreaterThan(15);
      expect(n).toBeLessThan(100);
    },
    300_000,
  );
});

const MOST_TRIES = 10_000;

/** A store that cannot be reached from a transaction on until it is mended, and how often it was tried then. */
function unreliable(inner: RecordStore) {
  const cut = { left: Number.POSITIVE_INFINITY, tries: 0 };
  const isCut = () => cut.left <= 0;
  const gone = () => {
    cut.tries += 1;
    // The answer takes no time: who asks again at once does so for ever.
    if (cut.tries > MOST_TRIES) throw new Error('asked again and again');
    return errAsync(storeUnavailable());
  };
  const store: RecordStore = {
    name: inner.name,
    capabilities: inner.capabilities,
    backup: (path, options) => inner.backup(path, options),
    restore: (path) => inner.restore(path),
    open: (collections) => inner.open(collections),
    transact: (work, options) => {
      if (isCut()) return gone();
      cut.left -= 1;
      return inner.transact(work, options);
    },
    read: (work, options) => (isCut() ? gone() : inner.read(work, options)),
    watch: (...args) => inner.watch(...args),
    health: () => inner.health(),
    dispose: () => Promise.resolve(),
  };
  const cutAfter = (transactions: number) => {
    cut.left = transactions;
  };
  return {
    store,
    cutAfter,
    mend: () => {
      cutAfter(Number.POSITIVE_INFINITY);
    },
    get tries() {
      return cut.tries;
    },
  };
}

describe('a task that another process takes over', () => {
  it('tells the model of the call that was interrupted, and does not repeat it', async () => {
    const { clock, inner, model, start } = installation(({ messages }) =>
      messages.some(({ role }) => role === 'tool') ? answers('Done.') : runs('sleep 600'),
    );
    const crash = crashingStore(inner);
    const dying = await start(crash.store);
    const ada = await newCaller(dying);
    const session = await newSession(dying, ada);
    const { id, conversationId } = expectOk(await dying.tasks.create(ada, session, PLAIN));
    await inTime(clock, async () => {
      const commands = expectOk(await dying.commands.list(ada, session));
      return commands.some(({ argv, state }) => state === 'running' && argv.join(' ').includes('sleep')) || null;
    });
    crash.crashAfter(0);

    const carrel = await start();
    const task = await over(clock, carrel, ada, id);

    expect(task).toMatchObject({ status: 'succeeded', runs: 2, usage: { steps: 2, tokens: 25 } });
    const told = model.requests.at(-1)?.messages;
    expect(told?.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'user']);
    expect(JSON.stringify(told)).toContain('The call was interrupted');
    const { items } = expectOk(await carrel.conversations.messages(ada, conversationId));
    expect(items).toMatchObject([
      { role: 'user', content: 'Go.' },
      { role: 'assistant', status: 'failed', error: { type: 'task/interrupted' } },
      { role: 'assistant', status: 'complete', content: 'Done.' },
    ]);
    const prepared = expectOk(await carrel.commands.list(ada, session));
    expect(prepared.map(({ state }) => state)).toEqual(['exited', 'exited']);
    expect(prepared.filter(({ argv }) => argv.join(' ').includes('prepared'))).toHaveLength(1);
  });

  it.each([
    ['run_command', { command: 'sleep 600' }, 'is there', 'succeeded'],
    ['install_packages', { packages: ['slow'] }, 'is there', 'succeeded'],
    ['run_command', { command: 'sleep 600' }, 'was put out', 'failed'],
  ] as const)(
    'has what it ran by %s %j killed before it goes on, when its user %s',
    async (toolName, input, user, end) => {
      const { clock, inner, start } = installation(({ messages }) =>
        messages.some(({ role }) => role === 'tool')
          ? answers('Done.')
          : [
              { type: 'tool-call', toolCallId: 'c', toolName, input },
              { type: 'finish', reason: 'tool-calls' },
            ],
      );
      const crash = crashingStore(inner);
      const dying = await start(crash.store);
      const people = await makePeople(dying);
      const room = await makeRoom(dying, people);
      const { owner, participant } = people;
      const workspace = expectOk(await dying.workspaces.open(owner, room));
      expectOk(await workspace.files.write('package.json', PACKAGE));
      const { id } = expectOk(await dying.tasks.create(participant, room, { ...PLAIN, setup: { install: 'none' } }));
      const commandIn = async (carrel: Carrel) => expectOk(await carrel.commands.list(owner, room))[0];
      await inTime(clock, async () => (await commandIn(dying))?.state === 'running' || null);
      crash.crashAfter(0);

      const carrel = await start();
      if (user === 'was put out')
        expectOk(await carrel.members.remove(owner, { sessionId: room, userId: participant.userId }));
      expect(await over(clock, carrel, user === 'is there' ? participant : owner, id)).toMatchObject({ status: end });
      expect(await commandIn(carrel)).toMatchObject({ state: 'exited', exit: { reason: 'cancelled' } });
    },
  );

  it('fails once that happened too often, and leaves nothing behind', async () => {
    const { clock, inner, start } = installation([HANGS]);
    const first = crashingStore(inner);
    const maker = await start(first.store);
    const ada = await newCaller(maker);
    const { id } = expectOk(await maker.tasks.create(ada, await newSession(maker, ada), PLAIN));
    let alive = { carrel: maker, crash: first };
    for (let run = 1; run <= 4; run += 1) {
      await inTime(clock, async () => {
        const task = expectOk(await alive.carrel.tasks.get(ada, id));
        return (task.runs === run && task.status === 'running') || null;
      });
      alive.crash.crashAfter(0);
      const crash = crashingStore(inner);
      if (run < 4) alive = { carrel: await start(crash.store), crash };
    }
    const last = await start();
    const task = await over(clock, last, ada, id);
    expect(task).toMatchObject({ status: 'failed', reason: 'interrupted', runs: 5 });
  });

  it.each([0, 1, 2, 3, 4])(
    'has its end written with pauses while its store is away from the write %d of its end on',
    async (writes) => {
      const { clock, inner, start } = installation([HANGS]);
      const cut = unreliable(inner);
      const slow = await start(cut.store);
      const ada = await newCaller(slow);
      const session = await newSession(slow, ada);
      const limits = { maxDurationMs: 60_000 };
      const { id } = expectOk(await slow.tasks.create(ada, session, { ...PLAIN, limits }));
      await inTime(clock, async () => expectOk(await slow.tasks.get(ada, id)).status === 'running' || null);
      const begun = Date.parse(expectOk(await slow.tasks.get(ada, id)).startedAt ?? '');
      await clock.advance(begun + limits.maxDurationMs - 1 - clock.now());

      cut.cutAfter(writes);
      await clock.advance(120_000);
      expect(cut.tries).toBeGreaterThan(10);
      expect(cut.tries).toBeLessThan(1_000);
      cut.mend();

      expect(await over(clock, slow, ada, id)).toMatchObject({ status: 'failed', reason: 'time-limit' });
    },
  );

  it('is no more written by the one that lost it', async () => {
    let asked = 0;
    const { clock, inner, start } = installation(() => {
      asked += 1;
      return asked === 1
        ? [
            { type: 'wait', ms: 30_000 },
            { type: 'text', text: 'Too late.' },
          ]
        : answers('Done.');
    });
    const cut = unreliable(inner);
    const slow = await start(cut.store);
    const ada = await newCaller(slow);
    const session = await newSession(slow, ada);
    const { id, conversationId } = expectOk(await slow.tasks.create(ada, session, PLAIN));
    await inTime(clock, () => Promise.resolve(asked === 1 || null));
    cut.cutAfter(0);
    const other = await start();
    const task = await over(clock, other, ada, id);
    cut.mend();
    await clock.advance(60_000);
    expect(task).toMatchObject({ status: 'succeeded', runs: 2 });
    expect(expectOk(await slow.tasks.get(ada, id))).toEqual(task);
    const { items } = expectOk(await other.conversations.messages(ada, conversationId));
    expect(items.map(({ content }) => content)).toEqual(['Go.', '', 'Done.']);
  });
});
