import { eventually, expectErr, expectOk } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { Deaths, FaultCluster, hasStandIn, NAMESPACE } from './fault-cluster.js';
import { follow, isTicking, readFrom, startTicking } from './ticking.js';

const MIB = 1024 * 1024;

/** Both watches of the runtime are open. */
async function watching(cluster: FaultCluster): Promise<void> {
  await eventually(() => {
    expect(cluster.standIn.open().watches).toBe(2);
  });
}

describe.runIf(hasStandIn)('the watches of a runtime on Kubernetes', () => {
  it('go on from where they were when they break, and list nothing anew', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    using deaths = new Deaths(runtime);
    await expectOk(runtime.open());
    const handle = await cluster.box(runtime);
    const lists = cluster.asked('list', 'pods');

    for (let times = 0; times < 3; times += 1) {
      cluster.standIn.faults.dropWatches();
      await watching(cluster);
    }
    await cluster.standIn.faults.evict(NAMESPACE, handle.boxId);

    expect(await deaths.of(handle)).toBe('died');
    expect(cluster.asked('list', 'pods')).toBe(lists);
    await cluster.clear(runtime, handle);
  });

  it('list anew when the cluster has forgotten their version (410), and tell what they missed', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    using deaths = new Deaths(runtime);
    await expectOk(runtime.open());
    const handle = await cluster.box(runtime);
    const lists = cluster.asked('list', 'pods');
    // Nobody is told while the next watch is refused.
    cluster.standIn.faults.failNext({ verb: 'watch', resource: 'pods' }, { status: 503 });
    cluster.standIn.faults.dropWatches();
    await cluster.standIn.faults.evict(NAMESPACE, handle.boxId);
    cluster.standIn.faults.expireWatches();

    expect(await deaths.of(handle)).toBe('died');
    expect(cluster.asked('list', 'pods')).toBe(lists + 1);
    await cluster.clear(runtime, handle);
  });

  it('move on with bookmarks, so that much that is not theirs costs no list', async () => {
    await using cluster = await FaultCluster.open({ historyLimit: 40, bookmarkMs: 100 });
    const runtime = cluster.runtime();
    await expectOk(runtime.open());
    const lists = cluster.asked('list', 'secrets');
    const signal = AbortSignal.timeout(60_000);
    for (let count = 0; count < 120; count += 1) {
      const metadata = { name: `other-${count}`, namespace: 'default' };
      await cluster.admin.create('secrets', { apiVersion: 'v1', kind: 'Secret', metadata }, signal);
    }
    const handle = await expectOk(runtime.create(cluster.spec()));

    cluster.standIn.faults.dropWatches();
    const watches = cluster.asked('watch', 'secrets');
    await eventually(() => {
      expect(cluster.asked('watch', 'secrets')).toBeGreaterThan(watches);
    });

    await watching(cluster);
    expect(cluster.asked('list', 'secrets')).toBe(lists);
    await cluster.clear(runtime, handle);
  });

  it('come back with an API server that was away; what runs goes on, and its output is read on', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime({ callTimeoutMs: 15_000 });
    using deaths = new Deaths(runtime);
    await expectOk(runtime.open());
    const handle = await cluster.box(runtime);
    const before = await expectOk(runtime.connect(handle));
    const id = await startTicking(before);
    const { reading } = await follow(before, id);

    await cluster.standIn.faults.restart(1_000);

    const { position, text, last } = await reading;
    expect(last?.type === 'failed' && last.error.type).toBe('connection/lost');
    const after = await expectOk(runtime.connect(handle));
    const more = await readFrom(after, id, { from: position, bytes: 800 });
    expect(isTicking(text + more.text)).toBe(true);
    expect(await expectOk(runtime.inspect(handle))).toMatchObject({ state: 'running' });
    await watching(cluster);
    await cluster.standIn.faults.evict(NAMESPACE, handle.boxId);
    expect(await deaths.of(handle)).toBe('died');
    await cluster.clear(runtime, handle);
  });

  it('are not needed: without the right to watch, or while none opens, the API server itself is asked', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    cluster.standIn.faults.failNext({ verb: 'watch' }, { status: 500, times: 1_000 });
    await expectErr(runtime.open(), 'runtime/unavailable');

    const handle = await cluster.box(runtime, { limits: { cpus: 0.1, memoryBytes: 128 * MIB, pids: 50 } });

    expect(await expectOk(runtime.list({ installationId: cluster.installationId }))).toMatchObject([
      { handle, state: 'running' },
    ]);
    await expectOk(runtime.stop(handle));
    await cluster.clear(runtime, handle);
  });
});
