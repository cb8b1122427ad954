import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { describeRuntime, eventually, hasBackend, type RuntimeSubject, type TestRunner } from '@carrel/conformance';
import type { RuntimeHandle } from '@carrel/core/runtime';
import { afterAll, describe, it } from 'vitest';
import { kubernetesRuntime, type KubernetesRuntimeOptions } from '../../../src/index.js';
import { KubeAccess } from '../../../src/kube-access.js';
import { KubeClient } from '../../../src/kube-client.js';
import { openApiRelay } from '../../api-relay.js';
import { openTestCluster, type TestCluster } from '../../test-cluster.js';

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

/** The files of this folder that have a part of the kit each. */
const parts = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test.ts'))
  .sort();

/** Registers the cases of one part, each in its groups: of as many parts as there are, each has every so-manieth case. */
function casesOf(part: number): TestRunner {
  const groups: string[] = [];
  let cases = 0;
  const registerBy = (register: TestRunner['it']['skip']) => (name: string, body: () => Promise<void>) => {
    cases += 1;
    if (cases % parts.length !== part) return;
    // A group of which no case is here would be one without a test.
    groups.reduceRight<() => void>(
      (inner, group) => () => describe(group, inner),
      () => register(name, body),
    )();
  };
  return {
    describe: (name, body) => {
      groups.push(name);
      body();
      groups.pop();
    },
    it: Object.assign(registerBy(it), { skip: registerBy(it.skip) }),
  };
}

/** Adds the cases of the runtime kit that are in this file's part, on a cluster of its own. @param file `import.meta.filename` */
export async function describeKubernetesRuntime(file: string): Promise<void> {
  const part = parts.indexOf(basename(file));
  if (part < 0) throw new Error(`not a part of the kit: ${file}`);
  const cluster = await openTestCluster();
  const isThere = hasBackend('Kubernetes', typeof cluster === 'string' ? cluster : null);
  describe.runIf(isThere)(`kubernetesRuntime, part ${part + 1} of ${parts.length}`, () => {
    if (typeof cluster === 'string') return;
    afterAll(() => close(cluster));
    describeRuntime({
      test: casesOf(part),
      capabilities: kubernetesRuntime(optionsFor(cluster, cluster.kubeconfig)).capabilities,
      image: cluster.images.workspace,
      createSubject: () => createSubject(cluster),
      lacks: { missingImage: 'nodes fetch images by themselves' },
    });
  });
}

async function close(cluster: TestCluster): Promise<void> {
  const client = clientOf(cluster.kubeconfig);
  await client.delete({ resource: 'namespaces', namespace: null, name: namespace }, {}, AbortSignal.timeout(30_000));
  client.access.dispose();
  await cluster[Symbol.asyncDispose]();
}
