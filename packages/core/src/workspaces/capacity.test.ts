import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import type { Carrel } from '../index.js';
import type { Caller, ResultAsync, SessionId } from '../kernel/index.js';
import { memoryRuntime, memoryStore, VirtualClock, type MemoryBoxes } from '../memory/index.js';
import { runtimeExhausted } from '../runtime/index.js';
import type { RecordStore } from '../store/index.js';
import { capacityCounters, waitingStarts } from './capacity-records.js';
import { NOTHING, plus, type Amounts } from './capacity.js';
import { workspaces } from './workspace-records.js';

const START = Date.UTC(2030, 0, 1);
const MAX = 3;
const ACTIVE = ['creating', 'ready', 'stopping'];
const ALL = { limit: 1_000 };

/** What the counters say, and what they should, from the records alone. */
async function counts(store: RecordStore) {
  const [counters, records] = expectOk(
    await store.read((view) =>
      view
        .scan(capacityCounters, ALL)
        .andThen((counted) => view.scan(workspaces, ALL).map((found) => [counted.items, found.items] as const)),
    ),
  );
  const truth: Record<string, Amounts> = {};
  for (const { value } of records) {
    if (!ACTIVE.includes(value.state)) continue;
    const { reserved } = value;
    if (reserved === undefined) throw new Error(`no room is reserved for ${value.sessionId}`);
    for (const name of ['/', `${value.tenantId}/`, `${value.tenantId}/${reserved.userId}`]) {
      truth[name] = plus(truth[name] ?? NOTHING, reserved);
    }
  }
  const counted = Object.fromEntries(
    counters.map(({ value: { tenantId, userId, ...amounts } }) => [`${tenantId}/${userId}`, amounts]),
  );
  return { counted, truth, active: truth['/']?.count ?? 0, states: records.map(({ value }) => value.state) };
}

async function waitingOf(store: RecordStore): Promise<number> {
  return expectOk(await store.read((view) => view.scan(waitingStarts, ALL))).items.length;
}

interface Replica {
  readonly carrel: Carrel;
  readonly clock: VirtualClock;
  readonly runtime: ReturnType<typeof memoryRuntime>;
}

/** Replicas on one store, whose boxes outlive them. */
async function installation() {
  const clock = new VirtualClock(START);
  const store = memoryStore({ clock });
  const boxes = memoryRuntime({ clock }).durableState;
  const replica = async (now: number): Promise<Replica> => {
    const own = new VirtualClock(now);
    const runtime = memoryRuntime({ clock: own, durableState: boxes });
    const carrel = await memoryCarrel({ clock: own, store, runtime, workspaces: { max: MAX, maxPerUser: 2 } });
    return { carrel, clock: own, runtime };
  };
  return { store, boxes, replica };
}

const step = fc.record({
  do: fc.constantFrom(
    'start' as const,
    'start' as const,
    'start' as const,
    'stop',
    'die',
    'fail',
    'kill',
    'hang',
    'wait',
  ),
  who: fc.nat(11),
});

describe('what is counted', () => {
  it('is what is active, whatever happens to workspaces and to the control plane', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const { store, boxes, replica } = await installation();
        let at = await replica(START);
        const callers = [await newCaller(at.carrel), await newCaller(at.carrel), await newCaller(at.carrel)];
        const all: { id: SessionId; caller: Caller }[] = [];
        for (let count = 0; count < 12; count += 1) {
          const caller = callers[count % 3] ?? callers[0];
          if (caller === undefined) continue;
          const languages = count % 2 === 0 ? ['python'] : ['java'];
          all.push({ id: expectOk(await at.carrel.sessions.create(caller, { kind: 'solo', languages })).id, caller });
        }
        for (const one of steps) {
          const chosen = all[one.who];
          if (chosen !== undefined) at = await take({ at, boxes, replica }, one.do, chosen);
          const { active, counted, truth } = await counts(store);
          expect(counted).toEqual(truth);
          expect(active).toBeLessThanOrEqual(MAX);
        }
        // Another replica, after all holds have run out, settles all.
        at = await replica(at.clock.now() + 200_000);
        for (let round = 0; round < 4; round += 1) await at.clock.advance(10_000);
        await eventually(async () => {
          const { active, counted, states, truth } = await counts(store);
          expect(counted).toEqual(truth);
          expect(states.filter((state) => state === 'creating' || state === 'stopping')).toEqual([]);
          expect(states.filter((state) => state === 'queued')).toHaveLength(await waitingOf(store));
          expect(boxes.size).toBe(active);
        });
        for (const { id, caller } of all) expectOk(await at.carrel.workspaces.stop(caller, id));
        expect(await counts(store)).toMatchObject({ counted: {}, active: 0 });
        expect(await waitingOf(store)).toBe(0);
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});

/** Whatever became of it. */
function settled(work: ResultAsync<unknown, unknown>): Promise<void> {
  return work.match(
    () => undefined,
    () => undefined,
  );
}

async function take(
  { at, boxes, replica }: { at: Replica; boxes: MemoryBoxes; replica: (now: number) => Promise<Replica> },
  what: string,
  { id, caller }: { id: SessionId; caller: Caller },
): Promise<Replica> {
  const { carrel, clock, runtime } = at;
  if (what === 'start') void settled(carrel.workspaces.start(caller, id));
  else if (what === 'stop') void settled(carrel.workspaces.stop(caller, id));
  else if (what === 'fail') runtime.failNext('start', runtimeExhausted('No room.'));
  else if (what === 'hang') runtime.holdNext('create', { when: 'after' });
  else if (what === 'die') {
    const box = boxes.all().find(({ handle }) => handle.sessionId === id);
    if (box !== undefined) runtime.killBox(box.handle);
  } else if (what === 'kill') return replica(clock.now() + 200_000);
  await clock.advance(what === 'wait' ? 10_000 : 10);
  return at;
}

describe('two replicas on one store', () => {
  it('admit every start once, and never more than there is room for', async () => {
    const { boxes, replica, store } = await installation();
    const both = [await replica(START), await replica(START)];
    const [first] = both;
    if (first === undefined) throw new Error('no replica');
    const tick = async () => {
      await Promise.all(both.map(({ clock }) => clock.advance(1_000)));
    };
    const callers = await Promise.all(Array.from({ length: 4 }, () => newCaller(first.carrel)));
    const waiting = new Map<SessionId, Caller>();
    const starts: Promise<void>[] = [];
    for (let count = 0; count < 16; count += 1) {
      const caller = callers[count % 4];
      if (caller === undefined) continue;
      const { id } = expectOk(await first.carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
      waiting.set(id, caller);
      for (const { carrel } of both) starts.push(settled(carrel.workspaces.start(caller, id)));
    }

    const incarnations: number[] = [];
    for (let turn = 0; waiting.size > 0; turn += 1) {
      await tick();
      const { active, counted, truth } = await counts(store);
      expect(counted).toEqual(truth);
      expect(active).toBeLessThanOrEqual(MAX);
      expect(boxes.size).toBeLessThanOrEqual(MAX);
      expect(turn).toBeLessThan(200);
      for (const [id, caller] of waiting) {
        const { carrel } = both[turn % 2] ?? first;
        const view = expectOk(await carrel.workspaces.get(caller, id));
        if (view.state !== 'ready') continue;
        incarnations.push(view.incarnation);
        waiting.delete(id);
        const stopping = carrel.workspaces.stop(caller, id);
        await tick();
        expectOk(await stopping);
      }
    }

    await tick();
    await Promise.all(starts);
    expect(incarnations).toEqual(Array.from({ length: 16 }, () => 1));
    expect(await counts(store)).toMatchObject({ counted: {}, active: 0 });
  }, 120_000);
});
