import { KubeConfig } from '@kubernetes/client-node';
import { agentImage } from './agent-image.js';
import { standInMissing, startStandIn } from './stand-in/index.js';

/** A cluster to run cases on. */
export interface TestCluster extends AsyncDisposable {
  readonly name: string;
  /** Of a user who may make namespaces, as text. */
  readonly kubeconfig: string;
  /** Whether NetworkPolicies are enforced there. */
  readonly enforcesNetworks: boolean;
  /** What its nodes can run: an image of the contract in docs/images.md, and one with the agent. */
  readonly images: { readonly workspace: string; readonly agent: string };
}

/** Opens the cluster, or says why there is none. */
export type OpenCluster = () => Promise<TestCluster | string>;

/** The cluster that `KUBECONFIG` leads to, with the images that the environment names. */
export const realCluster: OpenCluster = () => {
  const { KUBECONFIG, CARREL_K8S_WORKSPACE_IMAGE, CARREL_K8S_AGENT_IMAGE, CARREL_K8S_NETWORKS } = process.env;
  if (KUBECONFIG === undefined) return Promise.resolve('KUBECONFIG names no cluster');
  const config = new KubeConfig();
  config.loadFromDefault();
  return Promise.resolve({
    name: 'the cluster of KUBECONFIG',
    kubeconfig: config.exportConfig(),
    enforcesNetworks: CARREL_K8S_NETWORKS === '1',
    images: {
      workspace: CARREL_K8S_WORKSPACE_IMAGE ?? 'carrel/workspace:minimal',
      agent: CARREL_K8S_AGENT_IMAGE ?? 'carrel/agent:0.0.0',
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
};

/** A stand-in of its own, which runs what the local Docker Engine has. */
export const standInCluster: OpenCluster = async () => {
  const missing = standInMissing();
  if (missing !== null) return missing;
  const standIn = await startStandIn({ fieldValidation: 'Strict' });
  return {
    name: 'a stand-in',
    kubeconfig: standIn.kubeconfig,
    enforcesNetworks: true,
    images: { workspace: 'carrel/workspace:minimal', agent: agentImage() },
    [Symbol.asyncDispose]: () => standIn.stop(),
  };
};

/** Where cases run: on the cluster of `KUBECONFIG` where that is set, else on a stand-in. */
export const openTestCluster: OpenCluster = () =>
  process.env['KUBECONFIG'] === undefined ? standInCluster() : realCluster();
