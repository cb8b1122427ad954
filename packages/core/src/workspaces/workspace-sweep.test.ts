import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { memoryRuntime, memoryStore, VirtualClock } from '../memory/index.js';
import { runtimeFailed } from '../runtime/index.js';
import type { Metrics } from '../telemetry/index.js';
import { SWEEP_PAGE } from './sweep-pages.js';

const INTERVAL_MS = 10_000;
/** More than one read of a sweep takes. */
const MANY = SWEEP_PAGE + 10;

/** What was measured by name and label, and the latest of each gauge. */
function measured() {
  const counts = new Map<string, number>();
  const gauges = new Map<string, number>();
  const times: number[] = [];
  const nameOf = (name: string, labels: object) => [name, ...(Object.values(labels) as string[])].join(' ');
  const metrics: Metrics = {
    counter: (name) => ({
      add(amount = 1, ...[labels = {}]) {
        counts.set(nameOf(name, labels), (counts.get(nameOf(name, labels)) ?? 0) + amount);
      },
    }),
    gauge: (name) => ({ set: (value, ...[labels = {}]) => gauges.set(nameOf(name, labels), value) }),
    histogram: (name) => ({
      observe(...[value]) {
        if (name === 'carrel_reconcile_seconds') times.push(value);
      },
    }),
  };
  return { counts, gauges, metrics, times };
}

async function world(count: number) {
  const clock = new VirtualClock(Date.UTC(2030, 0, 1));
  const runtime = memoryRuntime({ clock });
  const store = memoryStore();
  const { metrics, ...seen } = measured();
  const carrel = await memoryCarrel({
    ...{ clock, runtime, store, metrics, sessions: { maxPerUser: MANY } },
    workspaces: { reconcileIntervalMs: INTERVAL_MS, idleTimeoutMs: 0, maxLifetimeMs: 0 },
  });
  const caller = await newCaller(carrel);
  const ids = [];
  for (let made = 0; made < count; made += 1) {
    const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
    expectOk(await carrel.workspaces.start(caller, id));
    ids.push(id);
  }
  const sweep = async () => {
    const before = seen.times.length;
    await clock.advance(INTERVAL_MS);
    await eventually(() => {
      expect(seen.times.length).toBeGreaterThan(before);
    });
  };
  return { carrel, caller, ids, runtime, sweep, ...seen };
}

describe('one comparison', () => {
  it(
    'asks for no box that the list shows running, however many there are, and finds what is wrong on every page',
    { timeout: 120_000 },
    async () => {
      const it = await world(MANY);
      const [first] = it.runtime.durableState.all();
      if (first === undefined) throw new Error('There is no box.');
      it.runtime.failNext('inspect', runtimeFailed('asked for'));
      await it.sweep();
      expectErr(await it.runtime.inspect(first.handle), 'runtime/failed');
      expect(Object.fromEntries(it.gauges)).toMatchObject({
        'carrel_reconcile_seen boxes': MANY,
        'carrel_reconcile_seen workspaces': MANY,
      });
      expect([...it.counts].filter(([name]) => name.startsWith('carrel_reconcile'))).toEqual([]);

      const gone = [first, ...it.runtime.durableState.all().slice(-2)];
      for (const { handle } of gone) expectOk(await it.runtime.remove(handle));
      await it.sweep();
      expect(it.counts.get('carrel_reconcile_repairs_total dead')).toBe(3);
      const states = await Promise.all(
        it.ids.map(async (id) => expectOk(await it.carrel.workspaces.get(it.caller, id))),
      );
      expect(states.filter(({ state }) => state === 'failed')).toHaveLength(3);
      expect(states.filter(({ state }) => state === 'ready')).toHaveLength(MANY - 3);
    },
  );

  it('confirms that a box is gone that the list does not show', async () => {
    const it = await world(1);
    const [box] = it.runtime.durableState.all();
    if (box === undefined) throw new Error('There is no box.');
    // The engine does not answer for it: whether it is gone cannot be told, so nothing happens.
    expectOk(await it.runtime.remove(box.handle));
    it.runtime.failNext('inspect', runtimeFailed('not now'));
    await it.sweep();
    const [id] = it.ids;
    if (id === undefined) throw new Error('There is no session.');
    expect(expectOk(await it.carrel.workspaces.get(it.caller, id)).state).toBe('ready');
    await it.sweep();
    expect(expectOk(await it.carrel.workspaces.get(it.caller, id))).toMatchObject({ state: 'failed', reason: 'died' });
  });
});
