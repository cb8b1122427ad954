import type { Caller, Clock, SessionId } from '../src/kernel/index.js';
import type { Carrel, CarrelOptions } from '../src/index.js';
import { memoryRuntime, memoryStore, VirtualClock, type MemoryRuntime } from '../src/memory/index.js';
import type { RecordStore } from '../src/store/index.js';
import { activities } from '../src/workspaces/index.js';
import type { WorkspaceEvent, WorkspaceExplanation, WorkspaceView } from '../src/workspaces/index.js';
import { expectOk } from './expect-result.js';
import { memoryCarrel, newCaller } from './platform-fixture.js';

export const START = Date.UTC(2030, 0, 1);

/** Stopped after a minute without use, warned of 10 s before; compared every 10 s. */
export const MINUTE: NonNullable<CarrelOptions['workspaces']> = {
  idleTimeoutMs: 60_000,
  warnBeforeMs: 10_000,
  maxLifetimeMs: 0,
};

/** A clock that can be set, like that of a machine; its timers go by another, which only goes on. */
export class SettableClock implements Clock {
  private offsetMs = 0;

  constructor(private readonly inner: VirtualClock) {}

  now(): number {
    return this.inner.now() + this.offsetMs;
  }

  setTimer(delayMs: number, task: () => void): () => void {
    return this.inner.setTimer(delayMs, task);
  }

  setBy(ms: number): void {
    this.offsetMs += ms;
  }
}

interface Parts {
  readonly time: VirtualClock;
  readonly clock: SettableClock;
  readonly store: RecordStore;
  readonly runtime: MemoryRuntime;
  readonly carrel: Carrel;
  readonly caller: Caller;
  readonly id: SessionId;
}

/** One session of one user, and the control planes over it. */
export class ActivityWorld implements AsyncDisposable {
  private readonly carrels: Carrel[] = [];

  readonly time: VirtualClock;
  readonly clock: SettableClock;
  readonly carrel: Carrel;
  readonly caller: Caller;
  readonly id: SessionId;

  private constructor(private readonly parts: Parts) {
    ({ time: this.time, clock: this.clock, carrel: this.carrel, caller: this.caller, id: this.id } = parts);
    this.carrels.push(parts.carrel);
  }

  static async open(options: Partial<CarrelOptions> = {}): Promise<ActivityWorld> {
    const time = new VirtualClock(START);
    const clock = new SettableClock(time);
    const store = options.store ?? memoryStore();
    const runtime = memoryRuntime({ clock });
    const carrel = await memoryCarrel({ clock, store, runtime, workspaces: MINUTE, ...options });
    const caller = await newCaller(carrel);
    const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
    return new ActivityWorld({ time, clock, store, runtime, carrel, caller, id });
  }

  /** Another replica on the same store and boxes, with a time of its own where `clock` is given: as long as that stands still, it is as good as killed. */
  async replica(options: Partial<CarrelOptions> = {}): Promise<Carrel> {
    const { clock, runtime, store } = this.parts;
    const own = memoryRuntime({ clock, durableState: runtime.durableState });
    const carrel = await memoryCarrel({ clock, store, runtime: own, workspaces: MINUTE, ...options });
    this.carrels.push(carrel);
    return carrel;
  }

  /** Lets the time go on, a second at a time. */
  async pass(ms: number, time = this.time): Promise<void> {
    for (let left = ms; left > 0; left -= 1_000) await time.advance(Math.min(left, 1_000));
  }

  async view(carrel = this.carrel): Promise<WorkspaceView> {
    return expectOk(await carrel.workspaces.get(this.caller, this.id));
  }

  async explain(carrel = this.carrel): Promise<WorkspaceExplanation> {
    return expectOk(await carrel.workspaces.explain(this.caller, this.id));
  }

  /** Everything that the events tell, as they come. */
  async record(carrel = this.carrel): Promise<WorkspaceEvent[]> {
    const stop = new AbortController();
    const events = expectOk(await carrel.workspaces.events(this.caller, this.id, { from: 1, signal: stop.signal }));
    const told: WorkspaceEvent[] = [];
    void (async () => {
      for await (const event of events) told.push(event);
    })();
    return told;
  }

  /** How often the use of the workspace was written down. */
  async writes(): Promise<number> {
    const { caller, id, store } = this.parts;
    const stored = expectOk(await store.read((view) => view.get(activities, [caller.tenantId, id])));
    return stored?.version ?? 0;
  }

  /** The next link of the first control plane to a box is not opened until it is released. */
  holdConnect(): ReturnType<MemoryRuntime['holdNext']> {
    return this.parts.runtime.holdNext('connect');
  }

  /** How many boxes there are. */
  get boxes(): number {
    return this.parts.runtime.durableState.size;
  }

  /** When it is so long after the start of the world. */
  at(ms: number): string {
    return new Date(START + ms).toISOString();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    let isDone = false;
    const disposed = Promise.all(this.carrels.map((carrel) => carrel.dispose())).finally(() => {
      isDone = true;
    });
    // One of them may wait to try again what it cannot do any more.
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.time.advance(100);
    }
    await disposed;
  }
}

/** Reads to the end, whatever comes. */
export async function drain(events: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _event of events) count += 1;
  return count;
}
