import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Answer } from '../api-client.js';
import { eventually } from '../eventually.js';
import { ROOM } from './fault-settings.js';
import type { StoreTruth } from './store-truth.js';
import type { Known } from './verdict.js';

interface View {
  readonly state: string;
  readonly queuePosition?: number;
}

export interface QueueParts {
  /** What everybody knows, each with a client of a server that is there now. */
  readonly known: () => Promise<readonly Known[]>;
  readonly kill: () => Promise<void>;
  readonly truth: StoreTruth;
}

interface Wanted {
  readonly user: number;
  readonly id: string;
}

/** More sessions than have room, of all users in turn. */
const WANTED = ROOM + 6;

/** Those who wait say their places truly, keep them when the server is killed, and have their turns in that order. */
export async function expectOrderKept(parts: QueueParts): Promise<void> {
  const all = await makeSessions(parts);
  const [runs, waits] = [all.slice(0, ROOM), all.slice(ROOM)];
  for (const one of runs) await expectState(parts, one, 'ready');
  const [cancelled] = await inOrder(parts, waits);
  if (cancelled === undefined) throw new Error('Nobody waits.');
  await end(parts, cancelled);
  await expectState(parts, cancelled, 'stopped');
  let order = await inOrder(
    parts,
    waits.filter(({ id }) => id !== cancelled.id),
  );
  const running = [...runs];
  for (let turn = 0; order.length > 0; turn += 1) {
    const [next, ...rest] = order;
    const over = running.shift();
    if (over === undefined || next === undefined) break;
    const ending = end(parts, over);
    // In every other turn somewhere in the end of the one, or in the start of the other.
    if (turn % 2 === 0) await Promise.race([ending, setTimeout(100 * turn)]).then(() => parts.kill());
    // Whoever is not answered asks again.
    if ((await ending) === null) await end(parts, over);
    await expectState(parts, over, 'stopped');
    await expectState(parts, next, 'ready');
    order = await inOrder(parts, rest);
    expect(order.map(({ id }) => id)).toEqual(rest.map(({ id }) => id));
    running.push(next);
  }
}

async function makeSessions(parts: QueueParts): Promise<readonly Wanted[]> {
  const known = await parts.known();
  const all: Wanted[] = [];
  for (let number = 0; number < WANTED; number += 1) {
    const user = number % known.length;
    const { client, ledger } = await clientOf(parts, { user });
    const id = await client.session(['lua']);
    ledger.entries.push({ key: `order-${String(number)}`, storage: 'none', id, deletion: 'asked', files: new Map() });
    expect((await client.post(`/sessions/${id}/workspace`)).status).toBeLessThan(300);
    all.push({ user, id });
  }
  return all;
}

/** `null` when the server was killed under it. */
async function end(parts: QueueParts, one: Wanted): Promise<Answer | null> {
  const { client } = await clientOf(parts, one);
  return client.delete(`/sessions/${one.id}/workspace`).catch(() => null);
}

/** Those who wait, as their positions say: from 1 on, each once, and as many as the store has. */
async function inOrder(parts: QueueParts, waits: readonly Wanted[]): Promise<readonly Wanted[]> {
  const placed = await Promise.all(waits.map(async (one) => ({ one, view: await viewOf(parts, one) })));
  expect(placed.map(({ view }) => view.state)).toEqual(placed.map(() => 'queued'));
  placed.sort((left, right) => (left.view.queuePosition ?? 0) - (right.view.queuePosition ?? 0));
  expect(placed.map(({ view }) => view.queuePosition)).toEqual(placed.map((_, at) => at + 1));
  expect((await parts.truth.look()).waiting).toHaveLength(waits.length);
  return placed.map(({ one }) => one);
}

async function expectState(parts: QueueParts, one: Wanted, state: string): Promise<void> {
  let found: unknown;
  const reached = async () => {
    found = await viewOf(parts, one);
    return (found as View).state === state;
  };
  await eventually(reached, 60_000).catch(() => {
    throw new Error(`Not ${state}: ${JSON.stringify(found)}`);
  });
}

async function viewOf(parts: QueueParts, one: Wanted): Promise<View> {
  return (await (await clientOf(parts, one)).client.get(`/sessions/${one.id}/workspace`)).json<View>();
}

async function clientOf({ known }: QueueParts, { user }: Pick<Wanted, 'user'>): Promise<Known> {
  const all = await known();
  const one = all[user];
  if (one === undefined) throw new Error('There is no such user.');
  return one;
}
