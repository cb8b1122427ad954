import { fieldsOf, isFields, listOf, textOf, valueAt, type Fields, type KubeObject } from '../store/objects.js';
import { namespaces, networkPolicies, pods } from '../store/resources.js';
import type { Store } from '../store/store.js';

/** Addresses on the other side, and the ports there or here; without ports all of them. */
export interface Allowance {
  readonly cidr: string;
  readonly except: readonly string[];
  readonly ports: readonly { readonly protocol: string; readonly port?: string }[];
}

/** What a pod may receive and send beside the answers to what is allowed; undefined where all is. */
export interface NetworkAccess {
  readonly ingress: readonly Allowance[] | undefined;
  readonly egress: readonly Allowance[] | undefined;
}

/** What the policies of its namespace leave to a pod. */
export function networkAccess(store: Store, pod: KubeObject): NetworkAccess {
  const policies = store
    .list(networkPolicies, pod.metadata.namespace)
    .filter(({ spec }) => selects(spec?.['podSelector'], pod.metadata.labels));
  const of = (direction: 'ingress' | 'egress', type: string): readonly Allowance[] | undefined => {
    const own = policies.filter(({ spec }) => (spec?.['policyTypes'] as string[] | undefined)?.includes(type));
    if (own.length === 0) return undefined;
    return own.flatMap((policy) => listOf(policy.spec?.[direction]).flatMap((rule) => allowances(store, policy, rule)));
  };
  return { ingress: of('ingress', 'Ingress'), egress: of('egress', 'Egress') };
}

interface PolicyPort {
  readonly protocol?: string;
  /** Ports by name are not known here. */
  readonly port?: number;
  readonly endPort?: number;
}

function allowances(store: Store, policy: KubeObject, rule: Fields): readonly Allowance[] {
  const ports = (listOf(rule['ports']) as readonly PolicyPort[]).map(({ protocol = 'TCP', port, endPort }) => ({
    protocol: protocol.toLowerCase(),
    ...(port === undefined ? {} : { port: endPort === undefined ? String(port) : `${port}:${endPort}` }),
  }));
  const peers = listOf(rule['to'] ?? rule['from']);
  if (peers.length === 0) return [{ cidr: '0.0.0.0/0', except: [], ports }];
  return peers.flatMap((peer) => networksOf(store, policy, peer).map((network) => ({ ...network, ports })));
}

type Network = Pick<Allowance, 'cidr' | 'except'>;

/** Of IPv4 alone: pods here have no other addresses. */
function networksOf(store: Store, policy: KubeObject, peer: Fields): readonly Network[] {
  const block = peer['ipBlock'];
  if (isFields(block)) {
    const cidr = textOf(block['cidr']) ?? '';
    const except = Array.isArray(block['except']) ? (block['except'] as string[]) : [];
    return cidr.includes(':') ? [] : [{ cidr, except }];
  }
  const spaces =
    peer['namespaceSelector'] === undefined
      ? [policy.metadata.namespace]
      : store
          .list(namespaces)
          .filter(({ metadata }) => selects(peer['namespaceSelector'], metadata.labels))
          .map(({ metadata }) => metadata.name);
  return spaces
    .flatMap((space) => store.list(pods, space))
    .filter(({ metadata }) => selects(peer['podSelector'], metadata.labels))
    .flatMap(({ status }) => textOf(status?.['podIP']) ?? [])
    .map((address) => ({ cidr: `${address}/32`, except: [] }));
}

/** Whether a selector of labels, as an object has it, finds these; one that asks for nothing finds all. */
function selects(selector: unknown, labels: Readonly<Record<string, string>> = {}): boolean {
  const wanted = Object.entries(fieldsOf(valueAt(selector, 'matchLabels')));
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    listOf(valueAt(selector, 'matchExpressions')).every((one) => holds(one, labels))
  );
}

function holds({ key, operator, values }: Fields, labels: Readonly<Record<string, string>>): boolean {
  const label = labels[String(key)];
  const isAmong = label !== undefined && Array.isArray(values) && values.includes(label);
  switch (operator) {
    case 'In':
      return isAmong;
    case 'NotIn':
      return !isAmong;
    case 'Exists':
      return label !== undefined;
    default:
      return label === undefined;
  }
}
