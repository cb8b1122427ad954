import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ResultAsync } from '../src/kernel/index.js';
import { memoryStore } from '../src/memory/index.js';
import type { ReadView, RecordStore, Transaction, WorkOptions } from '../src/store/index.js';
import { ActivityWorld, MINUTE } from './activity-fixture.js';
import { expectOk } from './expect-result.js';

/** Idle after 15 s, so the sweep at 20 s stops it. */
const SHORT = { ...MINUTE, idleTimeoutMs: 15_000, warnBeforeMs: 0 };
const SWEEP_AT = 20_000;

const schedules = fc.record({
  /** How many turns of the event loop each transaction and read waits for, one after the other, in either replica. */
  leader: fc.array(fc.nat(6), { minLength: 1, maxLength: 12 }),
  other: fc.array(fc.nat(6), { minLength: 1, maxLength: 12 }),
  /** How many turns after the sweep began, or before it. */
  turns: fc.integer({ min: -4, max: 40 }),
  isOther: fc.boolean(),
  use: fc.constantFrom('run', 'start', 'run in whichever life'),
});

it(
  'a command that begins at the instant of the stop runs to its end, or is refused',
  { timeout: 120_000 },
  async () => {
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(schedules, async ({ leader, other, turns, isOther, use }) => {
        const store = memoryStore();
        await using it = await ActivityWorld.open({ store: slowStore(store, leader), workspaces: SHORT });
        const second = await it.replica({ store: slowStore(store, other), workspaces: SHORT });
        const opened = await settling(it, it.carrel.workspaces.open(it.caller, it.id));
        const { incarnation } = expectOk(opened);
        await it.pass(SWEEP_AT - 1 - (it.clock.now() - Date.parse(it.at(0))));

        const carrel = isOther ? second : it.carrel;
        const life = use === 'run in whichever life' ? {} : { incarnation };
        const call = { request: { argv: ['sleep', '3'] }, ...life };
        const begin = () =>
          use === 'start'
            ? carrel.commands.start(it.caller, it.id, call).map(({ id }) => ({ id, reason: 'started' }))
            : carrel.commands.run(it.caller, it.id, call).map(({ id, reason }) => ({ id, reason }));
        const early = turns < 0 ? begin() : null;
        const sweeping = it.time.advance(1);
        await wait(Math.abs(turns));
        const begun = early ?? begin();
        await sweeping;
        const outcome = await settling(it, begun);

        if (outcome.isErr()) expect(outcome.error.type).toMatch(/^workspace\/(replaced|not-running)$/);
        else if (use !== 'start') expect(outcome.value.reason).toBe('exited');
        else {
          await it.pass(4_000);
          const { id } = outcome.value;
          const ended = expectOk(await settling(it, carrel.commands.get(it.caller, { sessionId: it.id, id })));
          expect(ended).toMatchObject({ state: 'exited', exit: { reason: 'exited', code: 0 } });
        }
        const view = await it.view();
        expect(view.state).toMatch(outcome.isOk() ? /^ready$/ : /^stop/);
        outcomes.add(outcome.isOk() ? 'ran' : 'refused');
      }),
      { numRuns: 60, examples: [[{ ...AT_ONCE, turns: -4 }], [{ ...AT_ONCE, turns: 40 }]] },
    );
    // Both sides of the race were seen, so the schedules reach it.
    expect(outcomes).toEqual(new Set(['ran', 'refused']));
  },
);

/** A store that takes a while for everything. */
function slowStore(inner: RecordStore, delays: readonly number[]): RecordStore {
  let next = 0;
  const late = () => ResultAsync.fromSafePromise(wait(delays[next++ % delays.length] ?? 0));
  return {
    name: inner.name,
    capabilities: inner.capabilities,
    open: (collections) => inner.open(collections),
    transact: <T, E>(work: (tx: Transaction) => ResultAsync<T, E>, options?: WorkOptions) =>
      late().andThen(() => inner.transact(work, options)),
    read: <T, E>(work: (view: ReadView) => ResultAsync<T, E>, options?: WorkOptions) =>
      late().andThen(() => inner.read(work, options)),
    backup: (path, options) => inner.backup(path, options),
    restore: (path) => inner.restore(path),
    health: () => inner.health(),
    dispose: () => inner.dispose(),
  };
}

async function wait(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** The result of `work`, for which the time goes on a little at a time. */
async function settling<T, E>(world: ActivityWorld, work: ResultAsync<T, E>) {
  let isDone = false;
  const done = work.then((result) => {
    isDone = true;
    return result;
  });
  for (let step = 0; step < 10_000 && !isDone; step += 1) {
    await wait(3);
    if (!isDone) await world.time.advance(step < 20 ? 0 : 100);
  }
  return done;
}
