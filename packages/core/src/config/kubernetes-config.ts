import { z } from 'zod';
import { count, sizeBytes, timeoutMs } from './number-kinds.js';

const MIB = 1024 * 1024;
const network = z.union([z.ipv4(), z.cidrv4(), z.ipv6(), z.cidrv6()]);
/** The name of a namespace, and of most other things of a cluster. */
const dnsLabel = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'expected small letters, digits and hyphens');
const share = z.number().gt(0).max(1);
const pair = z.string().regex(/^[^=]+=.*$/, 'expected NAME=VALUE');

/** Workspaces as pods: where they are, what they boot from, and what they may. */
export const kubernetesConfig = {
  'kubernetes.kubeconfig': z
    .string()
    .max(1_000)
    .default('')
    .describe(
      "The kubeconfig of the cluster; empty for that of `KUBECONFIG`, `~/.kube/config`, or the service account of the server's own pod.",
    ),
  'kubernetes.context': z.string().max(1_000).default('').describe('The context in that file; empty for its own.'),
  'kubernetes.namespace': dnsLabel.default('carrel-workspaces').describe('The namespace of all workspaces.'),
  'kubernetes.namespaceSetUp': z
    .boolean()
    .default(false)
    .describe('Makes that namespace with its NetworkPolicies at start; else it is only looked at.'),
  'kubernetes.namespacePerTenant': z
    .boolean()
    .default(false)
    .describe('Makes a namespace for each tenant instead, with NetworkPolicies, a ResourceQuota and a LimitRange.'),
  'kubernetes.maxPerTenant': count
    .default(20)
    .describe('How many workspaces the quota of such a namespace lets run at once.'),
  'kubernetes.image': z
    .string()
    .min(1)
    .default('carrel/workspace:minimal')
    .describe('What workspaces boot from; it keeps the contract of images.'),
  'kubernetes.agentImage': z
    .string()
    .min(1)
    .default('carrel/agent:0.0.0')
    .describe('The image of `deploy/Dockerfile.agent`, from which the agent comes into pods.'),
  'kubernetes.imagePullPolicy': z
    .enum(['Always', 'IfNotPresent', 'Never'])
    .default('IfNotPresent')
    .describe('When nodes fetch these images.'),
  'kubernetes.imagePullSecrets': z
    .array(dnsLabel)
    .default([])
    .readonly()
    .describe('Names of Secrets in the namespaces of workspaces with which nodes fetch images.'),
  'kubernetes.storage': z
    .enum(['disk', 'memory', 'claim'])
    .default('disk')
    .describe(
      'Where files of workspaces are: on the disk of the node, in memory, or in a PersistentVolumeClaim of the box.',
    ),
  'kubernetes.storageClass': z
    .string()
    .max(253)
    .default('')
    .describe("The class of claims; empty for the cluster's own."),
  'kubernetes.storageBytes': sizeBytes
    .default(10_240 * MIB)
    .describe('The size of a claim where workspaces.diskBytes says nothing.'),
  'kubernetes.storageIsBounded': z
    .boolean()
    .default(false)
    .describe('Whether a volume of that class holds no more than was asked for; for workspaces.diskBytes.'),
  'kubernetes.cpuShare': share.default(0.25).describe('Which part of its cores a workspace is promised.'),
  'kubernetes.memoryShare': share.default(0.5).describe('Which part of its memory a workspace is promised.'),
  'kubernetes.ephemeralBytes': sizeBytes
    .default(10_240 * MIB)
    .describe('What a workspace may write to the disk of its node, which ends it past that.'),
  'kubernetes.isolationClasses': z
    .array(pair)
    .default([])
    .readonly()
    .describe(
      'NAME=RUNTIMECLASS for each isolation class, the default first, such as `gvisor=gvisor,kata=kata-qemu`; empty for the class of the nodes.',
    ),
  'kubernetes.nodeSelector': z
    .array(pair)
    .default([])
    .readonly()
    .describe('LABEL=VALUE for each label of the nodes that workspaces go to.'),
  'kubernetes.tolerations': z
    .array(z.string().min(1))
    .default([])
    .readonly()
    .describe('The taints of nodes that workspaces go to all the same: KEY, or KEY=VALUE.'),
  'kubernetes.priorityClass': z.string().max(253).default('').describe('The PriorityClass of pods; empty for none.'),
  'kubernetes.networkEnforced': z
    .boolean()
    .default(true)
    .describe('Whether the cluster enforces NetworkPolicies; without, workspaces have the network of the cluster.'),
  'kubernetes.networkDns': z
    .array(z.union([z.ipv4(), z.ipv6()]))
    .default([])
    .readonly()
    .describe("Addresses of the resolvers of workspaces with the network `internet`; empty for the cluster's own."),
  'kubernetes.networkAllow': z
    .array(network)
    .default([])
    .readonly()
    .describe('Networks that such workspaces may reach though they are private; for namespaces that the server makes.'),
  'kubernetes.networkBlock': z
    .array(network)
    .default([])
    .readonly()
    .describe('Networks that they may not reach, beside those that no workspace does.'),
  'kubernetes.identityAudience': z
    .string()
    .max(1_000)
    .default('')
    .describe('Who takes the token that each workspace has as `/.carrel/identity/token`; empty for no token.'),
  'kubernetes.identityServiceAccount': dnsLabel
    .default('default')
    .describe('The service account of workspaces that the token is of.'),
  'kubernetes.podPatchFile': z
    .string()
    .max(1_000)
    .default('')
    .describe(
      'A file in JSON that is laid over the pod of every workspace by the rules of a strategic merge; empty for none.',
    ),
  'kubernetes.startTimeoutMs': timeoutMs
    .default(120_000)
    .describe('How long a workspace may take until its agent answers: to find a node, and to fetch its images.'),
  'kubernetes.callTimeoutMs': timeoutMs
    .default(30_000)
    .describe('How long one call to the API server may take, with all its tries.'),
  'kubernetes.forceAfterMs': timeoutMs
    .default(30_000)
    .describe(
      'How long after its grace a pod may still be there before it is taken away without the word of its node.',
    ),
};
