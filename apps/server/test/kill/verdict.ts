import { expect } from 'vitest';
import type { ApiClient } from '../api-client.js';
import { eventually } from '../eventually.js';
import type { EngineTruth } from './engine-truth.js';
import { bodyOf, type Entry, type Ledger } from './ledger.js';
import { WARM, type PoolLook } from './warm-boxes.js';

interface Workspace {
  readonly state: string;
  readonly incarnation: number;
}

interface SessionBody {
  readonly id: string;
  readonly name: string;
  readonly workspace: Workspace;
}

/** What one user, and the engine, know when all is over. */
export interface Known {
  readonly client: ApiClient;
  readonly ledger: Ledger;
}

const MOVING = new Set(['creating', 'stopping']);

export async function sessionsOf(client: ApiClient): Promise<readonly SessionBody[]> {
  const answer = await client.get('/sessions?limit=200');
  expect(answer.status).toBe(200);
  return answer.json<{ readonly items: readonly SessionBody[] }>().items;
}

export interface Settling {
  readonly truth: EngineTruth;
  readonly pool: () => Promise<PoolLook>;
  readonly ms: number;
  /** How many workspaces have room; only when all of it is taken may one wait. @default without limit */
  readonly room?: number;
}

/**
 * Within `ms`, nothing is on its way any more, the pool is full, and the engine has exactly the boxes of the workspaces that are
 * ready and those that wait.
 */
export async function expectSettled(
  everybody: readonly Known[],
  { truth, pool, ms, room = Infinity }: Settling,
): Promise<void> {
  let found: unknown;
  const settled = async () => {
    const sessions = (await Promise.all(everybody.map(({ client }) => sessionsOf(client)))).flat();
    const ready = sessions.filter(({ workspace }) => workspace.state === 'ready').map(nameOfBox);
    const { warm, making } = await pool();
    const wanted = [...ready, ...warm.map((name) => `${name}/1`)];
    const boxes = (await truth.containers()).map((box) => `${box.sessionId ?? box.name}/${String(box.incarnation)}`);
    const isMoving = (state: string) => MOVING.has(state) || (state === 'queued' && ready.length < room);
    const moving = sessions.filter(({ workspace }) => isMoving(workspace.state)).map(({ id }) => id);
    found = { wanted: wanted.sort(), boxes: boxes.sort(), moving, warm, making };
    const isFull = warm.length === WARM && making === 0;
    return isFull && moving.length === 0 && boxes.join() === wanted.join();
  };
  await eventually(settled, ms).catch(() => {
    throw new Error(`Not settled within ${String(ms)} ms: ${JSON.stringify(found)}`);
  });
}

/** Everything that was acknowledged is there, and nothing that was acknowledged as gone. */
export async function expectKept({ client, ledger }: Known): Promise<void> {
  const sessions = await sessionsOf(client);
  const ids = sessions.map(({ id }) => id);
  expect(new Set(sessions.map(({ name }) => name)).size, 'one session for each key').toBe(sessions.length);
  for (const { id, deletion } of ledger.entries) {
    if (id === null) continue;
    if (deletion === 'none') expect(ids, 'an acknowledged creation').toContain(id);
    if (deletion === 'acknowledged') {
      expect(ids, 'an acknowledged deletion').not.toContain(id);
      expect((await client.get(`/sessions/${id}`)).status).toBe(404);
    }
  }
  const known = new Set(ledger.entries.map(({ id }) => id));
  expect(ids.filter((id) => !known.has(id))).toEqual([]);
  await expectKeysKept({ client, ledger });
  const settings = (await client.get('/settings')).json<{ readonly items: readonly Setting[] }>().items;
  for (const [name, values] of ledger.settings) {
    const kept = settings.find(({ key }) => key === name);
    // Of one that was never acknowledged, nothing may be there.
    if (kept !== undefined || !ledger.acknowledged.has('setting')) expect(values).toContain(kept?.value);
  }
}

interface Setting {
  readonly key: string;
  readonly value: number;
}

/** Asked again, a key gives the session that it made, or says that this is gone. */
async function expectKeysKept({ client, ledger }: Known): Promise<void> {
  for (const entry of ledger.entries) {
    const { key, id, deletion } = entry;
    if (id === null || deletion === 'asked') continue;
    const again = await client.call('POST', '/sessions', bodyOf(entry), { 'Idempotency-Key': key });
    if (deletion === 'none') expect(again.json()).toMatchObject({ id });
    else expect(again.json()).toMatchObject({ type: 'request/idempotency-gone' });
  }
}

/** Ends every workspace, wherever it is on its way; of sessions whose deletion nobody acknowledged, too. */
export async function stopAll(everybody: readonly Known[]): Promise<void> {
  for (const { client } of everybody) {
    for (const { id } of await sessionsOf(client)) {
      const stopped = async () => {
        const { status } = await client.delete(`/sessions/${id}/workspace`);
        const { state } = (await client.get(`/sessions/${id}/workspace`)).json<Workspace>();
        return status < 300 && ![...MOVING, 'queued', 'ready'].includes(state);
      };
      await eventually(stopped, 30_000);
    }
  }
}

/** Each session's workspace can be had, has every file whose writing was acknowledged, as its storage has, and runs a command. */
export async function expectUsable({ client, ledger }: Known): Promise<void> {
  for (const entry of ledger.living()) {
    const { id } = entry;
    await expectFiles(client, entry);
    const started = await client.post(`/sessions/${id}/workspace?waitMs=30000`);
    expect(started.json(), started.text).toMatchObject({ state: 'ready' });
    await expectFiles(client, entry);
    const ran = await client.post(`/sessions/${id}/commands`, { argv: ['echo', id] });
    expect(ran.json()).toMatchObject({ exitCode: 0, stdout: `${id}\n` });
    expect((await client.delete(`/sessions/${id}/workspace`)).status).toBeLessThan(300);
  }
}

async function expectFiles(client: ApiClient, { id, files }: Entry): Promise<void> {
  for (const [path, { contents, isAcknowledged }] of files) {
    const { status, text } = await client.get(`/sessions/${id ?? ''}/files/content?path=${path}`);
    // Of one that was never acknowledged, nothing may be there.
    if (status === 404 && !isAcknowledged) continue;
    expect({ status, path, isKept: contents.includes(text) }, text).toEqual({ status: 200, path, isKept: true });
  }
}

/** Ends everything, as its users do. */
export async function removeAll(everybody: readonly Known[]): Promise<void> {
  for (const { client, ledger } of everybody) {
    for (const { id } of ledger.entries) {
      if (id !== null) expect([204, 404]).toContain((await client.delete(`/sessions/${id}`)).status);
    }
  }
}

export async function expectNothingLeft(truth: EngineTruth, ms: number): Promise<void> {
  let left: unknown;
  const nothing = async () => {
    left = [await truth.containers(), await truth.volumes(), await truth.networks()];
    return JSON.stringify(left) === '[[],[],[]]';
  };
  await eventually(nothing, ms).catch(() => {
    throw new Error(`Left on the engine: ${JSON.stringify(left)}`);
  });
}

function nameOfBox({ id, workspace }: SessionBody): string {
  return `${id}/${String(workspace.incarnation)}`;
}
