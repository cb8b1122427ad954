import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import { inTime } from '../../test/task-fixture.js';
import { KINDS, LIMITS, TaskScheduleWorld, type Kind, type MadeTask } from '../../test/task-schedule-world.js';
import type { StreamId } from '../kernel/index.js';
import type { EntityRecord } from '../store/index.js';
import type { StreamEnd } from '../streams/index.js';
import type { StoredTask } from './task-record.js';
import { isOver, type TaskAfter, type TaskEnd } from './task.js';

type Stored = EntityRecord<StoredTask>;

const USERS = 3;
const END_OF: Readonly<Record<TaskEnd, StreamEnd['reason']>> = {
  succeeded: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

type Step =
  | {
      readonly type: 'create';
      readonly user: number;
      readonly kind: Kind;
      readonly after: TaskAfter;
      readonly slot: number;
    }
  | { readonly type: 'cancel'; readonly pick: number; readonly by: 'task' | 'stream'; readonly slot: number }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'crash'; readonly slot: number; readonly writes: number }
  | { readonly type: 'restart'; readonly slot: number };

const is = <T extends string>(type: T) => fc.constant(type);
const slot = fc.integer({ min: 0, max: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      ...{ type: is('create'), slot, user: fc.integer({ min: 0, max: USERS - 1 }) },
      ...{ kind: fc.constantFrom(...KINDS), after: fc.constantFrom('keep' as const, 'stop' as const) },
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: is('cancel'), slot, pick: fc.nat(20), by: fc.constantFrom('task', 'stream') }),
  },
  { weight: 4, arbitrary: fc.record({ type: is('wait'), ms: fc.integer({ min: 50, max: 5_000 }) }) },
  { weight: 1, arbitrary: fc.record({ type: is('crash'), slot, writes: fc.integer({ min: 0, max: 12 }) }) },
  { weight: 1, arbitrary: fc.record({ type: is('restart'), slot }) },
);

it('any mix of tasks of several users, their ends, and the ends of replicas keeps what tasks promise', async () => {
  const schedule = fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 48, size: 'max' }), async (steps) => {
    const run = new Run(await TaskScheduleWorld.open(USERS));
    for (const one of steps) await run.do(one);
    await run.finish();
  });
  await fc.assert(schedule, { numRuns: 15, endOnFailure: true });
}, 300_000);

class Run {
  constructor(private readonly world: TaskScheduleWorld) {}

  async do(one: Step): Promise<void> {
    const { world } = this;
    if (one.type === 'create') await this.create(one);
    else if (one.type === 'cancel') await this.cancel(one);
    else if (one.type === 'crash') await world.crash(one.slot, one.writes);
    else if (one.type === 'restart') await world.restart(one.slot);
    else await this.wait(one.ms);
    await this.checkRunning();
  }

  /** Everything ends, by itself or because it is told to; then nothing is left, and all was as promised. */
  async finish(): Promise<void> {
    const { world } = this;
    await this.wait(10_000);
    for (const task of await world.stored())
      if (!isOver(task.status)) expectOk(await world.any.tasks.cancel(this.callerOf(task), task.id));
    await inTime(world.clock, async () => {
      const open = (await world.stored()).filter(({ status }) => !isOver(status));
      return open.length === 0 || null;
    });
    const over = new Map((await world.stored()).map((task) => [task.id, task]));
    for (const made of world.made) {
      const task = over.get(made.id);
      expect(task, 'no task is lost').toBeDefined();
      if (task !== undefined) await this.checkEnd(task, made);
    }
    this.checkTurns([...over.values()]);
    this.checkAsked();
    await this.checkClean([...over.values()]);
  }

  private async create({ after, kind, slot: at, user }: Extract<Step, { type: 'create' }>): Promise<void> {
    const { clock, made, users } = this.world;
    const { caller, session } = this.user(user);
    const own = (await this.world.stored()).filter(({ userId }) => userId === users[user]?.caller.userId);
    const created = expectOk(
      await this.world.replica(at).tasks.create(caller, session, {
        ...{ prompt: `${kind} ${made.length}`, setup: { install: 'none' }, after },
      }),
    );
    const wasAlone = own.every(({ status }) => isOver(status));
    made.push({ id: created.id, kind, user, madeAt: clock.now(), wasAlone });
  }

  private async cancel({ by, pick, slot: at }: Extract<Step, { type: 'cancel' }>): Promise<void> {
    const { made } = this.world;
    const task = made[pick % Math.max(1, made.length)];
    if (task === undefined) return;
    const carrel = this.world.replica(at);
    const { caller } = this.user(task.user);
    const { streamId } = expectOk(await carrel.tasks.get(caller, task.id));
    if (by === 'task' || streamId === undefined) expectOk(await carrel.tasks.cancel(caller, task.id));
    else expectOk(await carrel.streams.cancel(caller, streamId));
  }

  private async wait(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 250) {
      await this.world.clock.advance(Math.min(250, left));
      await this.checkRunning();
    }
  }

  private async checkRunning(): Promise<void> {
    const running = (await this.world.stored()).filter(({ status }) => !isOver(status) && status !== 'queued');
    expect(running.length, 'of the installation').toBeLessThanOrEqual(LIMITS.maxRunning);
    for (const { caller } of this.world.users) {
      const own = running.filter(({ userId }) => userId === caller.userId);
      expect(own.length, 'of one user').toBeLessThanOrEqual(LIMITS.maxRunningPerUser);
    }
  }

  private async checkEnd(task: Stored, { kind }: MadeTask): Promise<void> {
    const { crashes } = this.world;
    const { reason, status } = task;
    const isInterrupted = reason === 'interrupted' && crashes > LIMITS.maxInterruptions;
    if (status === 'cancelled') expect([task.cancelledAt !== undefined, reason]).toEqual([true, undefined]);
    else if (!isInterrupted) {
      expect(kind, 'it does not end by itself').not.toBe('hangs');
      expect([kind, status, reason]).toEqual(
        kind === 'fails' ? [kind, 'failed', 'model-failed'] : [kind, 'succeeded', undefined],
      );
    }
    for (const { id, run } of task.streams) {
      const end = await this.endOf(task, id);
      // A crash between the record and the stream leaves the stream to whoever finds it without a writer.
      const expected = run === task.runs ? [END_OF[task.status as TaskEnd]] : ['failed'];
      expect([...expected, ...(crashes > 0 ? ['lost'] : [])], `run ${run} of ${task.runs}`).toContain(end.reason);
      if (run < task.runs && end.reason === 'failed') expect(end.error?.type).toBe('task/handed-over');
    }
  }

  /** How the stream ended, for each of two readers, who see one end. */
  private async endOf(task: Stored, id: StreamId): Promise<StreamEnd> {
    const { any, clock } = this.world;
    const read = async () => {
      const ends: StreamEnd[] = [];
      for await (const event of expectOk(await any.streams.read(this.callerOf(task), id)))
        if (event.type === 'end') ends.push(event.end);
      return ends;
    };
    let both: readonly (readonly StreamEnd[])[] | null = null;
    void Promise.all([read(), read()]).then((ends) => (both = ends));
    const [one, other] = await inTime(clock, () => Promise.resolve(both));
    expect(one).toHaveLength(1);
    expect(other).toEqual(one);
    const [end] = one ?? [];
    if (end === undefined) throw new Error('no end');
    return end;
  }

  /** Each user's tasks have their turns in the order in which they came, and the first one of a user waits for few of another's. */
  private checkTurns(all: readonly Stored[]): void {
    const started = (task: MadeTask) => Date.parse(all.find(({ id }) => id === task.id)?.startedAt ?? '') || null;
    const turns = this.world.made.flatMap((task) => {
      const at = started(task);
      return at === null ? [] : [{ ...task, at }];
    });
    for (const { user } of turns) {
      const own = turns.filter((task) => task.user === user).map(({ at }) => at);
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
    for (const first of turns.filter(({ wasAlone }) => wasAlone))
      for (let user = 0; user < USERS; user += 1) {
        if (user === first.user) continue;
        const before = turns.filter((task) => task.user === user && task.at > first.madeAt && task.at < first.at);
        expect(before.length, 'turns of another before the first one').toBeLessThanOrEqual(2);
      }
  }

  /** No task is worked on twice at once, and no user's model speaks for more tasks than may run. */
  private checkAsked(): void {
    const { asked, made } = this.world;
    for (const call of asked) {
      const during = asked.filter(({ from, to }) => from <= call.from && to > call.from && from < to);
      const marks = during.map(({ mark }) => mark);
      expect(new Set(marks).size, 'each task once').toBe(marks.length);
      for (let user = 0; user < USERS; user += 1) {
        const own = marks.filter((mark) => made[Number(mark)]?.user === user);
        expect(own.length, 'at once for one user').toBeLessThanOrEqual(LIMITS.maxRunningPerUser);
      }
    }
  }

  private async checkClean(all: readonly Stored[]): Promise<void> {
    const { any, clock, counted, users } = this.world;
    expect(await counted.call(this.world)).toEqual([0, 0]);
    for (const { caller, session } of users) {
      await inTime(clock, async () => {
        const { leases } = expectOk(await any.workspaces.explain(caller, session));
        return leases.some(({ reason }) => reason === 'task') ? null : true;
      });
      const own = all.filter(({ runs, userId }) => userId === caller.userId && runs > 0);
      expect(own.filter(({ cleanupError }) => cleanupError !== undefined)).toEqual([]);
      if (own.length === 0 || own.some(({ after }) => after !== 'stop')) continue;
      const { state } = expectOk(await any.workspaces.get(caller, session));
      expect(['none', 'stopped', 'failed'], 'the last task stops the workspace').toContain(state);
    }
  }

  private user(index: number) {
    const user = this.world.users[index];
    if (user === undefined) throw new Error('no such user');
    return user;
  }

  private callerOf({ userId }: Stored) {
    return this.user(this.world.users.findIndex(({ caller }) => caller.userId === userId)).caller;
  }
}
