import { expect } from 'vitest';
import type { Caller, Carrel } from '../src/index.js';
import type { SessionId, TaskId } from '../src/kernel/index.js';
import {
  memoryBus,
  memoryStore,
  memoryStreamLog,
  MemoryStreams,
  scriptedModel,
  VirtualClock,
  type ModelTurn,
} from '../src/memory/index.js';
import { modelRefused, type ChatModel, type ModelRequest } from '../src/models/index.js';
import type { WorkspaceRuntime } from '../src/runtime/index.js';
import type { EntityRecord } from '../src/store/index.js';
import { taskPlaces, tasks, waitingTasks, type StoredTask } from '../src/tasks/task-record.js';
import { scanAll } from '../src/workspaces/index.js';
import { crashingStore, type CrashingStore } from './crashing-store.js';
import { expectOk } from './expect-result.js';
import { memoryCarrel, newCaller } from './platform-fixture.js';
import { answers, HANGS, runs, shellRuntime } from './task-fixture.js';

export const LIMITS = { maxRunningPerUser: 2, maxRunning: 4, maxInterruptions: 3 } as const;

/** What a task does: is done at once, calls a tool, takes its time, fails, or never ends. */
export const KINDS = ['quick', 'tool', 'slow', 'fails', 'hangs'] as const;
export type Kind = (typeof KINDS)[number];

const TURNS: Readonly<Record<Kind, (isSecond: boolean) => ModelTurn>> = {
  quick: () => answers('Done.'),
  tool: (isSecond) => (isSecond ? answers('Done.') : runs('echo one')),
  slow: () => [
    { type: 'text', text: 'Well, ' },
    { type: 'wait', ms: 4_000 },
    { type: 'text', text: 'done.' },
  ],
  fails: () => [{ type: 'failed', error: modelRefused() }],
  hangs: () => HANGS,
};

export interface MadeTask {
  readonly id: TaskId;
  readonly kind: Kind;
  readonly user: number;
  readonly madeAt: number;
  /** Whether no other task of its user was under way when it came. */
  readonly wasAlone: boolean;
}

/** From when to when a model was asked for a task, by the clock. */
interface Asked {
  readonly mark: string;
  readonly from: number;
  to: number;
}

interface Replica {
  readonly carrel: Carrel;
  readonly crash: CrashingStore;
}

/** One installation with two replicas that come and go, and several users. */
export class TaskScheduleWorld {
  readonly clock = new VirtualClock();
  readonly made: MadeTask[] = [];
  readonly asked: Asked[] = [];
  readonly users: { readonly caller: Caller; readonly session: SessionId }[] = [];
  crashes = 0;
  private readonly inner = memoryStore({ clock: this.clock });
  private readonly shared = {
    clock: this.clock,
    runtime: kept(shellRuntime({}, this.clock)),
    model: this.model(),
    tasks: { ...LIMITS, leaseTtlMs: 3_000, sweepIntervalMs: 1_000 },
  };
  private readonly streams = new MemoryStreams({ clock: this.clock });
  private readonly replicas: Replica[] = [];

  static async open(users: number): Promise<TaskScheduleWorld> {
    const world = new TaskScheduleWorld();
    for (let slot = 0; slot < 2; slot += 1) world.replicas.push(await world.start());
    for (let user = 0; user < users; user += 1) {
      const caller = await newCaller(world.any);
      const session = expectOk(await world.any.sessions.create(caller, { kind: 'solo', languages: ['python'] })).id;
      world.users.push({ caller, session });
    }
    return world;
  }

  /** A replica that lives. */
  get any(): Carrel {
    return this.replica(0);
  }

  replica(slot: number): Carrel {
    const found = this.replicas[slot % this.replicas.length];
    if (found === undefined) throw new Error('no replica');
    return found.carrel;
  }

  /** The process is gone after so many more writes, without a word, and another one comes. */
  async crash(slot: number, after: number): Promise<void> {
    const [dying] = this.replicas.splice(slot % this.replicas.length, 1, await this.start());
    dying?.crash.crashAfter(after);
    this.crashes += 1;
  }

  /** The process ends in order, and another one comes. */
  async restart(slot: number): Promise<void> {
    const [ending] = this.replicas.splice(slot % this.replicas.length, 1, await this.start());
    let isOver = false;
    void ending?.carrel.dispose().then(() => (isOver = true));
    for (let waited = 0; !isOver && waited < 400; waited += 1) await this.clock.advance(100);
    expect(isOver, 'a replica ends when it is told to').toBe(true);
  }

  async stored(): Promise<readonly EntityRecord<StoredTask>[]> {
    return expectOk(await this.inner.read((view) => scanAll(view, tasks)));
  }

  /** How many wait in the queue, and how many have a place. */
  async counted(): Promise<readonly [number, number]> {
    const waiting = expectOk(await this.inner.read((view) => scanAll(view, waitingTasks)));
    const places = expectOk(await this.inner.read((view) => scanAll(view, taskPlaces)));
    return [waiting.length, places.length];
  }

  private async start(): Promise<Replica> {
    const crash = crashingStore(this.inner);
    // A bus of its own is one that tells of nothing: what the store says has to do.
    const own = { store: crash.store, bus: memoryBus(), streams: memoryStreamLog({ streams: this.streams }) };
    return { carrel: await memoryCarrel({ ...this.shared, ...own }), crash };
  }

  /** Does what the first word of a prompt says, and keeps who was asked when. */
  private model(): ChatModel {
    const { asked, clock } = this;
    return {
      name: 'schedule',
      async *stream(request) {
        const [kind, mark] = markOf(request);
        const call = { mark, from: clock.now(), to: Number.POSITIVE_INFINITY };
        asked.push(call);
        const isSecond = request.messages.some(({ role }) => role === 'tool');
        try {
          yield* scriptedModel({ turns: [TURNS[kind](isSecond)], clock }).stream(request);
        } finally {
          call.to = clock.now();
        }
      },
    };
  }
}

/** The same runtime, which does not end with any of those that use it. */
function kept(runtime: WorkspaceRuntime): WorkspaceRuntime {
  return new Proxy(runtime, {
    get: (inner, key) => {
      if (key === 'dispose') return () => Promise.resolve();
      const value: unknown = Reflect.get(inner, key);
      return typeof value === 'function' ? (value.bind(inner) as unknown) : value;
    },
  });
}

function markOf({ messages }: ModelRequest): readonly [Kind, string] {
  const prompt = messages.find(({ role }) => role === 'user');
  const text = prompt !== undefined && 'content' in prompt && typeof prompt.content === 'string' ? prompt.content : '';
  const [word = '', mark = ''] = text.split(' ');
  const kind = KINDS.find((one) => one === word);
  if (kind === undefined) throw new Error(`no such kind of task: ${text}`);
  return [kind, mark];
}
