import { hasBackend } from '@carrel/conformance';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { EngineTruth } from './kill/engine-truth.js';
import { installationOf } from './kill/installation.js';
import { missingEngine } from './kill/missing-engine.js';
import { DataDir, runCli, ServerProcess } from './server-process.js';
import { isReached, MOMENTS, type Moment } from './snapshots/kill-moments.js';
import { SnapshotClient } from './snapshots/snapshot-client.js';
import { SnapshotTruth } from './snapshots/snapshot-truth.js';

const ARGS = ['--quiet', '--runtime', 'docker'];
/** Sweeps look once a minute, and what the engine brings to its end after one is for the next. */
const SWEPT_MS = 240_000;

describe.runIf(hasBackend('Docker server', missingEngine()))(
  'a server that is killed while it takes a snapshot',
  () => {
    let truth: EngineTruth | undefined;

    afterAll(async () => {
      await truth?.removeAll();
    });

    it('leaves a whole one or none, and the workspace goes on', { timeout: 900_000 }, async () => {
      expect(await runCli(['images', 'build', 'lua'], {}, 280_000)).toMatchObject({ code: 0 });
      await using dataDir = new DataDir();
      const first = await ServerProcess.launch(dataDir, ARGS).listening;
      truth = new EngineTruth(await installationOf(dataDir));
      const engine = truth;
      const api = await first.client.register('ada@example.com');
      const made = new SnapshotClient(api, await api.session(['lua']));
      const { session } = made;
      await made.ready();
      await made.writeFiles();
      const running = await made.background('while :; do date +%s%N > beat; sleep 0.05; done');

      let interrupted = 0;
      let server = first;
      for (const moment of MOMENTS) {
        const ada = new SnapshotClient(await server.client.logIn('ada@example.com'), session);
        await goesOn(ada, running);
        interrupted += Number(await killedAt(moment, { server, ada, engine }));
        server = await ServerProcess.launch(dataDir, ARGS).listening;
      }
      // Otherwise no kill met a snapshot.
      expect(interrupted).toBeGreaterThan(1);

      await using last = server;
      const ada = new SnapshotClient(await last.client.logIn('ada@example.com'), session);
      await goesOn(ada, running);
      await agree(dataDir, engine);
      const kept = await ada.list();
      kept.forEach(({ state }) => {
        expect(state).toBe('ready');
      });
      for (const { id } of [...kept, await ada.take()]) {
        expect(await ada.statusOf('POST', `${id}/restore`)).toBe(200);
        await ada.ready();
        await ada.checkFiles();
        expect(await ada.statusOf('DELETE', id)).toBe(204);
      }
      await ada.api.delete(`/sessions/${session}`);
    });
  },
);

/** `true` when the kill came before the snapshot was answered. */
async function killedAt(
  moment: Moment,
  {
    server,
    ada,
    engine,
  }: { readonly server: ServerProcess; readonly ada: SnapshotClient; readonly engine: EngineTruth },
): Promise<boolean> {
  let answered = false;
  const taking = ada.api.post(ada.path).then(
    () => (answered = true),
    () => false,
  );
  await isReached(moment, engine, () => answered);
  await server.end('SIGKILL');
  return !(await taking);
}

/** The command that ran before all kills still does, and is not stopped. */
async function goesOn(ada: SnapshotClient, running: string): Promise<void> {
  expect(await ada.ready()).toMatchObject({ incarnation: 1 });
  const before = await ada.run('cat beat');
  await eventually(async () => (await ada.run('cat beat')) !== before);
  const command = await ada.api.get(`/sessions/${ada.session}/commands/${running}`);
  expect(command.json()).toMatchObject({ state: 'running' });
}

/** Each record has its image, and each image its record; nothing else is left. */
async function agree(dataDir: DataDir, engine: EngineTruth): Promise<void> {
  await using records = await SnapshotTruth.open(dataDir);
  const isSettled = async () => {
    const all = await records.all();
    const recorded = all.map(({ image = 'none' }) => image).toSorted();
    const images = [...(await engine.snapshots())].toSorted();
    const boxes = await engine.containers();
    return (
      all.every(({ state }) => state === 'ready') &&
      recorded.join() === images.join() &&
      boxes.length === 1 &&
      boxes[0]?.state === 'running'
    );
  };
  await eventually(isSettled, SWEPT_MS);
}
