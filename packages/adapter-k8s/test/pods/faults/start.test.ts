import { eventually, expectErr, expectOk } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { FaultCluster, hasStandIn, NAMESPACE, WORKSPACE_IMAGE } from './fault-cluster.js';

/** What has no place for a moment is told so within this. */
const SOON = { startTimeoutMs: 2_000 };
const MERGE = 'application/merge-patch+json';

describe.runIf(hasStandIn)('a start on Kubernetes', () => {
  it('fails as unavailable when nodes cannot have the image, leaves no pod, and works once they can', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    const handle = await expectOk(runtime.create(cluster.spec()));
    const give = cluster.standIn.faults.withholdImage(WORKSPACE_IMAGE);

    const error = await expectErr(runtime.start(handle), 'runtime/unavailable');

    expect(error.message).toContain('image of the box');
    expect(await cluster.objects()).toEqual([`secrets/${handle.boxId}`]);
    expect((await expectOk(runtime.inspect(handle))).state).toBe('created');
    give();
    await expectOk(runtime.start(handle));
    await cluster.clear(runtime, handle);
  });

  it('names the option when nodes cannot have the image of the agent', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    const handle = await expectOk(runtime.create(cluster.spec()));
    cluster.standIn.faults.withholdImage(cluster.agentImage);

    const error = await expectErr(runtime.start(handle), 'runtime/unavailable');

    expect(error.message).toContain('agentImage');
    await cluster.clear(runtime, handle);
  });

  it('names the option when the image of the agent has no agent', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime({ agentImage: WORKSPACE_IMAGE });
    const handle = await expectOk(runtime.create(cluster.spec()));

    const error = await expectErr(runtime.start(handle), 'runtime/unavailable');

    expect(error.message).toContain('agentImage');
    await cluster.clear(runtime, handle);
  });

  it('is exhausted when no node has room, and leaves no pod that would come up later', async () => {
    await using cluster = await FaultCluster.open({ nodes: [{ name: 'small', cpu: '1m' }] });
    const runtime = cluster.runtime(SOON);
    const handle = await expectOk(runtime.create(cluster.spec()));

    const error = await expectErr(runtime.start(handle), 'runtime/exhausted');

    expect(error.message).toContain('No node');
    expect(await cluster.objects()).toEqual([`secrets/${handle.boxId}`]);
    await cluster.clear(runtime, handle);
  });

  it('is exhausted when every node has a taint, and works with the toleration for it', async () => {
    const taints = [{ key: 'pool', value: 'boxes', effect: 'NoSchedule' }];
    await using cluster = await FaultCluster.open({ nodes: [{ name: 'tainted', taints }] });
    const without = cluster.runtime(SOON);
    const handle = await expectOk(without.create(cluster.spec()));

    await expectErr(without.start(handle), 'runtime/exhausted');

    const runtime = cluster.runtime({ tolerations: [{ key: 'pool', operator: 'Equal', value: 'boxes' }] });
    await expectOk(runtime.start(handle));
    await cluster.clear(runtime, handle);
  });

  it('is exhausted when a quota leaves no room, and works when there is room again', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    const metadata = { name: 'quota', namespace: NAMESPACE };
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { pods: '1' } } };
    await cluster.ask('POST', `/api/v1/namespaces/${NAMESPACE}/resourcequotas`, { body: quota });
    const first = await cluster.box(runtime);
    const second = await expectOk(runtime.create(cluster.spec()));

    const error = await expectErr(runtime.start(second), 'runtime/exhausted');

    expect(error.message).toContain('quota');
    expect((await expectOk(runtime.inspect(second))).state).toBe('created');
    await expectOk(runtime.stop(first));
    await expectOk(runtime.start(second));
    await cluster.clear(runtime, first, second);
  });

  it('is unavailable in a namespace that is not there, or that is being taken away', async () => {
    await using cluster = await FaultCluster.open();
    const nowhere = cluster.runtime({ namespace: { mode: 'one', name: 'nowhere' } });
    expect((await expectErr(nowhere.create(cluster.spec()), 'runtime/unavailable')).message).toContain('nowhere');

    const holder = { name: 'held', namespace: NAMESPACE, finalizers: ['tests/held'] };
    const held = { apiVersion: 'v1', kind: 'ConfigMap', metadata: holder };
    await cluster.ask('POST', `/api/v1/namespaces/${NAMESPACE}/configmaps`, { body: held });
    await cluster.ask('DELETE', `/api/v1/namespaces/${NAMESPACE}`);
    const runtime = cluster.runtime();
    const error = await expectErr(runtime.create(cluster.spec()), 'runtime/unavailable');
    expect(error.message).toContain('being taken away');
  });

  it('fails with the reason of the node when a container cannot be made', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    const handle = await expectOk(runtime.create(cluster.spec({ env: { A: 'a' } })));
    const path = `/api/v1/namespaces/${NAMESPACE}/secrets/${handle.boxId}`;
    await cluster.ask('PATCH', path, { type: MERGE, body: { data: { 'env.0': null } } });

    const error = await expectErr(runtime.start(handle), 'runtime/failed');

    expect(error.message).toContain('CreateContainerConfigError');
    await cluster.clear(runtime, handle);
  });

  it('makes one pod when the answer of the API server is lost', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    const { faults } = cluster.standIn;
    for (const resource of ['secrets', 'pods'])
      faults.failNext({ verb: 'create', resource }, { status: 'cut', afterwards: true });

    const handle = await cluster.box(runtime);

    expect(await cluster.objects()).toEqual([`pods/${handle.boxId}`, `secrets/${handle.boxId}`]);
    await cluster.clear(runtime, handle);
  });

  it('takes its pod away when its caller gives up', async () => {
    await using cluster = await FaultCluster.open({ kubelet: false });
    const runtime = cluster.runtime({ forceAfterMs: 100 });
    const handle = await expectOk(runtime.create(cluster.spec()));
    const giveUp = new AbortController();
    const starting = runtime.start(handle, { signal: giveUp.signal });
    await eventually(async () => {
      expect(await cluster.objects()).toContain(`pods/${handle.boxId}`);
    });

    giveUp.abort();

    await expectErr(starting, 'request/aborted');
    expect(await cluster.objects()).toEqual([`secrets/${handle.boxId}`]);
    expect((await expectOk(runtime.inspect(handle))).state).toBe('created');
  });
});
