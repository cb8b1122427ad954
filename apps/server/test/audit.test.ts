import { join } from 'node:path';
import { auditCollections } from '@carrel/core/audit';
import { createIdSource, systemClock } from '@carrel/core/kernel';
import { sqliteStore } from '@carrel/store-sqlite';
import { describe, expect, it } from 'vitest';
import { DataDir, runCli, ServerProcess } from './server-process.js';
import { isOnFoundationdb } from './store-environment.js';

const FAST = { CARREL_AUDIT__SEAL_INTERVAL_MS: '50' };

const [records] = auditCollections;

/** The last word of the first line: the head of the first chain. */
const headIn = (stdout: string) => /head ([0-9a-f]{64})/.exec(stdout)?.[1] ?? '';

async function untilSealed(dataDir: DataDir, count: number): Promise<string> {
  const deadline = Date.now() + 90_000;
  for (;;) {
    const { stdout } = await runCli(['audit', 'verify', '--data-dir', dataDir.path]);
    const sealed = [...stdout.matchAll(/ {2}(\d+) records/g)].reduce((sum, [, records]) => sum + Number(records), 0);
    if (sealed >= count) return stdout;
    if (Date.now() > deadline) throw new Error(`Not sealed: ${stdout}`);
  }
}

// What is changed here is changed in the file of SQLite.
describe.runIf(!isOnFoundationdb)('carrel audit verify', () => {
  it('verifies beside a running server, after one that was killed, and finds what was changed', async () => {
    await using dataDir = new DataDir();
    const server = await ServerProcess.launch(dataDir, ['--quiet'], FAST).listening;
    const ada = await server.client.register('ada@example.com');
    const session = await ada.session();
    const head = headIn(await untilSealed(dataDir, 1));
    await ada.delete(`/sessions/${session}`);
    await server.end('SIGKILL');

    // What was acknowledged is there, and the next life goes on with the same chain.
    await using again = await ServerProcess.launch(dataDir, ['--quiet'], FAST).listening;
    const back = await again.client.logIn('ada@example.com');
    expect(JSON.stringify((await back.get('/tenant/audit')).json())).toContain('session.removed');
    const verify = ['audit', 'verify', '--data-dir', dataDir.path];
    expect(await runCli([...verify, '--expect', head])).toMatchObject({ code: 0, stderr: '' });
    await again.end();

    const store = sqliteStore({ path: join(dataDir.path, 'carrel.db') });
    (await store.open(auditCollections))._unsafeUnwrap();
    const all = (await store.read((view) => view.scan(records, { limit: 100 })))._unsafeUnwrap().items;
    const victim = all.find(({ value }) => value.sequence === 1)?.value;
    if (victim === undefined) throw new Error('nothing is sealed');
    (await store.transact((tx) => tx.put(records, { ...victim, subject: 'somebody else' })))._unsafeUnwrap();
    await store.dispose();
    expect(await runCli(verify)).toMatchObject({
      code: 1,
      stderr: `${victim.tenantId}: record ${victim.id} was changed after it was sealed\n`,
    });
  });

  it('says when a head is in no chain, and what it does not understand', async () => {
    await using dataDir = new DataDir();
    const verify = ['audit', 'verify', '--data-dir', dataDir.path];
    expect(await runCli(verify)).toMatchObject({ code: 1, stderr: expect.stringContaining('no database') as string });
    const server = await ServerProcess.launch(dataDir, ['--quiet'], FAST).listening;
    await server.client.register('ada@example.com');
    await server.end();
    const missing = 'f'.repeat(64);
    expect(await runCli([...verify, '--expect', missing])).toMatchObject({
      code: 1,
      stderr: `No chain has the head ${missing}: it was cut off, or made anew.\n`,
    });
    const nobody = `ten_${createIdSource(systemClock).nextBody()}`;
    expect(await runCli([...verify, '--tenant', nobody])).toMatchObject({ code: 0 });
    for (const wrong of [['--expect', 'abc'], ['--tenant', 'me'], ['more']])
      expect(await runCli([...verify, ...wrong])).toMatchObject({ code: 2 });
  });
});
