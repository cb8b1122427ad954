import { expectErr, expectOk } from '@carrel/conformance';
import type { WorkspaceRuntime } from '@carrel/core/runtime';
import { describe, expect, it } from 'vitest';
import { permissions, roleRulesOf, type KubernetesRuntimeOptions } from '../../../src/index.js';
import { FaultCluster, hasStandIn, NAMESPACE } from './fault-cluster.js';

const RBAC = 'rbac.authorization.k8s.io';
const USER = 'carrel-server';

type Options = Pick<KubernetesRuntimeOptions, 'namespace' | 'network' | 'storage'>;

const ONE: Options = {
  namespace: { mode: 'one', name: NAMESPACE, setUp: false },
  network: { enforced: false },
  storage: { kind: 'claim', bytes: 1_048_576 },
};
const PER_TENANT: Options = { namespace: { mode: 'per-tenant' }, network: {}, storage: { kind: 'disk' } };

/** A runtime of a user who may do what the rules of these options say, in the one namespace where there is one. */
async function runtimeWith(cluster: FaultCluster, options: Options): Promise<WorkspaceRuntime> {
  const isOne = options.namespace?.mode !== 'per-tenant';
  const place = isOne ? `namespaces/${NAMESPACE}/` : '';
  const kind = isOne ? 'Role' : 'ClusterRole';
  const metadata = { name: USER, ...(isOne ? { namespace: NAMESPACE } : {}) };
  const apiVersion = `${RBAC}/v1`;
  const path = `/apis/${apiVersion}/${place}${kind.toLowerCase()}`;
  await made(cluster, `${path}s`, { apiVersion, kind, metadata, rules: roleRulesOf(options) });
  await made(cluster, `${path}bindings`, {
    ...{ apiVersion, kind: `${kind}Binding`, metadata },
    roleRef: { apiGroup: RBAC, kind, name: USER },
    subjects: [{ kind: 'User', apiGroup: RBAC, name: USER }],
  });
  return cluster.runtime({ ...options, kubeconfig: { text: cluster.standIn.kubeconfigFor(USER) } });
}

async function made(cluster: FaultCluster, path: string, body: object): Promise<void> {
  const { status, text } = await cluster.ask('POST', path, { body });
  expect(status, text).toBe(201);
}

describe.runIf(hasStandIn)('the role of a runtime on Kubernetes', () => {
  it.each([
    ['one namespace', ONE],
    ['a namespace for each tenant', PER_TENANT],
  ])('is enough for all that is done with %s', async (_, options) => {
    await using cluster = await FaultCluster.open();
    const runtime = await runtimeWith(cluster, options);
    await expectOk(runtime.open());

    const handle = await cluster.box(runtime);
    const { installationId } = cluster;
    await (await expectOk(runtime.connect(handle))).close();
    await expectOk(runtime.stats(handle));
    expect(await expectOk(runtime.list({ installationId }))).toMatchObject([{ handle, state: 'running' }]);
    await expectOk(runtime.inspect(handle));
    if (runtime.capabilities.claim) await expectOk(runtime.claim(handle, 'ten_2'));
    await expectOk(runtime.stop(handle));
    await expectOk(runtime.start(handle));
    await expectOk(runtime.sweep({ installationId, olderThanMs: 0 }));

    await cluster.clear(runtime, handle);
    const refused = cluster.standIn.calls().filter(({ code, user }) => user === USER && code === 403);
    expect(refused).toEqual([]);
  });

  it('has nothing that is not used', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = await runtimeWith(cluster, ONE);
    await expectOk(runtime.open());
    const handle = await cluster.box(runtime);
    const again = cluster.spec({ ...handle });
    await expectOk(runtime.create(again));
    await expectOk(runtime.inspect(handle));
    await expectOk(runtime.sweep({ installationId: cluster.installationId, olderThanMs: 0 }));
    await cluster.clear(runtime, handle);

    const used = new Set(cluster.standIn.calls().map(({ verb, resource }) => `${verb} ${resource}`));
    const granted = roleRulesOf(ONE).flatMap(({ resources, verbs }) =>
      resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)),
    );
    // A server asks for one of the two, or for both, by its version.
    const [exec, rest] = [
      granted.filter((right) => right.endsWith('exec')),
      granted.filter((right) => !right.endsWith('exec')),
    ];
    expect(rest.filter((right) => !used.has(right))).toEqual([]);
    expect(exec.some((right) => used.has(right))).toBe(true);
  });
});

/** What is done with a box, in its order, until something is refused. */
async function life(cluster: FaultCluster, runtime: WorkspaceRuntime) {
  const spec = cluster.spec();
  const { installationId } = cluster;
  return runtime
    .open()
    .andThen(() => runtime.create(spec))
    .andThen((handle) => runtime.create(spec).map(() => handle))
    .andThen((handle) => runtime.start(handle).map(() => handle))
    .andThen((handle) => runtime.inspect(handle).map(() => handle))
    .andThen((handle) => runtime.stop(handle).map(() => handle))
    .andThen((handle) => runtime.sweep({ installationId, olderThanMs: 0 }).map(() => handle))
    .andThen((handle) => runtime.remove(handle));
}

const rights = permissions
  .filter(({ when }) => when === 'always' || when === 'claim' || when === 'check')
  .flatMap(({ resource, subresource, verbs }) =>
    verbs.map((verb) => ({ verb, resource: subresource === undefined ? resource : `${resource}/${subresource}` })),
  );

describe.runIf(hasStandIn)('a right that is missing', () => {
  it.each(rights)('is told by its name: $verb of $resource', async (right) => {
    await using cluster = await FaultCluster.open();
    // The policies of the namespace are looked at where the cluster enforces them.
    const isPolicy = right.resource === 'networkpolicies';
    const runtime = await runtimeWith(cluster, { ...ONE, network: { enforced: isPolicy } });
    cluster.standIn.faults.withholdRight(right);

    const error = await expectErr(life(cluster, runtime), 'runtime/permission-denied');

    expect(error.message).toContain(`may not ${right.verb} ${right.resource}`);
    expect(error.message).toContain(`the namespace ${NAMESPACE}`);
    expect(error.retryable).toBe(false);
  });

  it.each(['namespaces', 'networkpolicies', 'resourcequotas', 'limitranges'])(
    'is told by its name where each tenant has a namespace: create of %s',
    async (resource) => {
      await using cluster = await FaultCluster.open();
      const runtime = await runtimeWith(cluster, PER_TENANT);
      cluster.standIn.faults.withholdRight({ verb: 'create', resource });

      const error = await expectErr(runtime.create(cluster.spec()), 'runtime/permission-denied');

      expect(error.message).toContain(`may not create ${resource}`);
    },
  );
});
