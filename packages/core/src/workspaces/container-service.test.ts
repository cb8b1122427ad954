import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import type { Carrel, CarrelOptions } from '../index.js';
import type { Caller, SessionId } from '../kernel/index.js';
import { memoryRuntime, VirtualClock, type MemoryRuntime } from '../memory/index.js';
import { runtimeFailed, runtimeNotFound } from '../runtime/index.js';

interface World extends AsyncDisposable {
  readonly carrel: Carrel;
  readonly runtime: MemoryRuntime;
  readonly caller: Caller;
}

async function world(options: Partial<CarrelOptions> = {}, images: object | false = false): Promise<World> {
  const runtime = memoryRuntime({ images, ...(options.clock === undefined ? {} : { clock: options.clock }) });
  const carrel = await memoryCarrel({ runtime, ...options });
  const caller = await newCaller(carrel);
  return { carrel, runtime, caller, [Symbol.asyncDispose]: () => carrel.dispose() };
}

async function running({ carrel, caller }: Pick<World, 'carrel' | 'caller'>, name: string): Promise<SessionId> {
  const session = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'], name }));
  expectOk(await carrel.workspaces.open(caller, session.id));
  return session.id;
}

describe('the workspaces of a tenant', () => {
  it('are listed with what they are and what they use, the oldest first', async () => {
    await using it = await world({}, { lineMs: 1 });
    const first = await running(it, 'first');
    const second = await running(it, 'second');
    expectOk(
      await it.carrel.sessions.create(it.caller, { kind: 'solo', languages: ['python'], name: 'never started' }),
    );

    const { items, nextCursor } = expectOk(await it.carrel.containers.list(it.caller));

    expect(items.map(({ sessionId }) => sessionId)).toEqual([first, second]);
    expect(nextCursor).toBeNull();
    const [{ handle } = { handle: undefined }] = it.runtime.durableState.all();
    const used = expectOk(await it.runtime.stats(handle!));
    expect(items[0]).toEqual({
      sessionId: first,
      sessionName: 'first',
      ownerId: it.caller.userId,
      state: 'ready',
      incarnation: 1,
      runtime: 'memory',
      image: expect.stringMatching(/^carrel\/workspace:/) as string,
      createdAt: expect.any(String) as string,
      readyAt: expect.any(String) as string,
      limits: {
        memoryBytes: used.memoryLimitBytes,
        cpus: expect.any(Number) as number,
        pids: expect.any(Number) as number,
      },
      stats: {
        memoryBytes: used.memoryBytes,
        cpuMs: expect.any(Number) as number,
        processes: used.processes,
        uptimeMs: expect.any(Number) as number,
      },
    });
  });

  it('are paged without one twice or left out while they change, and are gone once they stopped', async () => {
    await using it = await world();
    const ids: SessionId[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) ids.push(await running(it, name));
    const seen: SessionId[] = [];
    let cursor: string | undefined;
    do {
      const request = { limit: 2, ...(cursor === undefined ? {} : { cursor }) };
      const page = expectOk(await it.carrel.containers.list(it.caller, request));
      seen.push(...page.items.map(({ sessionId }) => sessionId));
      if (cursor === undefined) expectOk(await it.carrel.workspaces.stop(it.caller, ids[0]!));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);

    expect(seen).toEqual(ids);
    await eventually(async () => {
      const { items } = expectOk(await it.carrel.containers.list(it.caller));
      expect(items.map(({ sessionId }) => sessionId)).toEqual(ids.slice(1));
    });
    expectErr(await it.carrel.containers.list(it.caller, { limit: 201 }), 'request/invalid');
  });

  it('are those of no other tenant, and nobody else may see them', async () => {
    await using it = await world();
    for (const name of ['mine', 'mine too']) await running(it, name);
    const stranger = await newCaller(it.carrel);
    const theirs = await running({ ...it, caller: stranger }, 'theirs');

    const { items } = expectOk(await it.carrel.containers.list(stranger));
    expect(items.map(({ sessionId }) => sessionId)).toEqual([theirs]);
    const { nextCursor } = expectOk(await it.carrel.containers.list(it.caller, { limit: 1 }));
    expectErr(await it.carrel.containers.list(stranger, { cursor: nextCursor! }), 'request/invalid');
    expectErr(await it.carrel.containers.list({ ...it.caller, role: 'member' }), 'auth/forbidden');
    expectErr(await it.carrel.containers.list({ ...it.caller, scopes: ['sessions:*'] }), 'auth/forbidden');
    expectOk(await it.carrel.containers.list({ ...it.caller, role: 'admin', scopes: ['containers:read'] }));
  });

  it('say why it is not known what they use', async () => {
    const clock = new VirtualClock();
    await using it = await world({ clock, workspaces: { statsTimeoutMs: 2_000 } });
    for (const name of ['slow', 'broken', 'gone', 'well']) await running(it, name);
    const slow = it.runtime.holdNext('stats');
    it.runtime.failNext('stats', runtimeFailed('Out of order.'));
    it.runtime.failNext('stats', runtimeNotFound('box'));

    const listing = it.carrel.containers.list(it.caller);
    await slow.reached;
    await clock.advance(2_001);
    const { items } = expectOk(await listing);

    expect(items.map(({ sessionName, statsReason }) => [sessionName, statsReason])).toEqual([
      ['slow', 'timed-out'],
      ['broken', 'unavailable'],
      ['gone', 'not-running'],
      ['well', undefined],
    ]);
    expect(items.map(({ stats }) => stats === null)).toEqual([true, true, true, false]);
  });

  it('are there while they start and while they wait for room', async () => {
    await using it = await world({ workspaces: { max: 1 } });
    const start = it.runtime.holdNext('create');
    const [one, two] = [await started(it, 'one'), await started(it, 'two')];
    await start.reached;

    const { items } = expectOk(await it.carrel.containers.list(it.caller));

    expect(items.map(({ sessionId, state, stats, statsReason }) => [sessionId, state, stats, statsReason])).toEqual([
      [one, 'creating', null, 'not-ready'],
      [two, 'queued', null, 'not-ready'],
    ]);
    start.release();
  });

  it('wait for a runtime that says nothing no longer than five times the time of one', async () => {
    const clock = new VirtualClock();
    await using it = await world({ clock, workspaces: { statsTimeoutMs: 100, pool: [] } });
    const held = Array.from({ length: 100 }, () => it.runtime.holdNext('stats'));
    for (let index = 0; index < 100; index += 1) await running(it, `of many ${String(index)}`);

    const listing = it.carrel.containers.list(it.caller, { limit: 100 });
    let answered = false;
    void listing.then(() => (answered = true));
    await held[0]!.reached;
    let passed = 0;
    while (!answered && passed < 1_000) {
      await clock.advance(50);
      passed += 50;
    }

    const { items } = expectOk(await listing);
    expect(passed).toBeLessThanOrEqual(600);
    expect(items).toHaveLength(100);
    expect(new Set(items.map(({ statsReason }) => statsReason))).toEqual(new Set(['timed-out']));
  });
});

async function started({ carrel, caller }: World, name: string): Promise<SessionId> {
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'], name }));
  expectOk(await carrel.workspaces.start(caller, id, { waitMs: 0 }));
  return id;
}
