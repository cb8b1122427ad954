import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { ResultAsync, type Result } from '../kernel/index.js';
import { memoryRuntime, VirtualClock } from '../memory/index.js';
import type { WorkspaceRuntime } from '../runtime/index.js';

type Method = 'create' | 'dispose' | 'list' | 'remove' | 'stop';

const TIMEOUT_MS = 2_000;

/** A Carrel on a runtime that never answers some of its calls, whatever signal they have. */
async function world() {
  const clock = new VirtualClock(Date.UTC(2030, 0, 1));
  const runtime = memoryRuntime({ clock });
  const silent = new Set<Method>();
  const answers = new Proxy<WorkspaceRuntime>(runtime, {
    get(inner, name) {
      const value: unknown = Reflect.get(inner, name);
      if (typeof value !== 'function') return value;
      const method = value.bind(inner) as (...args: unknown[]) => unknown;
      return (...args: unknown[]) =>
        silent.has(name as Method)
          ? new ResultAsync(new Promise<Result<never, never>>(() => undefined))
          : method(...args);
    },
  });
  const carrel = await memoryCarrel({
    ...{ clock, runtime: answers },
    workspaces: { runtimeTimeoutMs: TIMEOUT_MS, stopGraceMs: 1_000, startTimeoutMs: 5_000, idleTimeoutMs: 0 },
  });
  const caller = await newCaller(carrel);
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
  return { carrel, caller, clock, id, runtime, silent };
}

/** What `work` gives, with the time that it takes. */
async function inTime<T>(clock: VirtualClock, mostMs: number, work: PromiseLike<T>): Promise<T> {
  let over: { readonly value: T } | null = null;
  void work.then((value) => (over = { value }));
  for (let waited = 0; over === null && waited < mostMs; waited += 100) await clock.advance(100);
  const settled = over as { readonly value: T } | null;
  if (settled === null) throw new Error(`not over after ${mostMs} ms`);
  return settled.value;
}

describe('a runtime that never answers', () => {
  it.each(['stop', 'remove'] as const)('to %s leaves the box to a later look, and holds up no stop', async (method) => {
    const { carrel, caller, clock, id, runtime, silent } = await world();
    expectOk(await carrel.workspaces.start(caller, id));
    silent.add(method);

    const stopped = expectOk(await inTime(clock, 10_000, carrel.workspaces.stop(caller, id)));
    expect(stopped.state).toBe('stopping');
    silent.clear();
    await clock.advance(60_000);

    expect(expectOk(await carrel.workspaces.get(caller, id)).state).toBe('stopped');
    expect(runtime.durableState.size).toBe(0);
    await carrel.dispose();
  });

  it('to a removal holds up no deletion of a session', async () => {
    const { carrel, caller, clock, id, runtime, silent } = await world();
    expectOk(await carrel.workspaces.start(caller, id));
    silent.add('remove');

    expectOk(await inTime(clock, 10_000, carrel.sessions.remove(caller, id)));
    silent.clear();
    await clock.advance(60_000);

    expect(runtime.durableState.size).toBe(0);
    await carrel.dispose();
  });

  it('to a creation, not even when it is given up, is a start that timed out', async () => {
    const { carrel, caller, clock, id, silent } = await world();
    silent.add('create');

    expectErr(await inTime(clock, 20_000, carrel.workspaces.start(caller, id)), 'workspace/start-failed');

    silent.clear();
    expect(expectOk(await inTime(clock, 5_000, carrel.workspaces.start(caller, id))).state).toBe('ready');
    await carrel.dispose();
  });

  it.each(['stop', 'remove', 'list', 'create', 'dispose'] as const)('to %s holds up no end', async (method) => {
    const { carrel, caller, clock, id, silent } = await world();
    if (method !== 'create') expectOk(await carrel.workspaces.start(caller, id));
    silent.add(method);
    const asked = carrel.workspaces[method === 'create' ? 'start' : 'stop'](caller, id);
    void asked.then(() => undefined);
    await clock.advance(method === 'list' ? 15_000 : 100);

    await inTime(clock, 20_000, carrel.dispose());
  });
});
