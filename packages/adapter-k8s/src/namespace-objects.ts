import type { JsonObject, KubeObject } from './api-objects.js';
import { BOX_ROLE, labels, MANAGED_BY } from './box-labels.js';
import type { ResolvedKubernetesOptions } from './k8s-options.js';
import type { KubeResource } from './kube-resource.js';
import { hashedLabelOf, labelValueOf } from './names.js';
import { defaultBlockedNetworks, isOfIPv6, toNetwork } from './network-options.js';
import { bytesQuantity, cpuQuantity } from './quantities.js';

/** An object to be made, and what it is. */
export interface WantedObject {
  readonly resource: KubeResource;
  readonly object: KubeObject & { readonly spec?: JsonObject };
}

type Options = Pick<ResolvedKubernetesOptions, 'annotations' | 'labels' | 'network' | 'quota' | 'resources'>;

export interface NamespaceOwner {
  readonly installationId: string;
  readonly tenantId: string;
}

const NAMESPACE_ROLE = 'namespace';
/** Tells what watches over pods to refuse those that are not hardened. */
const POD_SECURITY = { 'pod-security.kubernetes.io/enforce': 'restricted' };

/** The namespace itself. @param owner the tenant whose it alone is, if it is one's */
export function namespaceObject(name: string, options: Options, owner?: NamespaceOwner): WantedObject {
  const ofTenant =
    owner === undefined
      ? {}
      : {
          [labels.installation]: labelValueOf(owner.installationId),
          [labels.tenant]: hashedLabelOf(owner.tenantId),
        };
  return {
    resource: 'namespaces',
    object: {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        labels: {
          ...options.labels,
          ...POD_SECURITY,
          [labels.managed]: MANAGED_BY,
          [labels.role]: NAMESPACE_ROLE,
          ...ofTenant,
        },
        annotations: options.annotations,
      },
    },
  };
}

/**
 * The NetworkPolicies of a namespace with boxes: nothing comes in or goes out but what is let through by name. Empty where the
 * cluster enforces none.
 */
export function networkPolicies(namespace: string, options: Options): readonly WantedObject[] {
  const { network } = options;
  if (!network.enforced) return [];
  const boxes = { matchLabels: { [labels.managed]: MANAGED_BY, [labels.role]: BOX_ROLE } };
  const online = { matchLabels: { ...boxes.matchLabels, [labels.network]: 'internet' } };
  const policy = (name: string, spec: JsonObject): WantedObject => ({
    resource: 'networkpolicies',
    object: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: meta(name, namespace, options),
      spec,
    },
  });
  return [
    policy('carrel-default-deny', { podSelector: boxes, policyTypes: ['Ingress', 'Egress'] }),
    policy('carrel-dns', { podSelector: online, policyTypes: ['Egress'], egress: [dnsRule(network.dns)] }),
    policy('carrel-internet', {
      podSelector: online,
      policyTypes: ['Egress'],
      egress: [{ to: internetPeers(network) }],
    }),
    ...(network.ingressFrom.length === 0
      ? []
      : [
          policy('carrel-ingress', {
            podSelector: boxes,
            policyTypes: ['Ingress'],
            ingress: [{ from: network.ingressFrom }],
          }),
        ]),
  ];
}

/** What all boxes of a tenant may have together, and one of them by itself where it asks for nothing. */
export function tenantLimits(namespace: string, options: Options): readonly WantedObject[] {
  const { quota, resources } = options;
  const hard = {
    pods: String(quota.boxes),
    'limits.cpu': cpuQuantity(quota.cpus),
    'limits.memory': bytesQuantity(quota.memoryBytes),
    'requests.storage': bytesQuantity(quota.storageBytes),
  };
  const limit = {
    type: 'Container',
    default: { cpu: cpuQuantity(resources.cpus), memory: bytesQuantity(resources.memoryBytes) },
    defaultRequest: {
      cpu: cpuQuantity(resources.cpus * resources.cpuShare),
      memory: bytesQuantity(resources.memoryBytes * resources.memoryShare),
    },
  };
  return [
    {
      resource: 'resourcequotas',
      object: { apiVersion: 'v1', kind: 'ResourceQuota', metadata: meta('carrel', namespace, options), spec: { hard } },
    },
    {
      resource: 'limitranges',
      object: {
        apiVersion: 'v1',
        kind: 'LimitRange',
        metadata: meta('carrel', namespace, options),
        spec: { limits: [limit] },
      },
    },
  ];
}

function meta(name: string, namespace: string, options: Options) {
  return {
    name,
    namespace,
    labels: { ...options.labels, [labels.managed]: MANAGED_BY, [labels.role]: NAMESPACE_ROLE },
    annotations: options.annotations,
  };
}

function dnsRule(servers: readonly string[]): JsonObject {
  const ports = [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ];
  if (servers.length > 0) return { to: servers.map((address) => ({ ipBlock: { cidr: toNetwork(address) } })), ports };
  const system = { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } };
  return { to: [{ namespaceSelector: system }], ports };
}

function internetPeers({ allow, block }: Options['network']): readonly JsonObject[] {
  const blocked = [...new Set([...defaultBlockedNetworks, ...block])];
  return [
    { ipBlock: { cidr: '0.0.0.0/0', except: blocked.filter((network) => !isOfIPv6(network)) } },
    { ipBlock: { cidr: '::/0', except: blocked.filter(isOfIPv6) } },
    ...allow.map((cidr) => ({ ipBlock: { cidr } })),
  ];
}
