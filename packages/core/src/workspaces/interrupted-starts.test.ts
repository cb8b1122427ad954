import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import type { Carrel } from '../index.js';
import type { Caller, SessionId } from '../kernel/index.js';
import { memoryRuntime, memoryStore, VirtualClock, type MemoryRuntime } from '../memory/index.js';
import { runtimeFailed } from '../runtime/index.js';
import type { RecordStore } from '../store/index.js';
import type { WorkspaceView } from './workspace.js';

/** Longer than the hold of a start and the lease of a leader. */
const LATER_MS = 2_400_000;

/** Control planes one after the other on a store and boxes that outlive them, with room for one workspace. */
function installation() {
  let clock = new VirtualClock(Date.UTC(2030, 0, 1));
  const memory = memoryStore();
  // Its records outlive a control plane that ends in order, too.
  const store: RecordStore = {
    ...{ name: memory.name, capabilities: memory.capabilities },
    open: (collections) => memory.open(collections),
    transact: (work, options) => memory.transact(work, options),
    read: (work, options) => memory.read(work, options),
    watch: (collection, options) => memory.watch(collection, options),
    backup: (sink, options) => memory.backup(sink, options),
    restore: (path) => memory.restore(path),
    health: () => memory.health(),
    dispose: () => Promise.resolve(),
  };
  const { durableState: boxes } = memoryRuntime({ clock });
  const begin = async (prepare: (runtime: MemoryRuntime) => void = () => undefined) => {
    const runtime = memoryRuntime({ clock, durableState: boxes });
    prepare(runtime);
    const carrel = await memoryCarrel({
      ...{ clock, store, runtime },
      workspaces: { max: 1, idleTimeoutMs: 0, maxLifetimeMs: 0 },
    });
    return { carrel, runtime };
  };
  /** The time of those before stands still from then on, as if they had been killed. */
  const beginLater = (prepare?: (runtime: MemoryRuntime) => void) => {
    clock = new VirtualClock(clock.now() + LATER_MS);
    return begin(prepare);
  };
  return { boxes, begin, beginLater, advance: (ms: number) => clock.advance(ms) };
}

async function newSession({ carrel, caller }: { readonly carrel: Carrel; readonly caller: Caller }) {
  return expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] })).id;
}

/** Asks without waiting for it. */
function ask(carrel: Carrel, caller: Caller, id: SessionId): void {
  void carrel.workspaces.start(caller, id).match(
    () => undefined,
    () => undefined,
  );
}

async function expectView(
  carrel: Carrel,
  caller: Caller,
  { id, ...view }: { readonly id: SessionId } & Partial<WorkspaceView>,
) {
  await eventually(async () => {
    expect(expectOk(await carrel.workspaces.get(caller, id))).toMatchObject(view);
  });
}

/** One session runs, two wait; the first of them has its turn, and its start hangs where its box is made. */
async function interruptedTurn(it: ReturnType<typeof installation>) {
  const { carrel, runtime } = await it.begin();
  const caller = await newCaller(carrel);
  const ids = [];
  for (let number = 0; number < 3; number += 1) ids.push(await newSession({ carrel, caller }));
  const [running, next, last] = ids as [SessionId, SessionId, SessionId];
  expectOk(await carrel.workspaces.start(caller, running));
  for (const id of [next, last]) {
    ask(carrel, caller, id);
    await expectView(carrel, caller, { id, state: 'queued' });
  }
  const held = runtime.holdNext('start', { when: 'after' });
  expectOk(await carrel.workspaces.stop(caller, running));
  await held.reached;
  expect(it.boxes.size).toBe(1);
  return { carrel, caller, next, last };
}

describe('a start whose turn had come when its control plane was killed', () => {
  it('keeps its turn: it is ready under the next incarnation, alone, and whoever waits behind it waits', async () => {
    const it = installation();
    const { caller, next, last } = await interruptedTurn(it);

    const { carrel } = await it.beginLater();
    await it.advance(20_000);

    await expectView(carrel, caller, { id: next, state: 'ready', incarnation: 2 });
    await expectView(carrel, caller, { id: last, state: 'queued', queuePosition: 1, incarnation: 1 });
    expect(it.boxes.all().map(({ handle }) => handle.sessionId)).toEqual([next]);
    expectOk(await carrel.workspaces.stop(caller, next));
    await expectView(carrel, caller, { id: last, state: 'ready', incarnation: 1 });
  });

  it('is given up when it ended three more', async () => {
    const it = installation();
    const { caller, next } = await interruptedTurn(it);
    for (let time = 0; time < 3; time += 1) {
      let reached = Promise.resolve();
      await it.beginLater((runtime) => {
        reached = runtime.holdNext('start', { when: 'after' }).reached;
      });
      await it.advance(20_000);
      await reached;
    }

    const { carrel } = await it.beginLater();
    await it.advance(20_000);

    await expectView(carrel, caller, { id: next, state: 'failed', reason: 'start-interrupted', incarnation: 4 });
  });

  it('is stopped when nobody wants it any more', async () => {
    const it = installation();
    const { caller, next, last } = await interruptedTurn(it);

    const { carrel } = await it.beginLater();
    expectOk(await carrel.workspaces.stop(caller, next));

    await expectView(carrel, caller, { id: next, state: 'stopped' });
    await expectView(carrel, caller, { id: last, state: 'ready' });
    expect(it.boxes.size).toBe(1);
  });

  it('keeps it too when its control plane ends in order', async () => {
    const it = installation();
    const { carrel: first, caller, next } = await interruptedTurn(it);
    await first.dispose();

    const { carrel } = await it.beginLater();
    await it.advance(20_000);

    await expectView(carrel, caller, { id: next, state: 'ready', incarnation: 2 });
    expect(it.boxes.size).toBe(1);
  });
});

describe('a start that waits for one of another replica', () => {
  /** One replica makes the box, and does not come to its end; another one is asked for the same workspace. */
  async function waiting() {
    const it = installation();
    const { carrel: first, runtime } = await it.begin();
    const { carrel: second } = await it.begin();
    const caller = await newCaller(first);
    const id = await newSession({ carrel: first, caller });
    const held = runtime.holdNext('start', { when: 'after' });
    ask(first, caller, id);
    await held.reached;
    const starting = (async () => await second.workspaces.start(caller, id))();
    return { it, first, second, caller, id, held, starting };
  }

  it('is told to ask elsewhere at once when its own replica ends, which does not wait for it', async () => {
    const { it, second, starting } = await waiting();

    let isOver = false;
    void second.dispose().then(() => (isOver = true));
    for (let waited = 0; !isOver && waited < 50; waited += 1) await it.advance(100);

    expect(isOver).toBe(true);
    expectErr(await starting, 'service/shutting-down');
  });

  it('is not made anew by whoever waits when it was stopped meanwhile', async () => {
    const { it, first, second, caller, id, held, starting } = await waiting();

    expectOk(await second.workspaces.stop(caller, id));
    held.release();
    await it.advance(1_000);

    expectErr(await starting, 'workspace/not-running');
    await expectView(first, caller, { id, state: 'stopped', incarnation: 1 });
    expect(it.boxes.size).toBe(0);
    expect(expectOk(await second.workspaces.start(caller, id))).toMatchObject({ state: 'ready', incarnation: 2 });
  });
});

describe('a start that failed', () => {
  it('is over when its box is gone, so that the next one meets none', async () => {
    const it = installation();
    const { carrel, runtime } = await it.begin();
    const caller = await newCaller(carrel);
    const id = await newSession({ carrel, caller });
    runtime.failNext('start', runtimeFailed('broken'), { when: 'after' });
    const removal = runtime.holdNext('remove');
    const failing = carrel.workspaces.start(caller, id);
    void failing.match(
      () => undefined,
      () => undefined,
    );
    await removal.reached;
    expect(expectOk(await carrel.workspaces.get(caller, id)).state).toBe('creating');
    expect(it.boxes.size).toBe(1);

    removal.release();
    expectErr(await failing, 'workspace/start-failed');
    expect(it.boxes.size).toBe(0);
    expect(expectOk(await carrel.workspaces.start(caller, id))).toMatchObject({ state: 'ready', incarnation: 2 });
  });
});
