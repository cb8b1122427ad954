import { eventually, expectErr, expectOk } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { Deaths, FaultCluster, hasStandIn, NAMESPACE } from './fault-cluster.js';
import { follow, outputOf, startTicking } from './ticking.js';

const MERGE = 'application/merge-patch+json';
/** Given up by its node's silence at once, where a cluster waits for five minutes. */
const AT_ONCE = [
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 0 },
];

describe.runIf(hasStandIn)('a box on Kubernetes that dies', () => {
  it('was evicted: it is told once, readers and links are told, and it starts again', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    using deaths = new Deaths(runtime);
    const handle = await cluster.box(runtime);
    const connection = await expectOk(runtime.connect(handle));
    const { reading } = await follow(connection, await startTicking(connection));

    await cluster.standIn.faults.evict(NAMESPACE, handle.boxId);

    expect(await deaths.of(handle)).toBe('died');
    const { last } = await reading;
    expect(last?.type === 'failed' && last.error.type).toBe('connection/lost');
    await connection.closed;
    expect(await expectOk(runtime.inspect(handle))).toMatchObject({ state: 'exited', reason: 'killed' });
    await expectErr(runtime.connect(handle), 'runtime/not-running');
    await expectOk(runtime.start(handle));
    await expectOk(runtime.connect(handle));
    expect(deaths.count).toBe(1);
    await cluster.clear(runtime, handle);
  });

  it('was taken away by hand: it is told, and its claim has its files when it starts again', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime({ storage: { kind: 'claim', bytes: 1_048_576 } });
    using deaths = new Deaths(runtime);
    const handle = await cluster.box(runtime);
    const connection = await expectOk(runtime.connect(handle));
    await expectOk(connection.files.write('kept', Buffer.from('kept')));

    await cluster.ask('DELETE', `${cluster.podPath(handle)}?gracePeriodSeconds=1`);

    expect(await deaths.of(handle)).toBe('died');
    await connection.closed;
    expect(await expectOk(runtime.inspect(handle))).toMatchObject({ state: 'exited', reason: 'killed' });
    await eventually(async () => {
      expect((await cluster.ask('GET', cluster.podPath(handle))).status).toBe(404);
    });
    await expectOk(runtime.start(handle));
    expect(await outputOf(await expectOk(runtime.connect(handle)), 'cat kept')).toBe('kept');
    await cluster.clear(runtime, handle);
  });

  it.each([
    ['for want of memory', 'out-of-memory', 'out-of-memory'],
    ['from outside', 'died', 'killed'],
  ] as const)('was killed %s: it is told as %s', async (how, event, reason) => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    using deaths = new Deaths(runtime);
    const handle = await cluster.box(runtime);
    const connection = await expectOk(runtime.connect(handle));
    const { faults } = cluster.standIn;

    const kill = how === 'from outside' ? faults.killContainer : faults.killForMemory;
    await kill(NAMESPACE, handle.boxId);

    expect(await deaths.of(handle)).toBe(event);
    await connection.closed;
    expect(await expectOk(runtime.inspect(handle))).toMatchObject({ state: 'exited', reason });
    await expectOk(runtime.start(handle));
    await cluster.clear(runtime, handle);
  });

  it('ran out of memory while it started: the start does not wait for it', async () => {
    await using cluster = await FaultCluster.open({ kubelet: false });
    const runtime = cluster.runtime();
    using deaths = new Deaths(runtime);
    const handle = await expectOk(runtime.create(cluster.spec()));
    const starting = runtime.start(handle);
    await eventually(async () => {
      expect((await cluster.ask('GET', cluster.podPath(handle))).status).toBe(200);
    });

    const terminated = { exitCode: 137, reason: 'OOMKilled' };
    const common = { name: 'workspace', image: '', imageID: '', ready: false, restartCount: 0 };
    const body = { status: { phase: 'Failed', containerStatuses: [{ ...common, state: { terminated } }] } };
    await cluster.ask('PATCH', `${cluster.podPath(handle)}/status`, { type: MERGE, body });

    expect(await deaths.of(handle)).toBe('out-of-memory');
    await expectErr(starting, 'runtime/not-running');
  });

  it('was lost with its node: it is told, stop is sure of its end, and it starts on another node', async () => {
    await using cluster = await FaultCluster.open({ nodes: [{ name: 'node-1' }, { name: 'node-2' }] });
    const runtime = cluster.runtime({ tolerations: AT_ONCE });
    using deaths = new Deaths(runtime);
    const handle = await cluster.box(runtime);
    const connection = await expectOk(runtime.connect(handle));
    const nodeOf = async () =>
      ((await cluster.ask('GET', cluster.podPath(handle))).body.spec as unknown as { nodeName: string }).nodeName;
    const lost = await nodeOf();

    cluster.standIn.faults.loseNode(lost);

    expect(await deaths.of(handle)).toBe('died');
    await connection.closed;
    expect(await expectOk(runtime.inspect(handle))).toMatchObject({ state: 'exited', reason: 'killed' });
    await expectOk(runtime.stop(handle));
    expect((await cluster.ask('GET', cluster.podPath(handle))).status).toBe(404);
    await expectOk(runtime.start(handle));
    expect(await nodeOf()).not.toBe(lost);
    cluster.standIn.faults.restoreNode(lost);
    await cluster.clear(runtime, handle);
  });

  it('is found by a control plane that was away when it died', async () => {
    await using cluster = await FaultCluster.open();
    const first = cluster.runtime();
    const [dead, alive] = [await cluster.box(first), await cluster.box(first)];
    await first.dispose();
    await cluster.standIn.faults.evict(NAMESPACE, dead.boxId);

    const runtime = cluster.runtime();
    const { installationId } = cluster;
    const states = (await expectOk(runtime.list({ installationId }))).map(({ handle, state, reason }) => [
      handle.boxId,
      state,
      reason,
    ]);

    expect(new Set(states.map((each) => JSON.stringify(each)))).toEqual(
      new Set([JSON.stringify([dead.boxId, 'exited', 'killed']), JSON.stringify([alive.boxId, 'running', undefined])]),
    );
    await cluster.clear(runtime, dead, alive);
  });
});
