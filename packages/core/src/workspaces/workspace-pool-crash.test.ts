import { describe, expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import { newSession, poolWorld } from '../../test/pool-fixture.js';
import { eventually } from '../../test/platform-fixture.js';
import type { MemoryRuntimeOperation } from '../memory/index.js';

/** Nobody waits for what a replica does that stands still. */
function leave(result: { match(ok: () => undefined, err: () => undefined): unknown }): void {
  void result.match(
    () => undefined,
    () => undefined,
  );
}

/** Long enough for every hold of a replica that is gone. */
const GONE_MS = 100_000;

describe('a pool whose control plane is killed', () => {
  it('goes on with the boxes that wait', async () => {
    const it = await poolWorld({ size: 3 });
    const waiting = await it.filled(3);

    const again = await it.startAgain();
    await it.advance(60_000);

    expect((await it.filled(3)).map(({ handle }) => handle)).toEqual(waiting.map(({ handle }) => handle));
    const session = await newSession(again, it.caller);
    const workspace = expectOk(await again.workspaces.open(it.caller, session));
    expect(expectOk(await workspace.commands.run(['echo', 'hi'])).stdout).toBe('hi\n');
    expect(it.counted('carrel_pool_hits_total')).toBe(1);
    await it.advance(60_000);
    await it.settled(3, 1);
  });

  it.each([
    ['prepareImage', 'before'],
    ['create', 'before'],
    ['create', 'after'],
    ['start', 'before'],
    ['start', 'after'],
    ['connect', 'before'],
    ['connect', 'after'],
  ] satisfies [MemoryRuntimeOperation, 'before' | 'after'][])(
    'in the middle of making a box, %s it (%s), leaves nothing of that box',
    async (operation, when) => {
      let reached = Promise.resolve();
      const it = await poolWorld({
        size: 1,
        images: operation === 'prepareImage',
        prepare: (runtime) => {
          ({ reached } = runtime.holdNext(operation, { when }));
        },
      });
      await reached;

      await it.startAgain({}, GONE_MS);
      await it.advance(GONE_MS);

      await it.settled(1, 0);
      expect(await it.records()).toHaveLength(1);
    },
  );

  it.each(['before', 'after'] as const)(
    'while a session claims a box, %s it is the tenant’s, fails the start and leaves nothing',
    async (when) => {
      const it = await poolWorld({ size: 1, options: { network: 'internet' } });
      await it.filled(1);
      const held = it.runtime.holdNext('claim', { when });
      const session = await it.session();
      leave(it.carrel.workspaces.start(it.caller, session));
      await held.reached;

      const again = await it.startAgain({}, GONE_MS);
      await it.advance(GONE_MS);

      await eventually(async () => {
        const { state, incarnation } = expectOk(await again.workspaces.get(it.caller, session));
        expect({ state, incarnation }).toEqual({ state: 'failed', incarnation: 1 });
      });
      await it.settled(1, 0);
      expect(await it.records()).toHaveLength(1);
      expect(expectOk(await again.workspaces.start(it.caller, session))).toMatchObject({ state: 'ready' });
    },
  );

  it('just after a session got its box leaves the session running in it', async () => {
    const it = await poolWorld({ size: 1 });
    const [waiting] = await it.filled(1);
    if (waiting === undefined) throw new Error('There is no box.');
    // The box has an owner, and does not say a word to anybody any more.
    expectOk(await it.runtime.pause(waiting.handle));
    const session = await it.session();
    leave(it.carrel.workspaces.start(it.caller, session));
    await eventually(async () => {
      expect(expectOk(await it.carrel.workspaces.get(it.caller, session)).state).toBe('ready');
    });
    expectOk(await it.runtime.resume(waiting.handle));

    const again = await it.startAgain({}, GONE_MS);
    await it.advance(20_000);

    const workspace = expectOk(await again.workspaces.open(it.caller, session));
    expect(expectOk(await workspace.commands.run(['echo', 'hi'])).stdout).toBe('hi\n');
    expect(workspace.incarnation).toBe(1);
    await it.settled(1, 1);
    expectOk(await again.workspaces.stop(it.caller, session));
    await it.settled(1, 0);
    expect(await it.records()).toHaveLength(1);
  });

  it('while a box of no use is taken away leaves nothing of it', async () => {
    const it = await poolWorld({ size: 1 });
    const [waiting] = await it.filled(1);
    if (waiting === undefined) throw new Error('There is no box.');
    const held = it.runtime.holdNext('remove');
    it.runtime.killBox(waiting.handle);
    await it.advance(2_000);
    await held.reached;

    await it.startAgain({}, GONE_MS);
    await it.advance(GONE_MS);

    await it.settled(1, 0);
    expect(await it.records()).toHaveLength(1);
  });

  it('and is started without a pool removes what waited, but nothing that a session has', async () => {
    const it = await poolWorld({ size: 2 });
    await it.filled(2);
    const session = await it.session();
    expectOk(await it.carrel.workspaces.start(it.caller, session));
    await it.advance(5_000);
    await it.filled(2);

    const again = await it.startAgain({ pool: [] }, GONE_MS);
    await it.advance(60_000);

    await it.settled(0, 1);
    expect(expectOk(await again.workspaces.get(it.caller, session)).state).toBe('ready');
  });

  it('and is started with a smaller pool keeps the oldest', async () => {
    const it = await poolWorld({ size: 3 });
    const [oldest] = await it.filled(3);

    await it.startAgain({ pool: [{ languages: ['python'], size: 1 }] }, GONE_MS);
    await it.advance(60_000);

    await it.settled(1, 0);
    expect((await it.filled(1)).map(({ handle }) => handle)).toEqual([oldest?.handle]);
  });

  it('removes boxes of the pool that nothing is known of', async () => {
    const it = await poolWorld({ size: 1 });
    const [waiting] = await it.filled(1);
    if (waiting === undefined) throw new Error('There is no box.');
    const limits = { memoryBytes: 1_000_000, cpus: 1, pids: 10 };
    expectOk(await it.runtime.create({ ...waiting.handle, intentToken: 'unknown', env: {}, limits }));
    expect(it.boxes.size).toBe(2);

    await it.advance(60_000);

    await it.settled(1, 0);
  });
});

describe('two replicas with one pool', () => {
  it('fill it once, and never give one box to two sessions', async () => {
    const it = await poolWorld({ size: 6 });
    const other = await it.replica();
    await it.filled(6);
    await it.advance(2_000);
    const sessions = await Promise.all(Array.from({ length: 16 }, () => it.session()));

    const handles = await Promise.all(
      sessions.map(async (id, index) =>
        expectOk(await (index % 2 === 0 ? it.carrel : other).workspaces.open(it.caller, id)),
      ),
    );

    await Promise.all(handles.map(async (handle, index) => expectOk(await handle.files.write('mine', `${index}`))));
    for (const [index, handle] of handles.entries()) {
      expect(expectOk(await handle.files.list()).map(({ path }) => path)).toEqual(['mine']);
      expect(expectOk(await handle.files.readText('mine'))).toBe(`${index}`);
    }
    expect(it.counted('carrel_pool_hits_total')).toBeGreaterThanOrEqual(6);
    await it.advance(30_000);
    await it.settled(6, 16);
  });

  it('share it: one that did not make a box has a link to it', async () => {
    const it = await poolWorld({ size: 1 });
    await it.filled(1);
    const other = await it.replica();
    await it.advance(1_000);

    const session = await it.session();
    const workspace = expectOk(await other.workspaces.open(it.caller, session));

    expect(expectOk(await workspace.commands.run(['echo', 'hi'])).stdout).toBe('hi\n');
    expect(it.counted('carrel_pool_hits_total')).toBe(1);
    expect(it.counted('carrel_pool_misses_total')).toBe(0);
  });
});
