import { describe, expect, it } from 'vitest';
import { ActivityWorld, drain, MINUTE, SettableClock } from './activity-fixture.js';
import { expectErr, expectOk } from './expect-result.js';
import { eventually, newCaller } from './platform-fixture.js';
import { VirtualClock } from '../src/memory/index.js';

const SWEEP = 10_000;

describe('a workspace that nobody uses', () => {
  it('is stopped within one sweep of its idle time, warned of before, and says why', async () => {
    await using it = await ActivityWorld.open();
    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    const told = await it.record();
    expect(await it.view()).toMatchObject({ state: 'ready', idleAt: it.at(60_000) });

    await it.pass(59_000);
    expect((await it.view()).state).toBe('ready');
    expect((await it.explain()).cause).toBe('used');
    await it.pass(1_000 + SWEEP);

    await eventually(async () => {
      expect(await it.view()).toEqual(expect.objectContaining({ state: 'stopped', reason: 'idle' }));
    });
    expect(await it.explain()).toMatchObject({
      cause: 'idle',
      because: 'It is stopped: idle.',
      leases: [],
      next: null,
    });
    expect(told.map((event) => (event.type === 'state' ? event.workspace.state : event))).toEqual([
      'creating',
      'ready',
      expect.objectContaining({ type: 'warning', reason: 'idle', at: it.at(60_000) }),
      'stopping',
      'stopped',
    ]);
    expect(it.boxes).toBe(0);
    expect(expectOk(await it.carrel.sessions.get(it.caller, it.id)).desired).toBe('stopped');
    expectErr(await workspace.commands.run(['true']), 'workspace/replaced');
    const request = { argv: ['true'] };
    expectErr(await it.carrel.commands.run(it.caller, it.id, { request }), 'workspace/not-running');
    expect(expectOk(await it.carrel.workspaces.open(it.caller, it.id)).incarnation).toBe(2);
  });

  it('is not kept by being looked at', async () => {
    await using it = await ActivityWorld.open();
    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    expectOk(await workspace.files.write('a.txt', 'a'));
    await it.pass(2_000);
    const { idleAt } = await it.view();

    for (let at = 2_000; at < 60_000; at += 2_000) {
      expectOk(await workspace.files.readText('a.txt'));
      expectOk(await workspace.files.list(''));
      expectOk(await workspace.commands.list());
      expect((await it.explain()).workspace.idleAt).toBe(idleAt);
      expectOk(await it.carrel.sessions.get(it.caller, it.id));
      await it.pass(2_000);
    }
    expect(idleAt).toBe(it.at(60_000));
    await it.pass(SWEEP);

    await eventually(async () => {
      expect(await it.view()).toMatchObject({ state: 'stopped', reason: 'idle' });
    });
  });

  it('is not stopped as long as its box does not say what runs in it', async () => {
    await using it = await ActivityWorld.open();
    const second = await it.replica();
    expectOk(await second.workspaces.open(it.caller, it.id));
    const held = it.holdConnect();

    await it.pass(60_000 + SWEEP + 20_000);
    await held.reached;
    expect((await it.view()).state).toBe('ready');
    held.release();
    await it.pass(60_000 + SWEEP);

    await eventually(async () => {
      expect(await it.view()).toMatchObject({ state: 'stopped', reason: 'idle' });
    });
  });

  it('lives for ever where its idle time is 0', async () => {
    await using it = await ActivityWorld.open({ workspaces: { ...MINUTE, idleTimeoutMs: 0 } });
    expectOk(await it.carrel.workspaces.open(it.caller, it.id));

    for (let day = 0; day < 3; day += 1) {
      it.clock.setBy(86_400_000);
      await it.pass(60_000);
    }

    expect(await it.view()).not.toHaveProperty('idleAt');
    expect(await it.explain()).toMatchObject({ workspace: { state: 'ready' }, cause: 'unlimited', next: null });
  });
});

describe('use', () => {
  it.each([
    [
      'a command',
      (world: ActivityWorld) => world.carrel.commands.run(world.caller, world.id, { request: { argv: ['true'] } }),
    ],
    [
      'a written file',
      (world: ActivityWorld) =>
        world.carrel.files.write(world.caller, { sessionId: world.id, path: 'a', data: Buffer.from('a') }),
    ],
    ['a start', (world: ActivityWorld) => world.carrel.workspaces.start(world.caller, world.id)],
  ] as const)('by %s begins the idle time anew', async (_name, use) => {
    await using it = await ActivityWorld.open();
    expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    await it.pass(45_000);

    (await use(it))._unsafeUnwrap();
    await it.pass(3_000);

    expect((await it.view()).idleAt).toBe(it.at(105_000));
    await it.pass(50_000);
    expect((await it.view()).state).toBe('ready');
    await it.pass(7_000 + SWEEP);
    await eventually(async () => {
      expect((await it.view()).state).toBe('stopped');
    });
  });

  it('is written down now and then, however often it happens', async () => {
    await using it = await ActivityWorld.open({ workspaces: { ...MINUTE, idleTimeoutMs: 1_800_000 } });
    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    const watch = expectOk(await workspace.files.watch(''));
    const reading = drain(watch);

    for (let second = 0; second < 60; second += 1) {
      await Promise.all(Array.from({ length: 10 }, (_, file) => workspace.files.write(`f${file}`, `${second}`)));
      expectOk(await workspace.commands.run(['true']));
      await it.pass(1_000);
    }

    // Once at its start, and about every ten seconds each for what goes on.
    expect(await it.writes()).toBeLessThan(40);
    expect(await it.writes()).toBeGreaterThan(2);
    expect((await it.explain()).leases.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['file-watch']));
    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));
    expect(await reading).toBeGreaterThan(0);
  });

  it('after a warning takes it back', async () => {
    await using it = await ActivityWorld.open();
    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    const told = await it.record();
    await it.pass(55_000);
    expect(told.at(-1)).toMatchObject({ type: 'warning', reason: 'idle' });

    expectOk(await workspace.commands.run(['true']));
    await it.pass(5_000);

    expect(told.at(-1)).toMatchObject({ type: 'state', workspace: { state: 'ready' } });
    await it.pass(30_000);
    expect((await it.view()).state).toBe('ready');
  });
});

describe('a running command', () => {
  it('keeps its workspace, which is idle from its end on; explain says why', async () => {
    await using it = await ActivityWorld.open();
    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    const run = workspace.commands.run(['sleep', '300'], { timeoutMs: 400_000 });

    for (let minute = 0; minute < 5; minute += 1) {
      await it.pass(58_000);
      expect(await it.explain()).toMatchObject({ cause: 'held', leases: [{ reason: 'command' }] });
      await it.pass(2_000);
    }
    expect(expectOk(await run)).toMatchObject({ reason: 'exited', exitCode: 0 });
    await it.pass(3_000);
    expect(await it.explain()).toMatchObject({ cause: 'used', leases: [], workspace: { idleAt: it.at(360_000) } });
    await it.pass(57_000 + SWEEP);

    await eventually(async () => {
      expect(await it.view()).toMatchObject({ state: 'stopped', reason: 'idle' });
    });
  });

  it('keeps it in the background too, and its end is not missed', async () => {
    await using it = await ActivityWorld.open();
    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    const command = expectOk(await workspace.commands.start(['sleep', '200']));

    await it.pass(199_000);
    expect(await it.explain()).toMatchObject({ cause: 'held', leases: [{ reason: 'command' }] });
    await it.pass(15_000);

    expect((await it.view()).idleAt).toBe(it.at(260_000));
    expect(expectOk(await command.status())).toMatchObject({ state: 'exited', exit: { code: 0 } });
    await it.pass(46_000 + SWEEP);
    await eventually(async () => {
      expect(await it.view()).toMatchObject({ state: 'stopped', reason: 'idle' });
    });
  });

  it('keeps it when its control plane was killed, for the one that comes after', async () => {
    await using it = await ActivityWorld.open();
    const dead = new VirtualClock(it.clock.now());
    const killed = await it.replica({ clock: new SettableClock(dead) });
    const workspace = expectOk(await killed.workspaces.open(it.caller, it.id));
    expectOk(await workspace.commands.start(['sleep', '600']));
    await it.pass(2_000, dead);
    expect((await it.explain()).leases).toHaveLength(1);

    // From here on the time of the one that started it stands still.
    for (let minute = 0; minute < 9; minute += 1) {
      await it.pass(60_000);
      expect(await it.explain()).toMatchObject({ cause: 'held', leases: [{ reason: 'command' }] });
    }
    await it.pass(60_000 + 15_000 + 60_000 + SWEEP);

    await eventually(async () => {
      expect(await it.view()).toMatchObject({ state: 'stopped', reason: 'idle' });
    });
  });

  it('is not ended as idle when the clock leaps, nor is anything else before its holder had its turn', async () => {
    await using it = await ActivityWorld.open();
    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    const stop = new AbortController();
    const watch = expectOk(
      await it.carrel.files.watch(it.caller, { sessionId: it.id, path: '' }, { signal: stop.signal }),
    );
    const reading = drain(watch);
    await it.pass(25_000);

    it.clock.setBy(900_000);
    await it.pass(20_000);
    expect(await it.explain()).toMatchObject({ workspace: { state: 'ready' }, leases: [{ reason: 'file-watch' }] });
    it.clock.setBy(-400_000);
    await it.pass(100_000);
    expect((await it.view()).state).toBe('ready');
    expectOk(await workspace.commands.run(['true']));
    stop.abort();
    await reading;
  });
});

describe('an open watch', () => {
  it('keeps the workspace while it is young or tells something, and no longer', async () => {
    const workspaces = { ...MINUTE, idleSocketMaxMs: 120_000 };
    await using it = await ActivityWorld.open({ workspaces });
    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    const stop = new AbortController();
    const watch = expectOk(await workspace.files.watch('', { signal: stop.signal }));
    const reading = drain(watch);

    await it.pass(100_000);
    expect(await it.explain()).toMatchObject({ cause: 'held', leases: [{ reason: 'file-watch' }] });
    expectOk(await workspace.files.write('a', 'a'));
    await it.pass(100_000);
    expect((await it.explain()).cause).toBe('held');
    await it.pass(25_000);
    expect(await it.explain()).toMatchObject({ cause: 'used', leases: [], workspace: { idleAt: it.at(280_000) } });
    await it.pass(55_000 + SWEEP);

    await eventually(async () => {
      expect(await it.view()).toMatchObject({ state: 'stopped', reason: 'idle' });
    });
    stop.abort();
    await reading;
  });
});

describe('keepAlive', () => {
  it('keeps the workspace for its time, of its caller alone, until it is taken back', async () => {
    await using it = await ActivityWorld.open();
    expectOk(await it.carrel.workspaces.open(it.caller, it.id));

    const kept = expectOk(await it.carrel.workspaces.keepAlive(it.caller, it.id, { durationMs: 300_000 }));
    expect(kept).toMatchObject({
      cause: 'held',
      leases: [{ reason: 'keep-alive', holder: it.caller.userId, expiresAt: it.at(300_000) }],
      workspace: { idleAt: it.at(360_000) },
    });
    await it.pass(290_000);
    expect((await it.view()).state).toBe('ready');
    const freed = expectOk(await it.carrel.workspaces.keepAlive(it.caller, it.id, { durationMs: 0 }));
    expect(freed).toMatchObject({ leases: [], workspace: { idleAt: it.at(60_000) } });
    await it.pass(SWEEP);

    await eventually(async () => {
      expect(await it.view()).toMatchObject({ state: 'stopped', reason: 'idle' });
    });
    expectErr(await it.carrel.workspaces.keepAlive(it.caller, it.id, { durationMs: 1_000 }), 'workspace/not-running');
  });

  it('ends by itself, and the idle time begins then', async () => {
    await using it = await ActivityWorld.open();
    expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    expectOk(await it.carrel.workspaces.keepAlive(it.caller, it.id, { durationMs: 100_000 }));

    await it.pass(155_000);
    expect((await it.view()).state).toBe('ready');
    await it.pass(5_000 + SWEEP);

    await eventually(async () => {
      expect(await it.view()).toMatchObject({ state: 'stopped', reason: 'idle' });
    });
  });

  it('is bounded, and for callers of the session alone', async () => {
    await using it = await ActivityWorld.open({ workspaces: { ...MINUTE, maxKeepAliveMs: 5_000 } });
    expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    const stranger = await newCaller(it.carrel);

    for (const durationMs of [-1, 5_001, 0.5, NaN]) {
      expectErr(await it.carrel.workspaces.keepAlive(it.caller, it.id, { durationMs }), 'request/invalid');
    }
    expectErr(await it.carrel.workspaces.keepAlive(stranger, it.id, { durationMs: 5_000 }), 'session/not-found');
    expectErr(await it.carrel.workspaces.explain(stranger, it.id), 'session/not-found');
  });
});

describe('the longest life', () => {
  it('ends a workspace whatever runs in it, warned of before', async () => {
    await using it = await ActivityWorld.open({ workspaces: { ...MINUTE, maxLifetimeMs: 100_000 } });
    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    const told = await it.record();
    const run = workspace.commands.run(['sleep', '500'], { timeoutMs: 600_000 });
    expect((await it.view()).expiresAt).toBe(it.at(100_000));

    await it.pass(99_000);
    expect((await it.view()).state).toBe('ready');
    await it.pass(1_000 + SWEEP + 6_000);

    await eventually(async () => {
      expect(await it.view()).toMatchObject({ state: 'stopped', reason: 'max-lifetime' });
    });
    expect((await run).map(({ exitCode }) => exitCode).unwrapOr(null)).not.toBe(0);
    expect(told).toContainEqual(
      expect.objectContaining({ type: 'warning', reason: 'max-lifetime', at: it.at(100_000) }),
    );
    expect((await it.explain()).cause).toBe('max-lifetime');
  });
});

describe('a policy of the host', () => {
  it('decides by what the session is', async () => {
    const seen: unknown[] = [];
    await using it = await ActivityWorld.open({
      lifePolicy: (facts) => {
        seen.push(facts);
        return { idleTimeoutMs: facts.kind === 'solo' ? 20_000 : 0, maxLifetimeMs: 500_000, warnBeforeMs: 0 };
      },
    });
    const room = expectOk(await it.carrel.sessions.create(it.caller, { kind: 'room', languages: ['python', 'java'] }));

    expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    const joined = expectOk(await it.carrel.workspaces.start(it.caller, room.id));

    expect(await it.view()).toMatchObject({ idleAt: it.at(20_000), expiresAt: it.at(500_000) });
    expect(joined).not.toHaveProperty('idleAt');
    expect(seen).toEqual([
      expect.objectContaining({ kind: 'solo', tiers: [expect.any(String)] }),
      expect.objectContaining({
        kind: 'room',
        limits: expect.objectContaining({ pids: expect.any(Number) as number }) as object,
      }),
    ]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no idea');
      },
    ],
    ['gives what is no time', () => ({ idleTimeoutMs: NaN, maxLifetimeMs: -1, warnBeforeMs: 0 })],
  ])('that %s is not asked for more than its opinion', async (_name, lifePolicy) => {
    await using it = await ActivityWorld.open({ lifePolicy });

    expectOk(await it.carrel.workspaces.open(it.caller, it.id));

    expect((await it.view()).idleAt).toBe(it.at(60_000));
  });
});

describe('leadership', () => {
  it('that is taken over mid-way loses no stop and no warning, and does nothing twice', async () => {
    await using it = await ActivityWorld.open();
    const later = new VirtualClock(it.clock.now());
    const second = await it.replica({ clock: later });
    expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    const told = await it.record(second);
    for (let at = 0; at < 55; at += 1) await Promise.all([it.pass(1_000), it.pass(1_000, later)]);
    expect(told.at(-1)?.type).toBe('warning');

    // The time of the leader stands still from here on, as if it had been killed.
    await it.pass(5_000 + 15_000 + SWEEP, later);

    await eventually(async () => {
      expect(await it.view(second)).toMatchObject({ state: 'stopped', reason: 'idle', incarnation: 1 });
    });
    await it.pass(2_000, later);
    expect(told.filter(({ type }) => type === 'warning')).toHaveLength(1);
  });
});

describe('a sweep', () => {
  it('looks at no more workspaces than it may, and at the rest in the next', async () => {
    await using it = await ActivityWorld.open({ workspaces: { ...MINUTE, warnBeforeMs: 0, maxReapedPerSweep: 2 } });
    const ids = [it.id];
    for (let count = 1; count < 5; count += 1) {
      ids.push(expectOk(await it.carrel.sessions.create(it.caller, { kind: 'solo', languages: ['python'] })).id);
    }
    for (const id of ids) expectOk(await it.carrel.workspaces.start(it.caller, id));
    const left = async () => {
      const views = await Promise.all(ids.map((id) => it.carrel.workspaces.get(it.caller, id)));
      return views.filter((view) => expectOk(view).state === 'ready').length;
    };

    const counts: number[] = [];
    for (let sweep = 0; sweep < 9; sweep += 1) {
      await it.pass(SWEEP);
      counts.push(await left());
    }

    expect(counts.slice(0, 5)).toEqual([5, 5, 5, 5, 5]);
    expect(counts.every((count, index) => (counts[index - 1] ?? 5) - count <= 2)).toBe(true);
    expect(counts.at(-1)).toBe(0);
  });
});
