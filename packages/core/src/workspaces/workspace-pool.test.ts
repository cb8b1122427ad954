import { describe, expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel } from '../../test/platform-fixture.js';
import { TerminalReader } from '../../test/terminal-fixture.js';
import { poolWorld } from '../../test/pool-fixture.js';
import type { HeldOperation } from '../memory/index.js';
import { runtimeExhausted } from '../runtime/index.js';

describe('a warm pool', () => {
  it('is filled to its size, and no further', async () => {
    const it = await poolWorld({ size: 3 });
    await it.filled(3);

    await it.advance(60_000);

    expect(it.boxes.size).toBe(3);
    expect(it.boxes.all().every(({ state }) => state === 'running')).toBe(true);
  });

  it('gives a session a box that was made before, and makes another one', async () => {
    const it = await poolWorld({ size: 1 });
    const [waiting] = await it.filled(1);

    const session = await it.session();
    expectOk(await it.carrel.workspaces.start(it.caller, session));

    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, session));
    const { stdout } = expectOk(await workspace.commands.run(['echo', 'hi']));
    expect(stdout).toBe('hi\n');
    expect(it.boxes.all().map(({ handle }) => handle.boxId)).toContain(waiting?.handle.boxId);
    await it.advance(2_000);
    await it.filled(1);
    expect(it.boxes.size).toBe(2);
    expect(it.counted('carrel_pool_hits_total')).toBe(1);
  });

  it('tells programs whose session they run in, from the pool or not', async () => {
    const it = await poolWorld({ size: 1 });
    await it.filled(1);
    for (const languages of [['python'], ['java']]) {
      const session = await it.session({ languages });
      const workspace = expectOk(await it.carrel.workspaces.open(it.caller, session));
      const { stdout } = expectOk(await workspace.commands.run(['env']));
      expect(stdout).toContain(`CARREL_SESSION_ID=${session}\n`);
      expect(stdout).toMatch(/CARREL_WORKSPACE_ID=wsp_/);
      const variables = stdout.split('\n');
      const { tenantId, userId } = it.caller;
      for (const own of [`SESSION_ID=${session}`, `TENANT_ID=${tenantId}`, `USER_ID=${userId}`]) {
        expect(variables).toContain(own);
      }
      const request = { argv: ['env'] };
      const { id } = expectOk(await it.carrel.terminals.open(it.caller, session, { request }));
      const terminal = new TerminalReader(expectOk(await it.carrel.terminals.attach(it.caller, id)));
      await terminal.rest();
      expect(terminal.text).toContain(`USER_ID=${userId}`);
      expect(terminal.text).toMatch(new RegExp(`^TENANT_ID=${tenantId}`, 'm'));
    }
    expect(it.counted('carrel_pool_hits_total')).toBe(1);
  });

  it('never gives a box a second time: it goes with its workspace', async () => {
    const it = await poolWorld({ size: 1 });
    const [waiting] = await it.filled(1);
    const session = await it.session();
    expectOk(await it.carrel.workspaces.start(it.caller, session));
    expectOk(await it.carrel.workspaces.stop(it.caller, session));

    await it.advance(2_000);
    const [next] = await it.filled(1);

    expect(it.boxes.size).toBe(1);
    expect(next?.handle.boxId).not.toBe(waiting?.handle.boxId);
    expect(await it.records()).toHaveLength(1);
  });

  it('leaves a start without a box of its shape to make one', async () => {
    const it = await poolWorld({ size: 1 });
    await it.filled(1);
    const [one, other] = [await it.session(), await it.session()];
    it.runtime.failNext('create', runtimeExhausted('no room'));

    expectOk(await it.carrel.workspaces.start(it.caller, one));
    await it.advance(1_000);
    await eventually(() => {
      expect(it.counted('carrel_pool_fill_failures_total')).toBe(1);
    });
    expect(expectOk(await it.carrel.workspaces.start(it.caller, other)).state).toBe('ready');
    expect(it.counted('carrel_pool_misses_total')).toBe(1);
  });

  it('is not asked by sessions of other languages', async () => {
    const it = await poolWorld({ size: 1 });
    const [waiting] = await it.filled(1);
    const session = await it.session({ languages: ['python', 'java'] });

    expect(expectOk(await it.carrel.workspaces.start(it.caller, session)).state).toBe('ready');

    expect(await it.filled(1)).toEqual([waiting]);
    expect(it.counted('carrel_pool_hits_total')).toBe(0);
    expect(it.counted('carrel_pool_misses_total')).toBe(0);
  });

  it('serves rooms too', async () => {
    const it = await poolWorld({ size: 1 });
    await it.filled(1);
    const session = await it.session({ kind: 'room' });

    expectOk(await it.carrel.workspaces.start(it.caller, session));

    expect(it.counted('carrel_pool_hits_total')).toBe(1);
  });

  it('skips a box that does not answer the one who claims it, and takes the next', async () => {
    const it = await poolWorld({ size: 2 });
    const [first, second] = await it.filled(2);
    if (first === undefined || second === undefined) throw new Error('There are no boxes.');
    expectOk(await it.runtime.pause(first.handle));

    const session = await it.session();
    const starting = it.carrel.workspaces.start(it.caller, session);
    await it.advanceUntil(starting, 2_000);

    expect(expectOk(await starting).state).toBe('ready');
    expect(it.counted('carrel_pool_dead_total')).toBe(1);
    expect(it.counted('carrel_pool_hits_total')).toBe(1);
    await eventually(() => {
      expect(it.boxes.all().map(({ handle }) => handle.boxId)).not.toContain(first.handle.boxId);
    });
  });

  it('makes a box for the start when all that wait are dead, and leaves none of them', async () => {
    const it = await poolWorld({ size: 2, options: { poolRetryMs: 600_000, poolMaxRetryMs: 600_000 } });
    const waiting = await it.filled(2);
    for (const { handle } of waiting) expectOk(await it.runtime.pause(handle));
    // What the pool makes meanwhile would be as good.
    it.runtime.failNext('create', runtimeExhausted('no room'));

    const session = await it.session();
    const starting = it.carrel.workspaces.start(it.caller, session);
    await it.advanceUntil(starting, 2_000);

    expect(expectOk(await starting).state).toBe('ready');
    expect(it.counted('carrel_pool_misses_total')).toBe(1);
    await it.advance(700_000);
    await it.settled(2, 1);
    const left = it.boxes.all().map(({ handle }) => handle.boxId);
    for (const { handle } of waiting) expect(left).not.toContain(handle.boxId);
    expectOk(await it.carrel.workspaces.stop(it.caller, session));
    await it.settled(2, 0);
  });

  it('has boxes of no use removed later, when that is not possible at once', async () => {
    const retries = { poolRetryMs: 600_000, poolMaxRetryMs: 600_000 };
    const it = await poolWorld({ size: 2, options: { network: 'internet', ...retries } });
    const waiting = await it.filled(2);
    for (const { handle } of waiting) {
      expectOk(await it.runtime.pause(handle));
      it.runtime.failNext('remove', runtimeExhausted('no room'));
    }
    it.runtime.failNext('create', runtimeExhausted('no room'));

    const starting = it.carrel.workspaces.start(it.caller, await it.session());
    await it.advanceUntil(starting, 2_000);

    expect(expectOk(await starting).state).toBe('ready');
    await it.advance(30_000);
    await it.settled(0, 1);
    await it.advance(30_000);
    expect(await it.records()).toEqual([]);
  });

  it('replaces a box that dies while it waits', async () => {
    const it = await poolWorld({ size: 1 });
    const [waiting] = await it.filled(1);
    if (waiting === undefined) throw new Error('There is no box.');

    it.runtime.killBox(waiting.handle);
    await it.advance(2_000);

    await eventually(async () => {
      const [next] = await it.filled(1);
      expect(next?.handle.boxId).not.toBe(waiting.handle.boxId);
    });
    await it.settled(1, 0);
  });

  it('tries again ever later while boxes cannot be made', async () => {
    const it = await poolWorld({ size: 1, options: { poolRetryMs: 1_000, poolMaxRetryMs: 8_000 } });
    await it.filled(1);
    for (let failure = 0; failure < 50; failure += 1) it.runtime.failNext('create', runtimeExhausted('no room'));
    const session = await it.session();
    expectOk(await it.carrel.workspaces.start(it.caller, session));
    await it.advance(100);
    await eventually(() => {
      expect(it.counted('carrel_pool_fill_failures_total')).toBe(1);
    });

    for (let second = 0; second < 60; second += 1) await it.advance(1_000);

    // At 1, 2, 4 and then 8 seconds at the latest, and never before half of that.
    const failures = it.counted('carrel_pool_fill_failures_total');
    expect(failures).toBeGreaterThanOrEqual(8);
    expect(failures).toBeLessThanOrEqual(18);
    expect(it.boxes.size).toBe(1);
    expect(await it.records()).toHaveLength(1);
  });

  it('makes no more boxes at once than it may', async () => {
    const held: HeldOperation[] = [];
    const it = await poolWorld({
      size: 6,
      options: { poolFillsAtOnce: 2 },
      prepare: (runtime) => held.push(...Array.from({ length: 6 }, () => runtime.holdNext('create'))),
    });
    await Promise.all(held.slice(0, 2).map(({ reached }) => reached));
    await it.advance(3_000);

    expect(await it.records()).toHaveLength(2);
    for (const each of held) each.release();
    await it.filled(6);
  });

  it('measures what waits and for how long', async () => {
    const it = await poolWorld({ size: 2 });
    await it.filled(2);
    await it.advance(10_000);

    expect(it.gauge('carrel_pool_size')).toBe(2);
    expect(it.gauge('carrel_pool_oldest_seconds')).toBeGreaterThanOrEqual(9);
    expectOk(await it.carrel.workspaces.start(it.caller, await it.session()));
    expect(it.observed('carrel_pool_age_seconds').at(-1)).toBeGreaterThanOrEqual(9);
  });

  it('is refused at the start for languages that nobody knows', async () => {
    const pool = [{ languages: ['klingon'], size: 1 }];
    await expect(memoryCarrel({ workspaces: { pool } })).rejects.toThrow(/klingon/);
  });
});
