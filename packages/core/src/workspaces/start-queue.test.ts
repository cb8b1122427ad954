import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { becomes, MIB, newSession, positionOf, queued, runningSession, world } from '../../test/queue-fixture.js';
import type { Caller, SessionId } from '../kernel/index.js';
import { memoryRuntime, VirtualClock } from '../memory/index.js';
import type { LogFields, Logger } from '../telemetry/index.js';
import { capacityCounters } from './capacity-records.js';

describe('a start that there is no room for', () => {
  it('waits, is told where in every view, and is ready when it had its turn', async () => {
    await using it = await world({ workspaces: { max: 1 } });
    const running = await runningSession(it.carrel, it.caller);
    const first = await queued(it.carrel, it.caller);
    const second = await queued(it.carrel, it.caller);

    const session = expectOk(await it.carrel.sessions.get(it.caller, second.id));
    expect(expectOk(await it.carrel.workspaces.views([session]))).toMatchObject([
      { state: 'queued', queuePosition: 2 },
    ]);
    expect(expectOk(await it.carrel.workspaces.explain(it.caller, second.id))).toMatchObject({
      because: 'It waits for room, as number 2.',
      workspace: { queuePosition: 2 },
    });
    for await (const event of expectOk(await it.carrel.workspaces.events(it.caller, second.id, { from: 1 }))) {
      expect(event).toMatchObject({ type: 'state', workspace: { state: 'queued', queuePosition: 2 } });
      break;
    }
    expectOk(await it.carrel.workspaces.stop(it.caller, running));

    expect(expectOk(await first.starting)).toMatchObject({ state: 'ready', incarnation: 1 });
    expect(await positionOf(it.carrel, it.caller, second.id)).toBe(1);
    expectOk(await it.carrel.workspaces.stop(it.caller, first.id));
    expect(expectOk(await second.starting).state).toBe('ready');
    expect(it.runtime.durableState.size).toBe(1);
  });

  it('has an estimate of its wait once some had their turns', async () => {
    await using it = await world({ workspaces: { max: 1 } });
    let running = await runningSession(it.carrel, it.caller);
    const waiting = [];
    for (let count = 0; count < 4; count += 1) waiting.push(await queued(it.carrel, it.caller));
    expect(expectOk(await it.carrel.workspaces.get(it.caller, waiting[3]?.id ?? running))).toEqual(
      expect.not.objectContaining({ queueEstimateMs: expect.anything() }),
    );

    for (const next of waiting.slice(0, 2)) {
      await it.clock.advance(10_000);
      expectOk(await it.carrel.workspaces.stop(it.caller, running));
      expectOk(await next.starting);
      running = next.id;
    }
    await it.clock.advance(10_000);

    const last = expectOk(await it.carrel.workspaces.get(it.caller, waiting[3]?.id ?? running));
    expect(last).toMatchObject({ queuePosition: 2, queueEstimateMs: 20_000 });
  });

  it.each([
    ['maxPerUser', { maxPerUser: 1 }],
    ['maxPerTenant', { maxPerTenant: 1 }],
    ['max', { max: 1 }],
    ['maxMemoryBytesPerUser', { maxMemoryBytesPerUser: 1_100 * MIB }],
    ['maxMemoryBytesPerTenant', { maxMemoryBytesPerTenant: 1_100 * MIB }],
    ['maxMemoryBytes', { maxMemoryBytes: 1_100 * MIB }],
    ['maxCpusPerUser', { maxCpusPerUser: 2 }],
    ['maxCpusPerTenant', { maxCpusPerTenant: 2 }],
    ['maxCpus', { maxCpus: 2 }],
  ] as const)('waits at %s, and another scope does not', async (name, workspaces) => {
    await using it = await world({ workspaces });
    const other = await newCaller(it.carrel);
    const running = await runningSession(it.carrel, it.caller, ['java']);

    const waiting = await queued(it.carrel, it.caller, ['java']);
    if (name.includes('Per')) await runningSession(it.carrel, other, ['java']);
    else await queued(it.carrel, other, ['java']);
    expectOk(await it.carrel.workspaces.stop(it.caller, running));

    expect(expectOk(await waiting.starting).state).toBe('ready');
  });

  it('is refused at once when it is larger than a whole limit', async () => {
    await using it = await world({ workspaces: { maxMemoryBytesPerUser: 600 * MIB } });
    const id = await newSession(it.carrel, it.caller, ['java']);

    const refused = expectErr(await it.carrel.workspaces.start(it.caller, id), 'workspace/over-quota');

    expect(refused).toMatchObject({ scope: 'user', resource: 'memoryBytes', limit: 600 * MIB, retryable: false });
    expect(expectOk(await it.carrel.workspaces.get(it.caller, id)).state).toBe('none');
    expect(expectOk(await it.carrel.sessions.get(it.caller, id)).desired).toBe('stopped');
  });

  it('is refused when the queue, or its user’s part of it, is full', async () => {
    await using it = await world({ workspaces: { max: 1 }, queue: { maxPerUser: 1, maxLength: 2 } });
    const [second, third] = [await newCaller(it.carrel), await newCaller(it.carrel)];
    await runningSession(it.carrel, it.caller);
    await queued(it.carrel, it.caller);
    const refused = (caller: Caller) =>
      newSession(it.carrel, caller).then((id) => it.carrel.workspaces.start(caller, id));

    expect(expectErr(await refused(it.caller), 'workspace/queue-full')).toMatchObject({ scope: 'user', limit: 1 });
    await queued(it.carrel, second);
    expect(expectErr(await refused(third), 'workspace/queue-full')).toMatchObject({
      scope: 'installation',
      limit: 2,
      retryable: true,
    });
  });

  it('is refused where nobody may wait', async () => {
    await using it = await world({ workspaces: { max: 1 }, queue: { maxLength: 0 } });
    await runningSession(it.carrel, it.caller);
    const id = await newSession(it.carrel, it.caller);

    expectErr(await it.carrel.workspaces.start(it.caller, id), 'workspace/queue-full');
  });

  it('fails when it waits for longer than it may', async () => {
    await using it = await world({ workspaces: { max: 1 }, queue: { maxWaitMs: 60_000 } });
    await runningSession(it.carrel, it.caller);
    const waiting = await queued(it.carrel, it.caller);

    await it.clock.advance(50_000);
    expect(expectOk(await it.carrel.workspaces.get(it.caller, waiting.id)).state).toBe('queued');
    for (let at = 0; at < 3; at += 1) await it.clock.advance(10_000);

    expect(expectErr(await waiting.starting, 'workspace/start-failed').reason).toBe('queue-timed-out');
    expect(expectOk(await it.carrel.workspaces.get(it.caller, waiting.id))).toMatchObject({
      state: 'failed',
      reason: 'queue-timed-out',
    });
  });

  it('fails when its turn comes under limits that it will never fit', async () => {
    await using it = await world({ workspaces: { max: 1 } });
    await runningSession(it.carrel, it.caller);
    const waiting = await queued(it.carrel, it.caller, ['java']);

    const clock = new VirtualClock(it.clock.now() + 70_000);
    const runtime = memoryRuntime({ clock, durableState: it.runtime.durableState });
    const workspaces = { maxMemoryBytes: 600 * MIB };
    const again = await memoryCarrel({ clock, store: it.store, runtime, workspaces });

    await becomes(again, it.caller, { id: waiting.id, state: 'failed' });
    expect(expectOk(await again.workspaces.get(it.caller, waiting.id)).reason).toBe('over-quota');
  });
});

describe('the queue', () => {
  it('serves a user with one start in the next slot after one of a user with a hundred', async () => {
    await using it = await world({ workspaces: { max: 1 } });
    const other = await newCaller(it.carrel);
    let running = await runningSession(it.carrel, it.caller);
    const ids = new Map<SessionId, Caller>();
    for (let count = 0; count < 100; count += 1) ids.set((await queued(it.carrel, it.caller)).id, it.caller);
    const only = await queued(it.carrel, other);
    ids.set(only.id, other);

    const served: Caller[] = [];
    let owner: Caller = it.caller;
    while (!served.includes(other)) {
      expect(served.length).toBeLessThan(2);
      expectOk(await it.carrel.workspaces.stop(owner, running));
      await eventually(async () => {
        for (const [id, caller] of ids) {
          if (expectOk(await it.carrel.workspaces.get(caller, id)).state !== 'ready') continue;
          [running, owner] = [id, caller];
          return;
        }
        throw new Error('nobody was served');
      });
      ids.delete(running);
      served.push(owner);
    }

    expect(expectOk(await only.starting).state).toBe('ready');
    expect(it.runtime.durableState.size).toBe(1);
  });

  it('keeps its order when the control plane is killed', async () => {
    const it = await world({ workspaces: { max: 1 } });
    const other = await newCaller(it.carrel);
    const running = await runningSession(it.carrel, it.caller);
    const mine = [await queued(it.carrel, it.caller), await queued(it.carrel, it.caller)];
    const theirs = await queued(it.carrel, other);

    // The time of the first stands still from here on, as if it had been killed.
    const clock = new VirtualClock(it.clock.now() + 70_000);
    const runtime = memoryRuntime({ clock, durableState: it.runtime.durableState });
    const again = await memoryCarrel({ clock, store: it.store, runtime, workspaces: { max: 1 } });
    const order = [mine[0], theirs, mine[1]].map((start) => start?.id ?? running);
    const owner = (id: SessionId) => (id === theirs.id ? other : it.caller);
    expect(await Promise.all(order.map((id) => positionOf(again, owner(id), id)))).toEqual([1, 2, 3]);

    let last = running;
    for (const id of order) {
      expectOk(await again.workspaces.stop(owner(last), last));
      await becomes(again, owner(id), { id, state: 'ready' });
      last = id;
    }
    expect(it.runtime.durableState.size).toBe(1);
  });

  it('goes on by itself after a restart with more room', async () => {
    const it = await world({ workspaces: { max: 1 } });
    await runningSession(it.carrel, it.caller);
    const waiting = await queued(it.carrel, it.caller);

    const clock = new VirtualClock(it.clock.now() + 70_000);
    const runtime = memoryRuntime({ clock, durableState: it.runtime.durableState });
    const again = await memoryCarrel({ clock, store: it.store, runtime, workspaces: { max: 2 } });

    await becomes(again, it.caller, { id: waiting.id, state: 'ready' });
  });
});

describe('a counter that is wrong', () => {
  it('is repaired with a warning', async () => {
    const warnings: string[] = [];
    const quiet = () => undefined;
    const logger: Logger = {
      debug: quiet,
      info: quiet,
      error: quiet,
      warn: (_fields: LogFields, message: string) => void warnings.push(message),
      child: () => logger,
    };
    await using it = await world({ workspaces: { max: 2 }, logger });
    await runningSession(it.carrel, it.caller);
    const wrong = { tenantId: '', userId: '', count: 2, memoryBytes: 7, cpus: 0 };
    expectOk(await it.store.transact((tx) => tx.put(capacityCounters, wrong)));
    const waiting = await queued(it.carrel, it.caller);

    for (let at = 0; at < 7; at += 1) await it.clock.advance(10_000);

    expect(expectOk(await waiting.starting).state).toBe('ready');
    expect(warnings).toContain('capacity was counted wrong, and is repaired');
  });
});
