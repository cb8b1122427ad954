import { expect } from 'vitest';
import type { Caller, Carrel, CarrelOptions, ResultAsync } from '../src/index.js';
import { memoryRuntime, memoryStore, VirtualClock, type MemoryRuntime } from '../src/memory/index.js';
import type { RecordStore } from '../src/store/index.js';
import type { Metrics } from '../src/telemetry/index.js';
import type { WorkspaceOptions } from '../src/workspaces/index.js';
import { isWarm, poolBoxes, type PoolBox, type WarmBox } from '../src/workspaces/pool-records.js';
import { expectOk } from './expect-result.js';
import { eventually, memoryCarrel, newCaller } from './platform-fixture.js';

const START = Date.UTC(2030, 0, 1);

export interface PoolWorldOptions {
  /** How many boxes wait for sessions with Python. */
  readonly size: number;
  readonly options?: WorkspaceOptions;
  readonly carrel?: Partial<CarrelOptions>;
  /** Whether boxes boot from images. @default false */
  readonly images?: boolean;
  /** What to do to the runtime before anything uses it. */
  readonly prepare?: (runtime: MemoryRuntime) => void;
}

/** A Carrel with a pool for Python on the memory runtime, and how to look at both. */
export async function poolWorld({
  size,
  options = {},
  carrel: overrides = {},
  images = false,
  prepare,
}: PoolWorldOptions) {
  let clock = new VirtualClock(START);
  const store: RecordStore = overrides.store ?? memoryStore();
  const runtime = memoryRuntime({ clock, images: images ? {} : false });
  let latest = runtime;
  prepare?.(runtime);
  const { metrics, ...looks } = recordedMetrics();
  const workspaces = { pool: size === 0 ? [] : [{ languages: ['python'], size }], ...options };
  const carrel = await memoryCarrel({ clock, runtime, metrics, workspaces, ...overrides, store });
  const caller = await newCaller(carrel);
  const boxes = runtime.durableState;
  const records = (): Promise<readonly PoolBox[]> => poolRecords(store);
  const advance = async (ms: number) => {
    await clock.advance(ms);
  };
  return {
    ...{ carrel, caller, runtime, boxes, store, records, advance, ...looks },
    eventually,
    /** The runtime of the latest replica. */
    current: () => latest,
    /** A new session. */
    session: (fields: { languages?: string[]; kind?: 'solo' | 'room' } = {}) => newSession(carrel, caller, fields),
    /** Waits until so many boxes wait, and gives them, the oldest first. */
    filled: (count: number) => poolFilled(store, count),
    /** Waits until there are so many boxes that wait and that workspaces have, and no record or box beside. */
    settled: (waiting: number, used: number) =>
      eventually(async () => {
        expect(boxes.size).toBe(waiting + used);
        expect((await records()).filter(isWarm)).toHaveLength(waiting);
      }),
    /** Lets time pass in steps until `work` is done. */
    advanceUntil: (work: ResultAsync<unknown, unknown>, stepMs: number) => advanceUntil(clock, work, stepMs),
    /** Another replica beside this one. */
    replica: (): Promise<Carrel> =>
      memoryCarrel({
        ...{ clock, store, metrics, workspaces },
        runtime: memoryRuntime({ clock, durableState: boxes, images: images ? {} : false }),
      }),
    /** Another replica on the same store and boxes; the time of those before stands still, as if they had been killed. */
    startAgain: (changed: WorkspaceOptions = {}, laterMs = 0): Promise<Carrel> => {
      clock = new VirtualClock(clock.now() + laterMs);
      latest = memoryRuntime({ clock, durableState: boxes, images: images ? {} : false });
      return memoryCarrel({ clock, store, runtime: latest, metrics, workspaces: { ...workspaces, ...changed } });
    },
  };
}

export async function newSession(
  carrel: Carrel,
  caller: Caller,
  { languages = ['python'], kind = 'solo' }: { languages?: string[]; kind?: 'solo' | 'room' } = {},
) {
  const room = kind === 'room' ? { name: 'A room' } : {};
  return expectOk(await carrel.sessions.create(caller, { kind, languages, ...room })).id;
}

export async function poolRecords(store: RecordStore): Promise<readonly PoolBox[]> {
  const page = expectOk(await store.read((view) => view.scan(poolBoxes, { limit: 1_000 })));
  return page.items.map(({ value }) => value);
}

export async function poolFilled(store: RecordStore, count: number): Promise<readonly WarmBox[]> {
  let warm: readonly WarmBox[] = [];
  await eventually(async () => {
    warm = (await poolRecords(store)).filter(isWarm);
    expect(warm).toHaveLength(count);
  });
  return [...warm].sort((one, other) => (one.handle.boxId < other.handle.boxId ? -1 : 1));
}

async function advanceUntil(clock: VirtualClock, work: ResultAsync<unknown, unknown>, stepMs: number): Promise<void> {
  let done = false;
  const finish = () => {
    done = true;
  };
  void work.match(finish, finish);
  const deadline = performance.now() + 30_000;
  while (!done && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await clock.advance(stepMs);
  }
}

function recordedMetrics() {
  const counts = new Map<string, number>();
  const gauges = new Map<string, number>();
  const observations = new Map<string, readonly number[]>();
  const metrics: Metrics = {
    counter: (name) => ({
      add: (amount?: number, ..._labels: readonly unknown[]) => {
        counts.set(name, (counts.get(name) ?? 0) + (amount ?? 1));
      },
    }),
    gauge: (name) => ({ set: note((value) => gauges.set(name, value)) }),
    histogram: (name) => ({
      observe: note((value) => observations.set(name, [...(observations.get(name) ?? []), value])),
    }),
  };
  return {
    metrics,
    counted: (name: string) => counts.get(name) ?? 0,
    gauge: (name: string) => gauges.get(name),
    observed: (name: string): readonly number[] => observations.get(name) ?? [],
  };
}

/** Whatever labels a measurement has. */
function note(keep: (value: number) => void) {
  return (value: number, ..._labels: readonly unknown[]) => {
    keep(value);
  };
}
