import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually } from '../../test/platform-fixture.js';
import { roomWorld } from '../../test/room-fixture.js';
import { answers, ended, followed, HANGS, reaches, runs, shellRuntime, taskWorld } from '../../test/task-fixture.js';
import { scriptedModel } from '../memory/index.js';

const PLAIN = { setup: { install: 'none' } } as const;
const SLOW = { setup: { install: 'none', commands: ['sleep 600'] } } as const;

describe('a task that is cancelled', () => {
  it('while it waits, is over at once, and lets others have its place', async () => {
    await using it = await taskWorld([HANGS], { tasks: { maxRunningPerUser: 1 } });
    const { ada, carrel, session } = it;
    const create = () => carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN });
    const first = expectOk(await create());
    const second = expectOk(await create());
    const third = expectOk(await create());
    await reaches(carrel, ada, first.id, 'running');
    expect(expectOk(await carrel.tasks.cancel(ada, second.id))).toMatchObject({ status: 'cancelled', runs: 0 });
    expectOk(await carrel.tasks.cancel(ada, first.id));
    await reaches(carrel, ada, third.id, 'running');
    expect(expectOk(await carrel.tasks.get(ada, second.id)).status).toBe('cancelled');
  });

  it('while its setup runs, ends what runs there', async () => {
    await using it = await taskWorld([answers('Done.')]);
    const { ada, carrel, session, model } = it;
    const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.', ...SLOW, after: 'keep' }));
    await eventually(async () => {
      const commands = expectOk(await carrel.commands.list(ada, session));
      expect(commands).toMatchObject([{ state: 'running' }]);
    });
    expectOk(await carrel.tasks.cancel(ada, id));
    expect((await ended(carrel, ada, id)).status).toBe('cancelled');
    await eventually(async () => {
      expect(expectOk(await carrel.commands.list(ada, session))).toMatchObject([{ state: 'exited' }]);
    });
    expect(model.requests).toEqual([]);
  });

  it('while it waits for room for its workspace, gives that up', async () => {
    await using it = await taskWorld([HANGS], { workspaces: { maxPerUser: 1 } });
    const { ada, carrel, session } = it;
    const other = expectOk(await carrel.sessions.create(ada, { kind: 'solo', languages: ['python'] }));
    expectOk(await carrel.workspaces.start(ada, other.id));
    const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN }));
    await eventually(async () => {
      expect(expectOk(await carrel.workspaces.get(ada, session)).state).toBe('queued');
    });
    expectOk(await carrel.tasks.cancel(ada, id));
    expect((await ended(carrel, ada, id)).status).toBe('cancelled');
  });

  it.each([
    ['the model speaks', [HANGS]],
    ['a tool works', [runs('sleep 600')]],
  ] as const)('while %s, ends with what was said', async (_when, turns) => {
    await using it = await taskWorld(turns);
    const { ada, carrel, session } = it;
    const { id, conversationId } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN }));
    const events = followed(carrel, ada, id);
    await reaches(carrel, ada, id, 'running');
    await eventually(() => {
      expect(it.model.requests).toHaveLength(1);
    });
    const asked = expectOk(await carrel.tasks.cancel(ada, id));
    expect(asked.cancelledAt).toBeDefined();
    expect((await ended(carrel, ada, id)).status).toBe('cancelled');
    const again = expectOk(await carrel.tasks.cancel(ada, id));
    expect(again).toMatchObject({ status: 'cancelled', cancelledAt: asked.cancelledAt });
    expect((await events).at(-1)).toMatchObject({ type: 'end', task: { status: 'cancelled' } });
    const { items } = expectOk(await carrel.conversations.messages(ada, conversationId));
    expect(items).toMatchObject([{ role: 'user' }, { role: 'assistant', status: 'cancelled' }]);
    const { items: audit } = expectOk(await carrel.audit.list(ada));
    const actions = audit.filter(({ subject }) => subject === id).map(({ action }) => action);
    expect(actions).toEqual(['task.ended', 'task.cancelled', 'task.created']);
  });

  it('after it ended, stays as it is', async () => {
    await using it = await taskWorld([answers('Done.')]);
    const { ada, carrel, session } = it;
    const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN }));
    const task = await ended(carrel, ada, id);
    expect(expectOk(await carrel.tasks.cancel(ada, id))).toEqual(task);
  });

  it('by its own user, or by an admin', async () => {
    const model = scriptedModel({ turns: [HANGS] });
    await using it = await roomWorld({ model, runtime: shellRuntime() });
    const { carrel, people, room } = it;
    const create = () => carrel.tasks.create(people.participant, room, { prompt: 'Go.', ...PLAIN });
    const { id } = expectOk(await create());
    expectErr(await carrel.tasks.cancel(people.viewer, id), 'session/forbidden');
    expectErr(await carrel.tasks.cancel(people.outsider, id), 'task/not-found');
    expectErr(await carrel.tasks.cancel(people.foreigner, id), 'task/not-found');
    expectOk(await carrel.tasks.cancel(people.admin, id));
    expect((await ended(carrel, people.viewer, id)).status).toBe('cancelled');
    const own = expectOk(await create());
    expectOk(await carrel.tasks.cancel(people.participant, own.id));
    expect((await ended(carrel, people.viewer, own.id)).status).toBe('cancelled');
  });

  it('by the end of its session, and is forgotten with it', async () => {
    await using it = await taskWorld([HANGS], { tasks: { maxRunningPerUser: 1, sweepIntervalMs: 50 } });
    const { ada, carrel, session } = it;
    const create = () => carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN });
    const running = expectOk(await create());
    const waiting = expectOk(await create());
    await reaches(carrel, ada, running.id, 'running');
    expectOk(await carrel.sessions.remove(ada, session));
    for (const { id } of [running, waiting]) expectErr(await carrel.tasks.get(ada, id), 'task/not-found');
    // The place is free again.
    const other = expectOk(await carrel.sessions.create(ada, { kind: 'solo', languages: ['python'] }));
    const next = expectOk(await carrel.tasks.create(ada, other.id, { prompt: 'Go.', ...PLAIN }));
    await reaches(carrel, ada, next.id, 'running');
    const { items } = expectOk(await carrel.audit.list(ada));
    const over = items.filter(({ action }) => action === 'task.ended');
    expect(over.map(({ subject }) => subject).sort()).toEqual([running.id, waiting.id].sort());
  });

  it('by the archiving of its session, and can still be seen', async () => {
    await using it = await taskWorld([HANGS]);
    const { ada, carrel, session } = it;
    const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN }));
    await reaches(carrel, ada, id, 'running');
    expectOk(await carrel.sessions.update(ada, session, { changes: { status: 'archived' } }));
    expect(await ended(carrel, ada, id)).toMatchObject({ status: 'cancelled', reason: 'session-ended' });
  });
});
