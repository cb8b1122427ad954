import { eventually, expectErr, expectOk } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { FaultCluster, hasStandIn, NAMESPACE } from './fault-cluster.js';

const PODS = { verb: 'create', resource: 'pods' };

describe.runIf(hasStandIn)('what the owner of a cluster refuses', () => {
  it('is told as a policy when a webhook denies a pod, whatever its status, and the box stays what it was', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    const handle = await expectOk(runtime.create(cluster.spec()));
    for (const code of [400, 403, 422]) {
      const allow = cluster.standIn.faults.denyWrites(PODS, { name: 'pods.acme.example', message: 'no', code });
      const error = await expectErr(runtime.start(handle), 'runtime/permission-denied');
      expect(error.message).toContain('A policy of the namespace');
      allow();
    }
    expect((await expectOk(runtime.inspect(handle))).state).toBe('created');
    await expectOk(runtime.start(handle));
    await cluster.clear(runtime, handle);
  });

  it('is unavailable when a webhook does not answer', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    const handle = await expectOk(runtime.create(cluster.spec()));
    const mend = cluster.standIn.faults.breakWebhook(PODS, 'pods.acme.example');

    const error = await expectErr(runtime.start(handle), 'runtime/unavailable');

    expect(error.retryable).toBe(true);
    mend();
    await expectOk(runtime.start(handle));
    await cluster.clear(runtime, handle);
  });

  it('is told when the token of a server is taken back while it runs', async () => {
    await using cluster = await FaultCluster.open();
    const kubeconfig = { text: cluster.standIn.kubeconfigFor('server', ['system:masters']) };
    const runtime = cluster.runtime({ kubeconfig });
    const handle = await cluster.box(runtime);

    cluster.standIn.faults.revokeTokens('server');

    const error = await expectErr(runtime.inspect(handle), 'runtime/permission-denied');
    expect(error.message).toContain('credentials');
    await cluster.clear(cluster.runtime(), handle);
  });

  it('may be changed by others at the same time: what was asked is written all the same', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    const handle = await cluster.box(runtime);
    cluster.standIn.faults.interfere({ verb: 'patch', resource: 'secrets' }, 2);

    await expectOk(runtime.claim(handle, 'ten_2'));

    await expectErr(runtime.claim(handle, 'ten_3'), 'runtime/permission-denied');
    await cluster.clear(runtime, handle);
  });
});

describe.runIf(hasStandIn)('a namespace for each tenant', () => {
  const namespaces = { namespace: { mode: 'per-tenant' }, network: { enforced: true } } as const;

  it('is made with its policies, quota and limits before the first box, and one for each', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime({ ...namespaces, quota: { boxes: 1 } });
    const first = await cluster.box(runtime, { tenantId: 'ten_1' });
    const second = await cluster.box(runtime, { tenantId: 'ten_2' });
    const signal = AbortSignal.timeout(30_000);
    const pods = (await cluster.admin.list({ resource: 'pods', namespace: null }, signal)).items;
    const places = new Set(pods.map(({ metadata }) => metadata.namespace));
    expect(places.size).toBe(2);
    for (const namespace of places) {
      if (namespace === undefined) throw new Error('a pod is in no namespace');
      for (const [resource, count] of [
        ['networkpolicies', 3],
        ['resourcequotas', 1],
        ['limitranges', 1],
      ] as const) {
        expect((await cluster.admin.list({ resource, namespace }, signal)).items).toHaveLength(count);
      }
    }
    const third = await expectOk(runtime.create(cluster.spec({ tenantId: 'ten_1' })));

    await expectErr(runtime.start(third), 'runtime/exhausted');

    await cluster.clear(runtime, first, second, third);
  });

  it('may wait for its service account: the start waits too', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime(namespaces);
    const give = cluster.standIn.faults.holdServiceAccounts();
    const handle = await expectOk(runtime.create(cluster.spec()));

    const starting = runtime.start(handle);
    await eventually(() => {
      expect(cluster.asked('create', 'pods')).toBeGreaterThan(1);
    });
    give();

    await expectOk(starting);
    await cluster.clear(runtime, handle);
  });

  it('is made anew when somebody took it away, with what was in it', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime(namespaces);
    const handle = await expectOk(runtime.create(cluster.spec()));
    const signal = AbortSignal.timeout(30_000);
    const query = { resource: 'secrets', namespace: null, labelSelector: 'carrel.dev/role=box' } as const;
    const [secret] = (await cluster.admin.list(query, signal)).items;
    const path = `/api/v1/namespaces/${secret?.metadata.namespace ?? ''}`;
    await cluster.ask('DELETE', path);
    await eventually(async () => {
      expect((await cluster.ask('GET', path)).status).toBe(404);
    });

    await expectErr(runtime.start(handle), 'runtime/not-found');
    const next = await cluster.box(runtime);

    expect((await cluster.ask('GET', path)).status).toBe(200);
    await cluster.clear(runtime, handle, next);
  });

  it('is unavailable while it is being taken away', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    const handle = await expectOk(runtime.create(cluster.spec()));
    const release = cluster.standIn.faults.terminateNamespace(NAMESPACE);

    const error = await expectErr(runtime.create(cluster.spec()), 'runtime/unavailable');

    expect(error.message).toContain('being taken away');
    release();
    await eventually(async () => {
      await expectErr(runtime.inspect(handle), 'runtime/not-found');
    });
  });
});
