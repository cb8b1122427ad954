import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { roomWorld } from '../../test/room-fixture.js';
import {
  answers,
  chunksOf,
  ended,
  followed,
  HANGS,
  reaches,
  runs,
  shellRuntime,
  statusesOf,
  taskWorld,
} from '../../test/task-fixture.js';
import { scriptedModel, type Program } from '../memory/index.js';
import { modelUnavailable } from '../models/index.js';

const PLAIN = { setup: { install: 'none' } } as const;

describe('a task', () => {
  it('starts the workspace, runs its setup, lets the model work, and ends', async () => {
    await using it = await taskWorld([runs('echo from the tool'), answers('Done.')]);
    const { ada, carrel, session } = it;
    const setup = { install: 'none', commands: ['echo prepared'] } as const;
    const made = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Say it.', setup }));
    expect(made).toMatchObject({ status: 'queued', runs: 0, usage: { steps: 0, tokens: 0 }, after: 'keep' });

    const events = await followed(carrel, ada, made.id);

    expect(statusesOf(events)[0]).toBe('queued');
    expect(events.at(-1)).toMatchObject({ type: 'end', task: { status: 'succeeded', runs: 1 } });
    const chunks = chunksOf(events);
    expect(chunks).toContainEqual({ type: 'setup', step: 'command', what: 'echo prepared' });
    expect(chunks).toContainEqual({ type: 'setup-output', text: 'prepared\n' });
    expect(chunks).toContainEqual({ type: 'tool-output', toolCallId: 'call_1', text: 'from the tool\n' });
    expect(chunks).toContainEqual({ type: 'text', text: 'Done.' });
    expect(chunks.flatMap((chunk) => (chunk.type === 'phase' ? [chunk.phase] : []))).toEqual([
      'initialising',
      'running',
      'cleaning',
      'succeeded',
    ]);
    const task = expectOk(await carrel.tasks.get(ada, made.id));
    expect(task).toMatchObject({ status: 'succeeded', usage: { steps: 2, tokens: 25 } });
    const { items } = expectOk(await carrel.conversations.messages(ada, task.conversationId));
    expect(items).toMatchObject([
      { role: 'user', content: 'Say it.' },
      { role: 'assistant', content: 'Done.', status: 'complete', streamId: task.streamId },
    ]);
  });

  it('has the packages of the projects in its workspace installed, the nearest first', async () => {
    const npm: Program = ({ argv, cwd, write }) => write('stdout', `${argv.join(' ')} in ${cwd}\n`);
    await using it = await taskWorld([answers('Done.')], { runtime: shellRuntime({ npm }) });
    const { ada, carrel, session } = it;
    const workspace = expectOk(await carrel.workspaces.open(ada, session));
    for (const path of ['web/package.json', 'package.json'])
      expectOk(await workspace.files.write(path, JSON.stringify({ name: 'app', dependencies: { left: '1' } })));
    const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.' }));
    const chunks = chunksOf(await followed(carrel, ada, id));
    expect(chunks.flatMap((chunk) => (chunk.type === 'setup' ? [chunk.what] : []))).toEqual([
      'start',
      'npm in /',
      'npm in /web',
    ]);
    expect(JSON.stringify(chunks)).toContain('npm install');
    expect(expectOk(await carrel.tasks.get(ada, id)).status).toBe('succeeded');
  });

  it('is followed from any place of it, and each chunk comes once', async () => {
    await using it = await taskWorld([runs('echo one'), answers('Done.')]);
    const { ada, carrel, session } = it;
    const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN }));
    const all = (await followed(carrel, ada, id)).filter(({ type }) => type === 'chunk');
    for (const [index, event] of all.entries()) {
      if (event.type !== 'chunk') continue;
      const rest = (await followed(carrel, ada, id, event.cursor)).filter(({ type }) => type === 'chunk');
      expect(rest).toEqual(all.slice(index + 1));
    }
    expectErr(await carrel.tasks.follow(ada, id, { after: 'nonsense' }), 'request/invalid');
  });

  it('is in the audit from its beginning to its end', async () => {
    await using it = await taskWorld([answers('Done.')]);
    const { ada, carrel, session } = it;
    const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN }));
    await ended(carrel, ada, id);
    const { items } = expectOk(await carrel.audit.list(ada));
    const entries = items.filter(({ subject }) => subject === id);
    expect(entries.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['task.ended', 'success'],
      ['task.created', 'success'],
    ]);
    expect(entries[0]?.details).toMatchObject({ status: 'succeeded', steps: 1, used: 10 });
  });

  it('is the same one for the same request with a key', async () => {
    await using it = await taskWorld([answers('Done.')]);
    const { ada, carrel, session } = it;
    const input = { prompt: 'Go.', ...PLAIN };
    const first = expectOk(await carrel.tasks.create(ada, session, input, { idempotencyKey: 'k' }));
    const again = expectOk(await carrel.tasks.create(ada, session, input, { idempotencyKey: 'k' }));
    expect(again.id).toBe(first.id);
    const other = await carrel.tasks.create(ada, session, { ...input, prompt: 'Stop.' }, { idempotencyKey: 'k' });
    expectErr(other, 'request/idempotency-mismatch');
    expect(expectOk(await carrel.conversations.list(ada, { sessionId: session })).items).toHaveLength(1);
  });

  it('goes on in a conversation of the session, and in no other', async () => {
    await using it = await taskWorld([answers('Done.')]);
    const { ada, carrel, session, model } = it;
    const talk = expectOk(await carrel.conversations.create(ada, { sessionId: session }));
    expectOk(await carrel.conversations.addMessage(ada, talk.id, { role: 'user', content: 'Before.' }));
    const input = { prompt: 'Go.', ...PLAIN };
    const { id } = expectOk(await carrel.tasks.create(ada, session, { ...input, conversationId: talk.id }));
    await ended(carrel, ada, id);
    expect(model.requests[0]?.messages).toEqual([
      { role: 'user', content: 'Before.' },
      { role: 'user', content: 'Go.' },
    ]);
    const alone = expectOk(await carrel.conversations.create(ada));
    const refused = await carrel.tasks.create(ada, session, { ...input, conversationId: alone.id });
    expectErr(refused, 'conversation/not-found');
  });

  it('is listed with those of its session, the newest first', async () => {
    await using it = await taskWorld([answers('Done.')]);
    const { ada, carrel, session } = it;
    const ids: string[] = [];
    for (const prompt of ['one', 'two', 'three']) {
      const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt, ...PLAIN }));
      ids.unshift(id);
      await ended(carrel, ada, id);
    }
    const first = expectOk(await carrel.tasks.list(ada, session, { limit: 2 }));
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const rest = expectOk(await carrel.tasks.list(ada, session, { limit: 2, cursor: first.nextCursor ?? '' }));
    expect(rest.items.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(expectOk(await carrel.tasks.list(ada, session, { status: 'queued' })).items).toEqual([]);
    expect(Object.keys(first.items[0] ?? {})).not.toContain('as');
  });

  it('needs a model, and an input within the limits', async () => {
    await using carrel = await memoryCarrel();
    const ada = await newCaller(carrel);
    const { id } = expectOk(await carrel.sessions.create(ada, { kind: 'solo', languages: ['python'] }));
    expectErr(await carrel.tasks.create(ada, id, { prompt: 'Go.' }), 'model/not-configured');

    await using it = await taskWorld([answers('Done.')], { tasks: { maxPromptBytes: 10, maxSteps: 5 } });
    const create = (input: object) => it.carrel.tasks.create(it.ada, it.session, { prompt: 'Go.', ...input });
    expectErr(await create({ prompt: '' }), 'request/invalid');
    expectErr(await create({ prompt: 'x'.repeat(11) }), 'request/invalid');
    expectErr(await create({ limits: { maxSteps: 6 } }), 'request/invalid');
    expectErr(await create({ setup: { commands: Array(17).fill('true') } }), 'request/invalid');
    expectErr(await create({ more: 1 }), 'request/invalid');
    expectOk(await create({ prompt: 'x'.repeat(10), limits: { maxSteps: 5 } }));
  });
});

describe('a task that fails', () => {
  it.each([
    ['a step', { maxSteps: 2 }, 'step-limit', 2],
    ['a token', { maxTokens: 20 }, 'token-limit', 2],
  ] as const)('has taken %s too many', async (_what, limits, reason, steps) => {
    await using it = await taskWorld([runs('echo again')]);
    const { ada, carrel, session } = it;
    const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN, limits }));
    const task = await ended(carrel, ada, id);
    expect(task).toMatchObject({ status: 'failed', reason, usage: { steps } });
  });

  it('called more tools than it may', async () => {
    await using it = await taskWorld([runs('echo again')], { tasks: { maxToolCalls: 3 } });
    const { ada, carrel, session } = it;
    const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN }));
    expect(await ended(carrel, ada, id)).toMatchObject({ status: 'failed', reason: 'output-limit' });
  });

  it('took longer than it may', async () => {
    await using it = await taskWorld([HANGS]);
    const { ada, carrel, session } = it;
    const limits = { maxDurationMs: 300 };
    const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN, limits }));
    expect(await ended(carrel, ada, id)).toMatchObject({ status: 'failed', reason: 'time-limit' });
  });

  it('has a model that fails', async () => {
    await using it = await taskWorld([[{ type: 'failed', error: modelUnavailable() }]]);
    const { ada, carrel, session } = it;
    const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN }));
    const task = await ended(carrel, ada, id);
    expect(task).toMatchObject({ status: 'failed', reason: 'model-failed', error: { type: 'model/unavailable' } });
  });

  it('has a setup that fails, and never asks the model', async () => {
    await using it = await taskWorld([answers('Done.')]);
    const { ada, carrel, session, model } = it;
    const setup = { install: 'none', commands: ['exit 3', 'echo never'] } as const;
    const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.', setup }));
    const events = await followed(carrel, ada, id);
    expect(events.at(-1)).toMatchObject({ type: 'end', task: { status: 'failed', reason: 'setup-failed' } });
    expect(chunksOf(events)).not.toContainEqual({ type: 'setup', step: 'command', what: 'echo never' });
    expect(model.requests).toEqual([]);
  });

  it('lost its workspace', async () => {
    await using it = await taskWorld([runs('echo one'), [{ type: 'wait', ms: 300 }, ...runs('echo two')]]);
    const { ada, carrel, session } = it;
    const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN }));
    await eventually(async () => {
      expect(expectOk(await carrel.tasks.get(ada, id)).usage.steps).toBe(1);
    });
    expectOk(await carrel.workspaces.stop(ada, session));
    expect(await ended(carrel, ada, id)).toMatchObject({ status: 'failed', reason: 'workspace-lost' });
  });

  it('is of a user who is not in the room any more', async () => {
    const model = scriptedModel({ turns: [runs('echo one'), [{ type: 'wait', ms: 300 }, ...runs('echo two')]] });
    await using it = await roomWorld({ model });
    const { carrel, people, room } = it;
    const { id } = expectOk(await carrel.tasks.create(people.participant, room, { prompt: 'Go.', ...PLAIN }));
    await reaches(carrel, people.owner, id, 'running');
    expectOk(await carrel.members.remove(people.owner, { sessionId: room, userId: people.participant.userId }));
    expectOk(await carrel.identity.users.remove(people.outsider, people.participant.userId));
    expect(await ended(carrel, people.owner, id)).toMatchObject({ status: 'failed', reason: 'not-allowed' });
  });
});

describe('after a task', () => {
  it.each(['keep', 'stop', 'archive'] as const)('%s is done', async (after) => {
    await using it = await taskWorld([answers('Done.')]);
    const { ada, carrel, session } = it;
    const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN, after }));
    const task = await ended(carrel, ada, id);
    expect(task.status).toBe('succeeded');
    expect(task.cleanupError).toBeUndefined();
    const { state } = expectOk(await carrel.workspaces.get(ada, session));
    expect(state).toBe(after === 'keep' ? 'ready' : 'stopped');
    const { status } = expectOk(await carrel.sessions.get(ada, session));
    expect(status).toBe(after === 'archive' ? 'archived' : 'active');
  });

  it('also when it failed', async () => {
    await using it = await taskWorld([answers('Done.')]);
    const { ada, carrel, session } = it;
    const setup = { install: 'none', commands: ['exit 1'] } as const;
    const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.', setup, after: 'stop' }));
    expect((await ended(carrel, ada, id)).status).toBe('failed');
    expect(expectOk(await carrel.workspaces.get(ada, session)).state).toBe('stopped');
  });

  it('takes the role that it takes by hand', async () => {
    await using it = await roomWorld({ model: scriptedModel({ turns: [answers('Done.')] }) });
    const { carrel, people, room } = it;
    const create = (by: keyof typeof people, after: 'stop' | 'archive') =>
      carrel.tasks.create(people[by], room, { prompt: 'Go.', ...PLAIN, after });
    expectErr(await create('participant', 'stop'), 'session/forbidden');
    expectErr(await create('admin', 'archive'), 'session/forbidden');
    expectOk(await create('admin', 'stop'));
  });

  it('nothing keeps its workspace alive, and while it runs the task does', async () => {
    await using it = await taskWorld([HANGS]);
    const { ada, carrel, session } = it;
    const { id } = expectOk(await carrel.tasks.create(ada, session, { prompt: 'Go.', ...PLAIN }));
    await reaches(carrel, ada, id, 'running');
    await eventually(async () => {
      const { leases } = expectOk(await carrel.workspaces.explain(ada, session));
      expect(leases.map(({ reason }) => reason)).toEqual(['task']);
    });
    expectOk(await carrel.tasks.cancel(ada, id));
    await ended(carrel, ada, id);
    await eventually(async () => {
      expect(expectOk(await carrel.workspaces.explain(ada, session)).leases).toEqual([]);
    });
  });
});
