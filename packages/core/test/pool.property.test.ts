import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Carrel } from '../src/index.js';
import type { ResultAsync, SessionId } from '../src/kernel/index.js';
import { runtimeExhausted, type RuntimeError } from '../src/runtime/index.js';
import type { MemoryRuntimeOperation } from '../src/memory/index.js';
import { isWarm } from '../src/workspaces/pool-records.js';
import { expectOk } from './expect-result.js';
import { poolWorld } from './pool-fixture.js';

const SIZE = 2;
const SESSIONS = 3;
const OPERATIONS = ['create', 'start', 'connect', 'claim', 'remove', 'stop', 'inspect', 'list'] as const;
const NO_ROOM: RuntimeError = runtimeExhausted('no room');

const session = fc.nat(SESSIONS - 1);
const operation = fc.constantFrom<MemoryRuntimeOperation>(...OPERATIONS);
const when = fc.constantFrom('before' as const, 'after' as const);

/** What goes wrong with the calls of the runtime that come next. */
const faults = fc.array(fc.record({ hangs: fc.boolean(), operation, when }), { maxLength: 2 });

const steps = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('start' as const), session, faults }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('stop' as const), session, faults }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('kill box' as const), at: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('pause box' as const), at: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('kill the replica' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('pass' as const), ms: fc.constantFrom(10, 100, 3_000, 20_000) }),
  },
);

type Step = typeof steps extends fc.Arbitrary<infer S> ? S : never;

it(
  'whatever is claimed, dies or is killed, boxes are in the end what waits and what active sessions have',
  { timeout: 180_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(steps, { minLength: 1, maxLength: 16 }),
        fc.constantFrom('none' as const, 'internet' as const),
        async (script, network) => {
          const it = await poolWorld({ size: SIZE, options: { network } });
          const sessions = await Promise.all(Array.from({ length: SESSIONS }, () => it.session()));
          let carrel = it.carrel;
          for (const step of script) {
            if (step.type === 'kill the replica') carrel = await it.startAgain({}, 100_000);
            else await act(it, { carrel, sessions, step });
            await turns();
          }

          // The last one goes on undisturbed until everything has come to its end.
          carrel = await it.startAgain({}, 100_000);
          for (let minute = 0; minute < 5; minute += 1) await it.advance(30_000);

          await expectTruth(it, carrel, sessions);
          for (const id of sessions) expectOk(await carrel.workspaces.start(it.caller, id));
          await it.advance(30_000);
          await expectTruth(it, carrel, sessions);
          await carrel.dispose();
        },
      ),
      { numRuns: 60 },
    );
  },
);

type World = Awaited<ReturnType<typeof poolWorld>>;

async function act(
  it: World,
  { carrel, sessions, step }: { readonly carrel: Carrel; readonly sessions: readonly SessionId[]; readonly step: Step },
): Promise<void> {
  const runtime = it.current();
  if (step.type === 'start' || step.type === 'stop') {
    for (const { hangs, operation: name, when: moment } of step.faults) {
      if (hangs) runtime.holdNext(name, { when: moment });
      else runtime.failNext(name, NO_ROOM, { when: moment });
    }
  }
  if (step.type === 'start') leave(carrel.workspaces.start(it.caller, sessions[step.session] ?? sessions[0]!));
  else if (step.type === 'stop') leave(carrel.workspaces.stop(it.caller, sessions[step.session] ?? sessions[0]!));
  else if (step.type === 'pass') await it.advance(step.ms);
  else if (step.type === 'kill box' || step.type === 'pause box') {
    const box = it.boxes.all()[step.at];
    if (box === undefined) return;
    if (step.type === 'kill box') runtime.killBox(box.handle);
    else leave(runtime.pause(box.handle));
  }
}

/** No box without an owner, no owner without a box, and as many that wait as are wanted. */
async function expectTruth(it: World, carrel: Carrel, sessions: readonly SessionId[]): Promise<void> {
  await it.eventually(async () => {
    const states = await Promise.all(
      sessions.map(async (id) => expectOk(await carrel.workspaces.get(it.caller, id)).state),
    );
    for (const state of states) expect(['none', 'ready', 'stopped', 'failed']).toContain(state);
    const active = states.filter((state) => state === 'ready').length;
    const records = await it.records();
    expect(records.filter(isWarm)).toHaveLength(SIZE);
    expect(it.boxes.size).toBe(SIZE + active);
    const tokens = new Set(it.boxes.all().map(({ handle }) => handle.intentToken));
    expect(records.filter(({ token }) => !tokens.has(token))).toEqual([]);
  });
}

function leave(result: ResultAsync<unknown, unknown>): void {
  const nothing = () => undefined;
  void result.match(nothing, nothing);
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
