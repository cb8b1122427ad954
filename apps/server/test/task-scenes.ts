import { expect } from 'vitest';
import type { ApiClient } from './api-client.js';
import { eventually } from './eventually.js';
import type { Speech } from './loopback-model.js';
import type { ServerProcess } from './server-process.js';

/** A task as its user sees it. */
export interface Task {
  readonly id: string;
  readonly status: string;
  readonly runs: number;
  readonly conversationId: string;
}

export async function beginTask(client: ApiClient, session: string, more: object): Promise<Task> {
  const made = await client.post(`/sessions/${session}/tasks`, { setup: { install: 'none' }, ...more });
  expect(made.status, made.text).toBe(201);
  return made.json<Task>();
}

interface Command {
  readonly id: string;
  readonly argv: readonly string[];
  readonly state: 'running' | 'exited';
}

/** The commands of a session in whose line `word` is, the oldest first. */
export async function commandsWith(client: ApiClient, session: string, word: string): Promise<readonly Command[]> {
  const { items } = (await client.get(`/sessions/${session}/commands`)).json<{ readonly items: readonly Command[] }>();
  return items.filter(({ argv }) => argv.join(' ').includes(word)).reverse();
}

/** What a model says that is asked for the first word of a prompt. The last speech of a word is that of all that follow. */
export function byPrompt(speeches: Readonly<Record<string, readonly Speech[]>>): Speech {
  const asked = new Map<string, number>();
  return async (say, request) => {
    const [word = ''] = request.prompt.split(' ');
    const before = asked.get(word) ?? 0;
    asked.set(word, before + 1);
    const known = speeches[word] ?? [];
    await known[Math.min(before, known.length - 1)]?.(say, request);
  };
}

/** Says `letter` with numbers from 1 up to `last`. */
export function counts(letter: string, last: number): Speech {
  return async (say) => {
    for (let n = 1; n <= last; n += 1) await say(`${letter}${String(n)} `);
  };
}

/** What `counts` says up to `last`. */
export function counted(letter: string, last: number): string {
  return Array.from({ length: last }, (_, n) => `${letter}${String(n + 1)} `).join('');
}

/** Waits until a workspace of the session is ready. */
export async function startWorkspace(client: ApiClient, session: string): Promise<void> {
  await eventually(
    async () => (await client.post(`/sessions/${session}/workspace?waitMs=60000`)).status === 200,
    90_000,
  );
}

/** Why the workspace of the session is kept alive. */
export async function leasesOf(client: ApiClient, session: string): Promise<readonly string[]> {
  const answer = await client.get(`/sessions/${session}/workspace?explain=true`);
  return answer.json<{ readonly leases: readonly { readonly reason: string }[] }>().leases.map(({ reason }) => reason);
}

/** Whether the server keeps streams in Redis now. */
export async function isOnRedis({ origin }: ServerProcess): Promise<boolean> {
  const { backends } = (await (await fetch(`${origin}/ready`)).json()) as {
    backends: { name: string; status: string }[];
  };
  return backends.some(({ name, status }) => name === 'streams' && status === 'up');
}
