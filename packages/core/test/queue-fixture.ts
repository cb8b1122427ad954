import { expect } from 'vitest';
import { expectOk } from './expect-result.js';
import { eventually, memoryCarrel, newCaller } from './platform-fixture.js';
import type { Carrel, CarrelOptions } from '../src/index.js';
import type { Caller, SessionId } from '../src/kernel/index.js';
import { memoryRuntime, memoryStore, VirtualClock } from '../src/memory/index.js';

const START = Date.UTC(2030, 0, 1);
export const MIB = 1024 * 1024;

/** A control plane on a virtual clock. */
export async function world(options: Partial<CarrelOptions> = {}) {
  const clock = new VirtualClock(START);
  const store = memoryStore({ clock });
  const runtime = memoryRuntime({ clock });
  const carrel = await memoryCarrel({ clock, store, runtime, ...options });
  const caller = await newCaller(carrel);
  return { carrel, caller, clock, store, runtime, [Symbol.asyncDispose]: () => carrel.dispose() };
}

export async function newSession(carrel: Carrel, caller: Caller, languages = ['python']): Promise<SessionId> {
  return expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages })).id;
}

/** A session whose start waits, and the start. */
export async function queued(carrel: Carrel, caller: Caller, languages = ['python']) {
  const id = await newSession(carrel, caller, languages);
  const starting = carrel.workspaces.start(caller, id);
  await eventually(async () => {
    expect(expectOk(await carrel.workspaces.get(caller, id)).state).toBe('queued');
  });
  return { id, starting };
}

export async function runningSession(carrel: Carrel, caller: Caller, languages = ['python']): Promise<SessionId> {
  const id = await newSession(carrel, caller, languages);
  expectOk(await carrel.workspaces.start(caller, id));
  return id;
}

/** Resolves once the workspace is in the state. */
export async function becomes(carrel: Carrel, caller: Caller, { id, state }: { id: SessionId; state: string }) {
  await eventually(async () => {
    expect(expectOk(await carrel.workspaces.get(caller, id)).state).toBe(state);
  });
}

export async function positionOf(carrel: Carrel, caller: Caller, id: SessionId): Promise<number | undefined> {
  return expectOk(await carrel.workspaces.get(caller, id)).queuePosition;
}
