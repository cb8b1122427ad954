import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import type { Caller, SessionId } from '../kernel/index.js';
import type { Carrel, CarrelOptions } from '../index.js';
import { memoryRuntime, memoryStore, VirtualClock, type MemoryRuntime } from '../memory/index.js';
import { runtimeExhausted } from '../runtime/index.js';
import type { WorkspaceEvent } from './workspace.js';

interface World extends AsyncDisposable {
  readonly carrel: Carrel;
  readonly runtime: MemoryRuntime;
  readonly caller: Caller;
  readonly id: SessionId;
}

async function world(options: Partial<CarrelOptions> = {}): Promise<World> {
  const runtime = memoryRuntime(options.clock === undefined ? {} : { clock: options.clock });
  const carrel = await memoryCarrel({ runtime, ...options });
  const caller = await newCaller(carrel);
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
  return { carrel, runtime, caller, id, [Symbol.asyncDispose]: () => carrel.dispose() };
}

function handleOf({ runtime }: World) {
  const [box] = runtime.durableState.all();
  if (box === undefined) throw new Error('There is no box.');
  return box.handle;
}

describe('start and open', () => {
  it('gives everyone who opens at the same time the same life, in one box', async () => {
    await using it = await world();

    const opened = await Promise.all(Array.from({ length: 50 }, () => it.carrel.workspaces.open(it.caller, it.id)));

    expect(new Set(opened.map((result) => expectOk(result).incarnation))).toEqual(new Set([1]));
    expect(it.runtime.durableState.size).toBe(1);
    expect(expectOk(await it.carrel.sessions.get(it.caller, it.id)).desired).toBe('running');
  });

  it('gives the state it is in when the wait is over, and goes on', async () => {
    await using it = await world();
    const held = it.runtime.holdNext('create');

    expect(expectOk(await it.carrel.workspaces.start(it.caller, it.id, { waitMs: 20 })).state).toBe('creating');
    held.release();

    expect(expectOk(await it.carrel.workspaces.start(it.caller, it.id)).state).toBe('ready');
  });

  it('says why a start failed, leaves no box, and can be tried again', async () => {
    await using it = await world();
    it.runtime.failNext('start', runtimeExhausted('No room.'));

    const failed = expectErr(await it.carrel.workspaces.start(it.caller, it.id), 'workspace/start-failed');

    expect(failed.reason).toBe('start-failed');
    expect(it.runtime.durableState.size).toBe(0);
    expect(expectOk(await it.carrel.workspaces.get(it.caller, it.id))).toMatchObject({
      state: 'failed',
      reason: 'start-failed',
    });
    expect(expectOk(await it.carrel.workspaces.start(it.caller, it.id))).toMatchObject({
      state: 'ready',
      incarnation: 2,
    });
  });

  it('gives up a start that takes too long', async () => {
    const clock = new VirtualClock(Date.UTC(2030, 0, 1));
    await using it = await world({ clock, store: memoryStore({ clock }), workspaces: { startTimeoutMs: 1_000 } });
    const held = it.runtime.holdNext('create');
    const starting = it.carrel.workspaces.start(it.caller, it.id);
    await held.reached;

    await clock.advance(1_001);

    expect(expectErr(await starting, 'workspace/start-failed').reason).toBe('start-timed-out');
    expect(it.runtime.durableState.size).toBe(0);
  });

  it('stops waiting when the caller gives up, and does not stop the start', async () => {
    await using it = await world();
    const held = it.runtime.holdNext('create');
    const gaveUp = new AbortController();
    const starting = it.carrel.workspaces.start(it.caller, it.id, { signal: gaveUp.signal });
    await held.reached;

    gaveUp.abort();
    expectErr(await starting, 'request/aborted');
    held.release();

    expect(expectOk(await it.carrel.workspaces.start(it.caller, it.id)).incarnation).toBe(1);
  });
});

describe('stop', () => {
  it('takes the box away, and what asks for the old life fails with workspace/replaced', async () => {
    await using it = await world();
    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, it.id));

    const stopped = expectOk(await it.carrel.workspaces.stop(it.caller, it.id));

    expect(stopped).toMatchObject({ state: 'stopped', reason: 'requested', incarnation: 1 });
    expect(it.runtime.durableState.size).toBe(0);
    expectErr(await workspace.commands.run(['echo']), 'workspace/replaced');
    expectErr(await it.carrel.commands.run(it.caller, it.id, { request: { argv: ['echo'] } }), 'workspace/not-running');
    expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    expectErr(await workspace.files.list(), 'workspace/replaced');
  });

  it('is legal before the first start, and twice', async () => {
    await using it = await world();

    expect(expectOk(await it.carrel.workspaces.stop(it.caller, it.id)).state).toBe('none');
    expectOk(await it.carrel.workspaces.start(it.caller, it.id));
    const both = await Promise.all([1, 2].map(() => it.carrel.workspaces.stop(it.caller, it.id)));

    expect(both.map((result) => expectOk(result).state)).toEqual(['stopped', 'stopped']);
  });

  it('ends a start that is under way', async () => {
    await using it = await world();
    const held = it.runtime.holdNext('start');
    const starting = it.carrel.workspaces.start(it.caller, it.id);
    await held.reached;

    expect(expectOk(await it.carrel.workspaces.stop(it.caller, it.id)).state).toBe('stopped');

    expectErr(await starting, 'workspace/not-running');
    expect(it.runtime.durableState.size).toBe(0);
  });

  it('is finished by a later sweep when the box cannot be removed at first', async () => {
    await using it = await world({ workspaces: { reconcileIntervalMs: 20 } });
    expectOk(await it.carrel.workspaces.start(it.caller, it.id));
    it.runtime.failNext('remove', runtimeExhausted('Not now.'));

    expect(expectOk(await it.carrel.workspaces.stop(it.caller, it.id)).state).toBe('stopping');

    await eventually(async () => {
      expect(expectOk(await it.carrel.workspaces.get(it.caller, it.id)).state).toBe('stopped');
    });
    expect(it.runtime.durableState.size).toBe(0);
  });

  it('is waited for by the next start', async () => {
    await using it = await world();
    expectOk(await it.carrel.workspaces.start(it.caller, it.id));
    const held = it.runtime.holdNext('remove');
    const stopping = it.carrel.workspaces.stop(it.caller, it.id);
    await held.reached;

    const starting = it.carrel.workspaces.start(it.caller, it.id);
    held.release();

    expectOk(await stopping);
    expect(expectOk(await starting)).toMatchObject({ state: 'ready', incarnation: 2 });
  });
});

describe('a box that dies', () => {
  it('is told at once, and is made anew by the next use under a new incarnation', async () => {
    await using it = await world();
    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, it.id));

    it.runtime.killBox(handleOf(it), 'out-of-memory');
    await eventually(async () => {
      const view = expectOk(await it.carrel.workspaces.get(it.caller, it.id));
      expect(view).toMatchObject({ state: 'failed', reason: 'out-of-memory' });
    });

    expectErr(await workspace.commands.run(['echo']), 'workspace/replaced');
    const result = expectOk(await it.carrel.commands.run(it.caller, it.id, { request: { argv: ['echo', 'on'] } }));
    expect(result.stdout).toBe('on\n');
    expect(expectOk(await it.carrel.workspaces.get(it.caller, it.id)).incarnation).toBe(2);
  });
});

describe('looking', () => {
  it('never starts anything', async () => {
    await using it = await world();

    expectOk(await it.carrel.workspaces.get(it.caller, it.id));
    const { because, leases } = expectOk(await it.carrel.workspaces.explain(it.caller, it.id));
    const session = expectOk(await it.carrel.sessions.get(it.caller, it.id));
    const [view] = expectOk(await it.carrel.workspaces.views([session]));

    expect(view).toEqual({ state: 'none', incarnation: 0, runtime: 'memory' });
    expect([because, leases]).toEqual(['It was never started.', []]);
    expect(it.runtime.durableState.size).toBe(0);
  });
});

describe('events', () => {
  async function take(events: AsyncIterable<WorkspaceEvent>, count: number): Promise<WorkspaceEvent[]> {
    const taken: WorkspaceEvent[] = [];
    for await (const event of events) if (taken.push(event) === count) break;
    return taken;
  }

  it('tells each state in order, and can be resumed after any position', async () => {
    await using it = await world();
    expectOk(await it.carrel.workspaces.start(it.caller, it.id));
    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));

    const all = await take(expectOk(await it.carrel.workspaces.events(it.caller, it.id, { from: 1 })), 4);
    const rest = await take(expectOk(await it.carrel.workspaces.events(it.caller, it.id, { from: 3 })), 2);
    const fromNothing = await take(expectOk(await it.carrel.workspaces.events(it.caller, it.id, { from: 0 })), 4);

    expect(all.map((event) => (event.type === 'state' ? [event.position, event.workspace.state] : event))).toEqual([
      [1, 'creating'],
      [2, 'ready'],
      [3, 'stopping'],
      [4, 'stopped'],
    ]);
    expect(rest).toEqual(all.slice(2));
    expect(fromNothing).toEqual(all);
  });

  it('goes on with what happens next, until its signal fires', async () => {
    await using it = await world();
    const done = new AbortController();
    const events = expectOk(await it.carrel.workspaces.events(it.caller, it.id, { signal: done.signal }));
    const states: string[] = [];
    const reading = (async () => {
      for await (const event of events) {
        if (event.type === 'state') states.push(event.workspace.state);
        if (states.at(-1) === 'ready') done.abort();
      }
    })();

    expectOk(await it.carrel.workspaces.start(it.caller, it.id));
    await reading;

    expect(states).toEqual(['creating', 'ready']);
  });

  it('ends with why for who follows it when its replica ends', async () => {
    await using it = await world();
    expectOk(await it.carrel.workspaces.start(it.caller, it.id));
    const events = expectOk(await it.carrel.workspaces.events(it.caller, it.id));
    const told: string[] = [];
    const reading = (async () => {
      for await (const event of events) told.push(event.type === 'failed' ? event.error.type : event.type);
    })();

    await it.carrel.dispose();
    await reading;

    expect(told.at(-1)).toBe('service/shutting-down');
  });

  it('tells a gap where history is not kept, as after a restart', async () => {
    const store = memoryStore();
    await using it = await world({ store });
    expectOk(await it.carrel.workspaces.start(it.caller, it.id));
    const runtime = memoryRuntime({ durableState: it.runtime.durableState });
    await using restarted = await memoryCarrel({ store, runtime });

    const events = await take(expectOk(await restarted.workspaces.events(it.caller, it.id, { from: 1 })), 2);

    expect(events).toMatchObject([
      { type: 'gap', from: 1, to: 2 },
      { type: 'state', position: 2, workspace: { state: 'ready' } },
    ]);
  });

  it('tells a gap to a reader of positions that there are not yet, then what is', async () => {
    await using it = await world();
    const none = await take(expectOk(await it.carrel.workspaces.events(it.caller, it.id, { from: 2 })), 1);
    expectOk(await it.carrel.workspaces.start(it.caller, it.id));
    const some = await take(expectOk(await it.carrel.workspaces.events(it.caller, it.id, { from: 1_000 })), 2);

    expect(none).toEqual([{ type: 'gap', from: 2, to: 1 }]);
    expect(some).toMatchObject([
      { type: 'gap', from: 1_000, to: 2 },
      { type: 'state', position: 2, workspace: { state: 'ready' } },
    ]);
  });
});

describe('dispose', () => {
  it('takes no new work, and leaves the workspaces to the next control plane', async () => {
    await using it = await world();
    expectOk(await it.carrel.workspaces.start(it.caller, it.id));

    const disposing = it.carrel.dispose();

    expectErr(await it.carrel.workspaces.start(it.caller, it.id), 'service/shutting-down');
    await disposing;
    expect(it.runtime.durableState.size).toBe(1);
  });
});
