import { randomBytes } from 'node:crypto';
import { describeRuntime, eventually, hasBackend, type RuntimeSubject } from '@carrel/conformance';
import type { RuntimeHandle } from '@carrel/core/runtime';
import { afterAll, describe, it } from 'vitest';
import { kubernetesRuntime, type KubernetesRuntimeOptions } from '../src/index.js';
import { KubeAccess } from '../src/kube-access.js';
import { KubeClient } from '../src/kube-client.js';
import { openApiRelay } from './api-relay.js';
import { openTestCluster, type TestCluster } from './test-cluster.js';

const opened = await openTestCluster();
const cluster = typeof opened === 'string' ? null : opened;
const namespace = `carrel-kit-${randomBytes(4).toString('hex')}`;

function optionsFor({ enforcesNetworks, images }: TestCluster, kubeconfig: string): KubernetesRuntimeOptions {
  return {
    kubeconfig: { text: kubeconfig },
    namespace: { mode: 'one', name: namespace, setUp: true },
    image: images.workspace,
    agentImage: images.agent,
    network: { enforced: enforcesNetworks },
    // A node for tests is small, and what is promised to boxes adds up.
    resources: { cpuShare: 0.01, memoryShare: 0.05 },
    // With files that outlive a stop, no case is left out.
    storage: { kind: 'claim', bytes: 2 ** 30 },
    forceAfterMs: 10_000,
  };
}

function clientOf(kubeconfig: string): KubeClient {
  return new KubeClient(new KubeAccess({ text: kubeconfig }), { callTimeoutMs: 30_000 });
}

async function createSubject(on: TestCluster): Promise<RuntimeSubject> {
  const relay = await openApiRelay(on.kubeconfig);
  const options = optionsFor(on, relay.kubeconfig);
  const client = clientOf(on.kubeconfig);
  return {
    subject: kubernetesRuntime(options),
    restart: () => Promise.resolve(kubernetesRuntime(options)),
    killBox: (handle) => killBox(client, handle),
    cutConnections: () => {
      relay.cut();
      return Promise.resolve();
    },
    dispose: async () => {
      client.access.dispose();
      await relay[Symbol.asyncDispose]();
    },
  };
}

/** As an operator does by hand: the pod is taken away, without time to end. */
async function killBox(client: KubeClient, { boxId }: RuntimeHandle): Promise<void> {
  const place = { resource: 'pods', namespace, name: boxId } as const;
  const signal = AbortSignal.timeout(60_000);
  await client.delete(place, { gracePeriodSeconds: 1 }, signal);
  await eventually(async () => {
    if ((await client.get(place, signal)) !== null) throw new Error('the pod is still there');
  });
}

afterAll(async () => {
  if (cluster === null) return;
  const client = clientOf(cluster.kubeconfig);
  await client.delete({ resource: 'namespaces', namespace: null, name: namespace }, {}, AbortSignal.timeout(30_000));
  client.access.dispose();
  await cluster[Symbol.asyncDispose]();
});

describe.runIf(hasBackend('Kubernetes', typeof opened === 'string' ? opened : null))('kubernetesRuntime', () => {
  if (cluster === null) return;
  describeRuntime({
    test: { describe, it },
    capabilities: kubernetesRuntime(optionsFor(cluster, cluster.kubeconfig)).capabilities,
    image: cluster.images.workspace,
    createSubject: () => createSubject(cluster),
    lacks: { missingImage: 'nodes fetch images by themselves' },
  });
});
