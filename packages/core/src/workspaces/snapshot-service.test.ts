import { describe, expect, it } from 'vitest';
import { crashingStore } from '../../test/crashing-store.js';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import type { Carrel, CarrelOptions } from '../index.js';
import { okAsync, type Caller, type SessionId } from '../kernel/index.js';
import { memoryRuntime, memoryStorage, memoryStore, VirtualClock, type MemoryRuntime } from '../memory/index.js';
import { runtimeFailed, type WorkspaceRuntime } from '../runtime/index.js';

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
  const id = await running(carrel, caller);
  return { carrel, runtime, caller, id, [Symbol.asyncDispose]: () => carrel.dispose() };
}

async function running(carrel: Carrel, caller: Caller): Promise<SessionId> {
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
  expectOk(await carrel.workspaces.open(caller, id));
  return id;
}

async function write({ carrel, caller, id }: World, path: string, text: string): Promise<void> {
  expectOk(await carrel.files.write(caller, { sessionId: id, path, data: Buffer.from(text) }));
}

async function names({ carrel, caller, id }: World): Promise<readonly string[]> {
  return expectOk(await carrel.files.list(caller, { sessionId: id, path: '' })).map(({ path }) => path);
}

let looks = 0;

/** Which of the images boxes boot from; those that find it out are another installation's. */
async function images(runtime: MemoryRuntime, ids: readonly string[]): Promise<readonly boolean[]> {
  const found: boolean[] = [];
  for (const image of ids) {
    const made = await runtime.create({
      ...{ installationId: 'looks', tenantId: 'ten_a', sessionId: 'ses_a', incarnation: 1, env: {}, image },
      ...{ intentToken: `look-${(looks += 1)}`, limits: { memoryBytes: 1_000_000, cpus: 1, pids: 10 } },
    });
    found.push(made.isOk());
  }
  return found;
}

describe('snapshots', () => {
  it('hold the files of one moment, and every later workspace begins with those that were restored', async () => {
    await using it = await world();
    await write(it, 'kept', 'x');
    const taken = expectOk(await it.carrel.snapshots.take(it.caller, it.id, { label: 'good' }));
    await write(it, 'later', 'y');

    expect(taken).toMatchObject({ sessionId: it.id, state: 'ready', label: 'good', incarnation: 1, runtime: 'memory' });
    expect(expectOk(await it.carrel.snapshots.list(it.caller, it.id)).items).toEqual([taken]);
    expect(expectOk(await it.carrel.snapshots.get(it.caller, it.id, taken.id))).toEqual(taken);

    expect(expectOk(await it.carrel.snapshots.restore(it.caller, it.id, taken.id))).toEqual(taken);
    expect(expectOk(await it.carrel.workspaces.get(it.caller, it.id)).state).toBe('stopped');
    for (const incarnation of [2, 3]) {
      expect(expectOk(await it.carrel.workspaces.open(it.caller, it.id)).incarnation).toBe(incarnation);
      expect(await names(it)).toEqual(['kept']);
      await write(it, `of ${String(incarnation)}`, 'z');
      expectOk(await it.carrel.workspaces.stop(it.caller, it.id));
    }
    expectOk(await it.carrel.snapshots.remove(it.caller, it.id, taken.id));
    expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    expect(await names(it)).toEqual([]);
  });

  it('are in the audit, and gone once they are removed', async () => {
    await using it = await world();
    const { id } = expectOk(await it.carrel.snapshots.take(it.caller, it.id));
    expectOk(await it.carrel.snapshots.restore(it.caller, it.id, id));
    expectOk(await it.carrel.snapshots.remove(it.caller, it.id, id));

    expectErr(await it.carrel.snapshots.get(it.caller, it.id, id), 'snapshot/not-found');
    expectErr(await it.carrel.snapshots.remove(it.caller, it.id, id), 'snapshot/not-found');
    expectErr(await it.carrel.snapshots.restore(it.caller, it.id, id), 'snapshot/not-found');
    expect(await images(it.runtime, ['memory/snapshot:1'])).toEqual([false]);
    const { items } = expectOk(await it.carrel.audit.list(it.caller, { limit: 200 }));
    const told = items.filter(({ subject }) => subject === id).map(({ action, outcome }) => [action, outcome]);
    expect(told.reverse()).toEqual([
      ['snapshot.taken', 'success'],
      ['snapshot.restored', 'success'],
      ['snapshot.removed', 'success'],
    ]);
  });

  it('are listed newest first, in pages that are no other list’s', async () => {
    await using it = await world();
    const taken: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      taken.unshift(expectOk(await it.carrel.snapshots.take(it.caller, it.id)).id);
    }
    const first = expectOk(await it.carrel.snapshots.list(it.caller, it.id, { limit: 2 }));
    const rest = expectOk(await it.carrel.snapshots.list(it.caller, it.id, { limit: 2, cursor: first.nextCursor! }));
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(taken);
    const other = await running(it.carrel, it.caller);
    const foreign = await it.carrel.snapshots.list(it.caller, other, { cursor: first.nextCursor! });
    expectErr(foreign, 'request/invalid');
    expectErr(await it.carrel.snapshots.get(it.caller, other, taken[0]!), 'snapshot/not-found');
  });

  it('are bounded for a session and for a tenant', async () => {
    await using it = await world({ workspaces: { maxSnapshotsPerSession: 2, maxSnapshotsPerTenant: 3 } });
    const all = await Promise.all([1, 2, 3].map(() => it.carrel.snapshots.take(it.caller, it.id)));
    const refused = all.flatMap((one) => (one.isErr() ? [one.error] : []));
    expect(refused).toMatchObject([{ type: 'snapshot/limit', scope: 'session', limit: 2 }]);

    const other = await running(it.carrel, it.caller);
    const third = expectOk(await it.carrel.snapshots.take(it.caller, other));
    expect(expectErr(await it.carrel.snapshots.take(it.caller, other), 'snapshot/limit')).toMatchObject({
      ...{ scope: 'tenant', limit: 3 },
    });
    expectOk(await it.carrel.snapshots.remove(it.caller, other, third.id));
    expectOk(await it.carrel.snapshots.take(it.caller, other));
    const stranger = await newCaller(it.carrel);
    expectOk(await it.carrel.snapshots.take(stranger, await running(it.carrel, stranger)));
  });

  it('need a workspace that runs, and a runtime that takes them', async () => {
    await using it = await world();
    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));
    expectErr(await it.carrel.snapshots.take(it.caller, it.id), 'workspace/not-running');
    expect(expectOk(await it.carrel.snapshots.list(it.caller, it.id)).items).toEqual([]);

    await using without = await world({ runtime: withoutSnapshots(memoryRuntime()) });
    const { carrel, caller, id } = without;
    const taken = expectErr(await carrel.snapshots.take(caller, id), 'runtime/unsupported');
    const listed = expectErr(await carrel.snapshots.list(caller, id), 'runtime/unsupported');
    expect([taken.capability, listed.capability]).toEqual(['snapshot', 'snapshot']);
  });

  it('are not restored where other files would come over them', async () => {
    await using it = await world({ storages: [memoryStorage({ name: 'database' })] });
    const stored = { kind: 'room', languages: ['python'], storage: 'database' } as const;
    const { id } = expectOk(await it.carrel.sessions.create(it.caller, stored));
    expectOk(await it.carrel.workspaces.open(it.caller, id));
    const kept = expectOk(await it.carrel.snapshots.take(it.caller, id));
    const refused = await it.carrel.snapshots.restore(it.caller, id, kept.id);
    expect(expectErr(refused, 'snapshot/not-restorable').reason).toBe('storage');
    expect(expectOk(await it.carrel.workspaces.get(it.caller, id)).state).toBe('ready');

    await write(it, 'kept', 'x');
    const taken = expectOk(await it.carrel.snapshots.take(it.caller, it.id));
    expectOk(await it.carrel.snapshots.restore(it.caller, it.id, taken.id));
    expectOk(await it.carrel.sessions.update(it.caller, it.id, { changes: { languages: ['lua'] } }));
    expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    expect(await names(it)).toEqual([]);
    const other = await it.carrel.snapshots.restore(it.caller, it.id, taken.id);
    expect(expectErr(other, 'snapshot/not-restorable').reason).toBe('languages');
  });
});

describe('a snapshot that does not come about', () => {
  it.each(['before', 'after'] as const)('leaves nothing when the runtime fails %s it was made', async (when) => {
    await using it = await world();
    it.runtime.failNext('snapshot', runtimeFailed('Out of order.'), { when });

    expectErr(await it.carrel.snapshots.take(it.caller, it.id), 'runtime/failed');

    expect(await images(it.runtime, ['memory/snapshot:1'])).toEqual([false]);
    expect(expectOk(await it.carrel.snapshots.list(it.caller, it.id)).items).toEqual([]);
    const { items } = expectOk(await it.carrel.audit.list(it.caller, { limit: 5 }));
    expect(items[0]).toMatchObject({ action: 'snapshot.taken', outcome: 'failed' });
  });

  it('is given up after its time, and with its caller', async () => {
    const clock = new VirtualClock();
    await using it = await world({ clock, workspaces: { snapshotTimeoutMs: 1_000, idleTimeoutMs: 0 } });
    const slow = it.runtime.holdNext('snapshot');
    const taking = it.carrel.snapshots.take(it.caller, it.id);
    await slow.reached;
    await clock.advance(1_001);
    expectErr(await taking, 'runtime/timed-out');

    const held = it.runtime.holdNext('snapshot');
    const abort = new AbortController();
    const second = it.carrel.snapshots.take(it.caller, it.id, { signal: abort.signal });
    await held.reached;
    abort.abort();
    expectErr(await second, 'request/aborted');
    expect(expectOk(await it.carrel.snapshots.list(it.caller, it.id)).items).toEqual([]);
  });

  it('is removed while it is being taken, with what is made of it afterwards', async () => {
    await using it = await world();
    const held = it.runtime.holdNext('snapshot');
    const taking = it.carrel.snapshots.take(it.caller, it.id);
    await held.reached;
    const [listed] = expectOk(await it.carrel.snapshots.list(it.caller, it.id)).items;
    expect(listed?.state).toBe('taking');
    expectOk(await it.carrel.snapshots.remove(it.caller, it.id, listed!.id));
    held.release();

    expectErr(await taking, 'snapshot/not-found');
    expect(await images(it.runtime, ['memory/snapshot:1'])).toEqual([false]);
  });
});

describe('the sweep of snapshots', () => {
  it('removes those of deleted sessions, what was not removed, and what nothing is known of', async () => {
    const clock = new VirtualClock();
    await using it = await world({ clock, workspaces: { idleTimeoutMs: 0 } });
    const unknown = await image(it, { token: 'snp_unknown' });
    const foreign = await image(it);
    const kept = expectOk(await it.carrel.snapshots.take(it.caller, it.id));
    const other = await running(it.carrel, it.caller);
    expectOk(await it.carrel.snapshots.take(it.caller, other));
    const late = expectOk(await it.carrel.snapshots.take(it.caller, it.id));
    it.runtime.failNext('removeSnapshot', runtimeFailed('Out of order.'));
    expectOk(await it.carrel.snapshots.remove(it.caller, it.id, late.id));
    expectErr(await it.carrel.snapshots.get(it.caller, it.id, late.id), 'snapshot/not-found');
    expectOk(await it.carrel.sessions.remove(it.caller, other));

    for (let sweep = 0; sweep < 20; sweep += 1) await clock.advance(10_000);

    const all = [unknown, foreign, ...[3, 4, 5].map((count) => `memory/snapshot:${String(count)}`)];
    // What was made without a token is its maker's.
    expect(await images(it.runtime, all)).toEqual([false, true, true, false, false]);
    expect(expectOk(await it.carrel.snapshots.get(it.caller, it.id, kept.id))).toEqual(kept);
  });

  it('leaves nothing of one whose process died at any step', async () => {
    for (const when of ['before', 'after'] as const) {
      for (let step = 0; step < 2; step += 1) await diesAt(step, when);
    }
  });
});

/** A snapshot that the runtime has and no service knows of. */
async function image({ runtime }: World, options: { readonly token?: string } = {}): Promise<string> {
  const [box] = runtime.durableState.all();
  return expectOk(await runtime.snapshot(box!.handle, options)).image;
}

/** The process dies at a transaction of `take`, and another one comes after it. */
async function diesAt(step: number, when: 'before' | 'after'): Promise<void> {
  const inner = memoryStore();
  const crashing = crashingStore(inner, when);
  const runtime = memoryRuntime();
  const dying = await memoryCarrel({ store: crashing.store, runtime });
  const caller = await newCaller(dying);
  const id = await running(dying, caller);
  crashing.crashAfter(step);
  expectErr(await dying.snapshots.take(caller, id), 'store/unavailable');
  expect(crashing.crashed).toBe(true);
  await dying.dispose();

  const clock = new VirtualClock(Date.now() + 86_400_000 * 2);
  const next = memoryRuntime({ durableState: runtime.durableState, clock });
  await using carrel = await memoryCarrel({ store: inner, runtime: next, clock });
  await eventually(async () => {
    await clock.advance(10_000);
    expect(await images(next, ['memory/snapshot:1'])).toEqual([when === 'after' && step === 1]);
  });
  const records = expectOk(await carrel.snapshots.list(caller, id)).items;
  // The transaction that says it is ready was the last that this process did: the snapshot is whole.
  expect(records.map(({ state }) => state)).toEqual(when === 'after' && step === 1 ? ['ready'] : []);
}

function withoutSnapshots(runtime: WorkspaceRuntime): WorkspaceRuntime {
  const capabilities = { ...runtime.capabilities, snapshot: false };
  return new Proxy(runtime, {
    get: (target, key) => {
      if (key === 'capabilities') return capabilities;
      if (key === 'sweep') return () => okAsync(undefined);
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
