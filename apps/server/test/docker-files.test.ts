import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { dockerRuntime, imageRecipe } from '@carrel/adapter-docker';
import { hasBackend } from '@carrel/conformance';
import { createCarrel } from '@carrel/core';
import { unwrap } from '@carrel/core/kernel';
import { databaseStorage } from '@carrel/core/storage';
import { sqliteStore } from '@carrel/store-sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.js';
import { eventually } from './eventually.js';
import { EngineTruth } from './kill/engine-truth.js';
import { installationOf } from './kill/installation.js';
import { missingEngine } from './kill/missing-engine.js';
import { DataDir, runCli, ServerProcess } from './server-process.js';
import { StoredTruth } from './stored-truth.js';

const run = promisify(execFile);
const DEBOUNCE_MS = 300;
const PATIENCE_MS = 30_000;

describe.runIf(hasBackend('Docker server', missingEngine()))('files of a room', () => {
  const truths: EngineTruth[] = [];

  afterAll(async () => {
    for (const truth of truths) await truth.removeAll();
  });

  it(
    'that were saved are there after the container was killed, and a handle of its life is stale',
    { timeout: 300_000 },
    async () => {
      expect(await runCli(['images', 'build', 'lua'], {}, 280_000)).toMatchObject({ code: 0 });
      await using dataDir = new DataDir();
      const store = sqliteStore({ path: join(dataDir.path, 'carrel.db') });
      await using carrel = await createCarrel({
        store,
        runtime: dockerRuntime(),
        images: { recipe: imageRecipe() },
        storages: [databaseStorage({ store })],
        storage: { debounceMs: DEBOUNCE_MS },
        workspaces: { network: 'none' },
      });
      const truth = new EngineTruth(await installationOf(dataDir));
      truths.push(truth);
      const login = { email: 'ada@example.com', password: 'correct horse battery' };
      const { tokens } = await unwrap(carrel.identity.register(login, { requestId: 'test' }));
      const caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, 'test'));
      const made = carrel.sessions.create(caller, { kind: 'room', languages: ['lua'], storage: 'database' });
      const { id } = await unwrap(made);
      const first = await unwrap(carrel.workspaces.open(caller, id));
      await unwrap(first.files.write('notes/today.md', 'kept\n'));
      await unwrap(first.commands.run(['sh', '-c', 'echo made by a program > made.txt']));

      await using stored = await StoredTruth.open(dataDir);
      await eventually(async () => (await stored.files()) === 3, PATIENCE_MS);
      await killContainers(truth);

      await expect
        .poll(async () => (await first.files.readText('made.txt')).isErr(), { timeout: PATIENCE_MS })
        .toBe(true);
      const stale = await first.files.readText('notes/today.md');
      expect(stale.isErr() && stale.error.type).toBe('workspace/replaced');
      const ran = await first.commands.run(['true']);
      expect(ran.isErr() && ran.error.type).toBe('workspace/replaced');
      const second = await unwrap(carrel.workspaces.open(caller, id));
      expect(second.incarnation).toBe(2);
      expect(await unwrap(second.files.readText('notes/today.md'))).toBe('kept\n');
      expect(await unwrap(second.files.readText('made.txt'))).toBe('made by a program\n');
      await unwrap(carrel.sessions.remove(caller, id));
    },
  );

  it('are all of one save when the server was killed in the middle of the next one', { timeout: 400_000 }, async () => {
    expect(await runCli(['images', 'build', 'lua'], {}, 280_000)).toMatchObject({ code: 0 });
    await using dataDir = new DataDir();
    await using stored = await StoredTruth.open(dataDir);
    let session = '';
    let truth: EngineTruth | null = null;
    let broken = 0;
    let generation = 0;
    for (const laterMs of [0, 5, 20, 60, 150, 400]) {
      const server = await ServerProcess.launch(dataDir, ['--quiet', '--runtime', 'docker'], ENV).listening;
      const ada = await (session === ''
        ? server.client.register('ada@example.com')
        : server.client.logIn('ada@example.com'));
      session = session === '' ? await roomOf(ada) : session;
      if (truth === null) truths.push((truth = new EngineTruth(await installationOf(dataDir))));
      // A kill took its container with it, so what is here came from the storage alone.
      await startedAnew(ada, session);
      const found = await generationOf(ada, session);
      if (generation > 0) expect([generation - 1, generation]).toContain(found);
      broken += Number(found < generation);
      generation = found + 1;
      if (generation === 1) {
        await writeGeneration(ada, session, generation);
        await eventually(async () => (await stored.files()) > FILES, PATIENCE_MS);
        generation += 1;
      }
      const saving = await stored.savingUntil();
      await writeGeneration(ada, session, generation);
      await eventually(async () => (await stored.savingUntil()) > saving, PATIENCE_MS);
      await setTimeout(laterMs);
      await server.end('SIGKILL');
      await killContainers(truth);
    }
    // Otherwise no kill met a save.
    expect(broken).toBeGreaterThan(0);
  });
});

const ENV = {
  CARREL_STORAGE__DEBOUNCE_MS: String(DEBOUNCE_MS),
  CARREL_STORAGE__EXCLUDE: 'staging',
  CARREL_WORKSPACES__NETWORK: 'none',
  CARREL_AUTH__ACCESS_TOKEN_TTL_MS: '7200000',
};
const FILES = 300;

async function roomOf(client: ApiClient): Promise<string> {
  const answer = await client.post('/sessions', { kind: 'room', languages: ['lua'], storage: 'database' });
  return answer.json<{ readonly id: string }>().id;
}

async function startedAnew(client: ApiClient, session: string): Promise<void> {
  const ready = async () =>
    (await client.post(`/sessions/${session}/workspace?waitMs=30000`)).json<{ readonly state: string }>().state ===
    'ready';
  await eventually(ready, 60_000);
}

/** `renameat2` with RENAME_EXCHANGE: each path has what the other had, and a save finds neither of them missing. */
const SWAP = `my ($one, $other) = @ARGV; syscall(${process.arch === 'arm64' ? '276' : '316'}, -100, $one, -100, $other, 2) == 0 or die $!`;

/** Many files of one number, and a large one, which come to their place in one step. */
async function writeGeneration(client: ApiClient, session: string, generation: number): Promise<void> {
  const script = [
    'rm -rf staging && mkdir -p staging/new && cd staging/new',
    `for n in $(seq ${String(FILES)}); do echo "${String(generation)} $n" > file$n; done`,
    `head -c 9000000 /dev/urandom > large; echo ${String(generation)} > generation; cd ../..`,
    `if [ -e tree ]; then perl -e '${SWAP}' staging/new tree; else mv staging/new tree; fi; rm -rf staging`,
  ].join('\n');
  const ran = await client.post(`/sessions/${session}/commands`, { argv: ['sh', '-ec', script] });
  expect(ran.json(), ran.text).toMatchObject({ exitCode: 0 });
}

/** The number of the files; 0 where there are none. All of them have it, and none is missing. */
async function generationOf(client: ApiClient, session: string): Promise<number> {
  const script =
    'if [ -e tree ]; then cut -d" " -f1 tree/file* | sort | uniq -c; cat tree/generation; fi; ls -A | tr "\\n" " "';
  const ran = await client.post(`/sessions/${session}/commands`, { argv: ['sh', '-ec', script] });
  expect(ran.json(), ran.text).toMatchObject({ exitCode: 0 });
  const { stdout } = ran.json<{ readonly stdout: string }>();
  if (stdout === '') return 0;
  const found = /^ *(\d+) (\d+)\n(\d+)\ntree $/.exec(stdout);
  expect(found, stdout).not.toBeNull();
  expect(found?.[1]).toBe(String(FILES));
  expect(found?.[2]).toBe(found?.[3]);
  return Number(found?.[2]);
}

async function killContainers(truth: EngineTruth): Promise<void> {
  for (const { id } of await truth.containers()) await run('docker', ['kill', id]);
}
