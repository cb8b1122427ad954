import { hasBackend } from '@carrel/conformance';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { EngineTruth } from './kill/engine-truth.js';
import { installationOf } from './kill/installation.js';
import { missingEngine } from './kill/missing-engine.js';
import { DataDir, runCli, ServerProcess } from './server-process.js';
import { SnapshotClient } from './snapshots/snapshot-client.js';
import { SnapshotTruth } from './snapshots/snapshot-truth.js';

const ARGS = ['--quiet', '--runtime', 'docker'];
/** A sweep looks once a minute, the first one when the server starts. */
const SWEPT_MS = 180_000;
const IMAGE_MS = 280_000;

describe.runIf(hasBackend('Docker server', missingEngine()))('snapshots over HTTP, with Docker', () => {
  const truths: EngineTruth[] = [];

  afterAll(async () => {
    for (const truth of truths) await truth.removeAll();
  });

  async function truthOf(dataDir: DataDir): Promise<EngineTruth> {
    const truth = new EngineTruth(await installationOf(dataDir));
    truths.push(truth);
    return truth;
  }

  async function adaOn(server: ServerProcess): Promise<SnapshotClient> {
    const api = await server.client.register('ada@example.com');
    const ada = new SnapshotClient(api, await api.session(['lua']));
    await ada.ready();
    return ada;
  }

  it('are made, listed, restored and removed, with their images', { timeout: 600_000 }, async () => {
    expect(await runCli(['images', 'build', 'lua'], {}, IMAGE_MS)).toMatchObject({ code: 0 });
    await using dataDir = new DataDir();
    const env = { CARREL_WORKSPACES__MAX_SNAPSHOTS_PER_SESSION: '2' };
    await using server = await ServerProcess.launch(dataDir, ARGS, env).listening;
    const truth = await truthOf(dataDir);
    const ada = await adaOn(server);
    const { api, session } = ada;
    await ada.run('mkdir notes; echo before > notes/today; chmod 700 notes/today; ln -s today notes/link');
    const running = await ada.background('while :; do echo x; sleep 0.05; done');

    const first = await ada.take({ label: 'good' });
    expect(first).toMatchObject({
      sessionId: session,
      state: 'ready',
      label: 'good',
      incarnation: 1,
      runtime: 'docker',
    });
    const boxes = (await truth.containers()).map(({ sessionId, state }) => [sessionId, state]);
    expect(boxes).toEqual([[session, 'running']]);
    expect((await api.get(`/sessions/${session}/commands/${running}`)).json()).toMatchObject({ state: 'running' });
    await ada.run('echo after > notes/today; echo later > later');
    const second = await ada.take();
    expect((await ada.list()).map(({ id }) => id)).toEqual([second.id, first.id]);
    expect((await api.get(`${ada.path}/${first.id}`)).json()).toEqual(first);
    const beyond = await api.post(ada.path);
    expect([beyond.status, beyond.text]).toEqual([409, expect.stringContaining('snapshot/limit')]);
    expect(await truth.snapshots()).toHaveLength(2);

    for (const [snapshot, incarnation, found] of [
      [first, 2, 'before\nnotes\n'],
      [second, 3, 'after\nlater\nnotes\n'],
      [first, 4, 'before\nnotes\n'],
    ] as const) {
      expect((await api.post(`${ada.path}/${snapshot.id}/restore`)).json()).toEqual(snapshot);
      expect((await api.get(`/sessions/${session}/workspace`)).json()).toMatchObject({ state: 'stopped' });
      expect(await ada.ready()).toMatchObject({ incarnation });
      expect(await ada.run('cat notes/today; ls; echo of this life > mine')).toBe(found);
    }
    expect(await ada.run('stat -c "%a %u" notes/today; readlink notes/link')).toBe('700 1000\ntoday\n');

    // The workspace boots from it, and goes on without it.
    expect(await ada.statusOf('DELETE', first.id)).toBe(204);
    expect(await ada.run('cat notes/today mine')).toBe('before\nof this life\n');
    expect(await ada.statusOf('GET', first.id)).toBe(404);
    expect(await ada.statusOf('POST', `${first.id}/restore`)).toBe(404);
    expect(await ada.statusOf('DELETE', second.id)).toBe(204);
    expect(await ada.list()).toEqual([]);
    // At most the one that the box is of, which has no name any more, and goes with the box.
    expect((await truth.snapshots()).filter((image) => image.includes('/'))).toEqual([]);
    expect((await api.delete(`/sessions/${session}`)).status).toBe(204);
    expect(await truth.containers()).toEqual([]);
    await server.end('SIGTERM');
    await using _again = await ServerProcess.launch(dataDir, ARGS).listening;
    await eventually(async () => (await truth.snapshots()).length === 0, SWEPT_MS);
  });

  it('are nobody else’s', { timeout: 400_000 }, async () => {
    expect(await runCli(['images', 'build', 'lua'], {}, IMAGE_MS)).toMatchObject({ code: 0 });
    await using dataDir = new DataDir();
    await using server = await ServerProcess.launch(dataDir, ARGS).listening;
    const truth = await truthOf(dataDir);
    const ada = await adaOn(server);
    const { id } = await ada.take();
    const other = new SnapshotClient(ada.api, await ada.api.session(['lua']));
    const api = await server.client.register('eve@example.com');
    const eve = new SnapshotClient(api, await api.session(['lua']));
    const intruder = new SnapshotClient(api, ada.session);

    for (const who of [other, eve, intruder]) {
      expect(await who.statusOf('GET', id)).toBe(404);
      expect(await who.statusOf('POST', `${id}/restore`)).toBe(404);
      expect(await who.statusOf('DELETE', id)).toBe(404);
    }
    expect((await api.get(intruder.path)).status).toBe(404);
    expect((await api.post(intruder.path)).status).toBe(404);
    expect([...(await eve.list()), ...(await other.list())]).toEqual([]);
    expect((await ada.list()).map((one) => one.id)).toEqual([id]);
    expect(await truth.snapshots()).toHaveLength(1);
    expect((await ada.api.get(`/sessions/${ada.session}/workspace`)).json()).toMatchObject({ state: 'ready' });
  });

  it('go with their session', { timeout: 600_000 }, async () => {
    expect(await runCli(['images', 'build', 'lua'], {}, IMAGE_MS)).toMatchObject({ code: 0 });
    await using dataDir = new DataDir();
    const before = await ServerProcess.launch(dataDir, ARGS).listening;
    const truth = await truthOf(dataDir);
    const ada = await adaOn(before);
    await ada.take();
    expect((await ada.api.delete(`/sessions/${ada.session}`)).status).toBe(204);
    await before.end('SIGTERM');
    await using _again = await ServerProcess.launch(dataDir, ARGS).listening;
    await using records = await SnapshotTruth.open(dataDir);
    await eventually(async () => (await records.all()).length === 0, SWEPT_MS);
    expect(await truth.snapshots()).toEqual([]);
  });
});
