import { expect, it } from 'vitest';
import type { ApiClient } from './api-client.js';
import { eventually } from './eventually.js';
import { DataDir, runCli, ServerProcess } from './server-process.js';

/** Whoever leads seals as often as it can. */
const FAST = { CARREL_AUDIT__SEAL_INTERVAL_MS: '20' };

const ROUNDS = 25;

interface Made {
  readonly agent: { readonly id: string };
}

/** Makes agents and removes them, whose records are in the transactions that do so, and gives the ids of what was answered. */
async function write(client: ApiClient, name: string, kept: string[]): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const input = { name: `${name}-${String(round)}`, scopes: ['sessions:read'] };
    const made = await client.post('/tenant/agents', input).catch(() => null);
    if (made?.status !== 201) return;
    const { id } = made.json<Made>().agent;
    kept.push(id);
    await client.delete(`/tenant/agents/${id}`).catch(() => null);
  }
}

async function subjects(client: ApiClient): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let cursor: string | null = ''; cursor !== null;) {
    const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = (await client.get(`/tenant/audit?limit=200&action=agent.created${more}`)).json<{
      readonly items: readonly { readonly subject: string }[];
      readonly nextCursor: string | null;
    }>();
    for (const { subject } of page.items) found.add(subject);
    cursor = page.nextCursor;
  }
  return found;
}

it('leaves the chain whole that two servers on one store write to and seal, also when one is killed and comes back', async () => {
  await using dataDir = new DataDir();
  const first = await ServerProcess.launch(dataDir, ['--quiet'], FAST).listening;
  await using second = await ServerProcess.launch(dataDir, ['--quiet'], FAST).listening;
  const ada = await first.client.register('ada@example.com');
  const elsewhere = await second.client.logIn('ada@example.com');
  const kept: string[] = [];

  // The one that began first, and so leads, is killed while both write.
  const killed = eventually(() => kept.length >= ROUNDS, 60_000).then(() => first.end('SIGKILL'));
  await Promise.all([write(ada, 'first', kept), write(elsewhere, 'second', kept), killed]);
  await using third = await ServerProcess.launch(dataDir, ['--quiet'], FAST).listening;
  const back = await third.client.logIn('ada@example.com');
  await Promise.all([write(elsewhere, 'more', kept), write(back, 'third', kept)]);
  expect(kept.length).toBeGreaterThanOrEqual(3 * ROUNDS);

  const told = await subjects(back);
  expect(kept.filter((id) => !told.has(id))).toEqual([]);
  // Beside both until all is sealed, and after both.
  const verify = ['audit', 'verify', '--data-dir', dataDir.path];
  await eventually(async () => {
    const { code, stdout, stderr } = await runCli(verify);
    expect([code, stderr]).toEqual([0, '']);
    const sealed = [...stdout.matchAll(/ {2}(\d+) records/g)].reduce((sum, [, records]) => sum + Number(records), 0);
    return sealed >= kept.length;
  }, 120_000);
  await second.end();
  await third.end();
  expect(await runCli(verify)).toMatchObject({ code: 0, stderr: '' });
}, 300_000);
