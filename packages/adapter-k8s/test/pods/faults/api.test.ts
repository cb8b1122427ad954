import { expectErr, expectOk } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { FaultCluster, hasStandIn } from './fault-cluster.js';

describe.runIf(hasStandIn)('an API server of Kubernetes that is in trouble', () => {
  it('throttles: calls wait as long as they are told, and a box lives its whole life', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    const { faults } = cluster.standIn;
    await expectOk(runtime.open());
    const release = faults.throttle({ perSecond: 3, burst: 1, retryAfterSeconds: 1 });

    const handle = await cluster.box(runtime);
    await (await expectOk(runtime.connect(handle))).close();
    await expectOk(runtime.stop(handle));
    await expectOk(runtime.remove(handle));

    expect(faults.throttled()).toBeGreaterThan(0);
    release();
    expect(await cluster.objects()).toEqual([]);
  });

  it('throttles for longer than a call may take: that is what the caller is told', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime({ callTimeoutMs: 500 });
    cluster.standIn.faults.failNext({ verb: 'create' }, { status: 429, retryAfterSeconds: 60, times: 10 });

    const error = await expectErr(runtime.create(cluster.spec()), 'runtime/unavailable');

    expect(error.message).toContain('no more calls');
    expect(error.retryable).toBe(true);
  });

  it.each([502, 503, 504, 'cut'] as const)(
    'fails once with %s at each of its calls, and nobody notices',
    async (status) => {
      await using cluster = await FaultCluster.open();
      const runtime = cluster.runtime();
      const calls = [
        ...[
          ['create', 'secrets'],
          ['create', 'pods'],
          ['patch', 'secrets'],
          ['delete', 'pods'],
          ['delete', 'secrets'],
        ],
        ...[
          ['list', 'pods'],
          ['list', 'secrets'],
          ['watch', 'pods'],
          ['get', 'secrets'],
        ],
      ] as const;
      for (const [verb, resource] of calls) cluster.standIn.faults.failNext({ verb, resource } as object, { status });

      const handle = await cluster.box(runtime);
      await expectOk(runtime.inspect(handle));
      await expectOk(runtime.stop(handle));

      await cluster.clear(runtime, handle);
    },
  );

  it('fails for good at the making of a pod: the box stays what it was, and can be started later', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    const handle = await expectOk(runtime.create(cluster.spec()));
    cluster.standIn.faults.failNext({ verb: 'create', resource: 'pods' }, { status: 500 });

    await expectErr(runtime.start(handle), 'runtime/unavailable');

    expect((await expectOk(runtime.inspect(handle))).state).toBe('created');
    await expectOk(runtime.start(handle));
    await cluster.clear(runtime, handle);
  });

  it('loses its answers to what is taken away, and to what is written', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime({ storage: { kind: 'claim', bytes: 1_048_576 } });
    for (const verb of ['create', 'patch', 'delete']) {
      cluster.standIn.faults.failNext({ verb }, { status: 'cut', afterwards: true, times: 3 });
    }

    const handle = await cluster.box(runtime);
    await expectOk(runtime.stop(handle));

    await cluster.clear(runtime, handle);
  });

  it('answers too late: the caller is told, and nothing is left of it', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime({ callTimeoutMs: 400 });
    const handle = await expectOk(runtime.create(cluster.spec()));
    const quick = cluster.standIn.faults.slow({ verb: 'create', resource: 'pods' }, 1_000);

    await expectErr(runtime.start(handle), 'runtime/timed-out');

    quick();
    expect((await expectOk(runtime.inspect(handle))).state).toBe('created');
    await cluster.clear(cluster.runtime(), handle);
  });

  it('is not there: calls are unavailable, and work once it is', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime({ callTimeoutMs: 500 });
    const handle = await expectOk(runtime.create(cluster.spec()));
    const back = cluster.standIn.faults.restart(2_000);

    const error = await expectErr(runtime.inspect(handle), 'runtime/unavailable');

    expect(error.message).toContain('API server');
    await back;
    await expectOk(runtime.inspect(handle));
    await cluster.clear(runtime, handle);
  });

  it('does not take the credentials', async () => {
    await using cluster = await FaultCluster.open();
    cluster.standIn.faults.failNext({}, { status: 401, times: 100 });
    const error = await expectErr(cluster.runtime().create(cluster.spec()), 'runtime/permission-denied');
    expect(error.message).toContain('credentials');
  });
});
