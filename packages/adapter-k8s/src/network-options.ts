import { isIPv4, isIPv6 } from 'node:net';
import type { JsonObject } from './api-objects.js';

/** What boxes may reach, and who may reach them, by the NetworkPolicies of their namespaces. */
export interface NetworkOptions {
  /**
   * Whether the cluster enforces NetworkPolicies. Its network plugin has to; where it does not, say `false`, and boxes share the
   * network of the cluster: the capability `networks` is empty then. @default true
   */
  readonly enforced?: boolean;
  /** The resolvers that names are asked of, by address. @default [], those of the cluster, in the namespace `kube-system` */
  readonly dns?: readonly string[];
  /** Networks that boxes with `internet` may reach though a wider one is blocked, such as that of a package mirror. @default [] */
  readonly allow?: readonly string[];
  /** Networks that boxes may not reach, beside `defaultBlockedNetworks`: public addresses of the own nodes, for example. @default [] */
  readonly block?: readonly string[];
  /**
   * Who may open connections to boxes: peers as a NetworkPolicy has them, such as the pods of the server, which reach ports of boxes
   * by their address. @default [], nobody: the agent needs none
   */
  readonly ingressFrom?: readonly JsonObject[];
}

export type ResolvedNetworkOptions = Readonly<Required<NetworkOptions>>;

/**
 * What no box reaches by itself: addresses that are private, shared, of one link, of many receivers or of no one, where clusters,
 * the metadata of clouds and the services of companies are.
 */
export const defaultBlockedNetworks: readonly string[] = Object.freeze([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // The platform of one cloud answers machines from a public address.
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/127',
  // Addresses of IPv4 in other clothes.
  '::ffff:0:0/96',
  '64:ff9b::/96',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]);

/** @throws Error for what is no address or network. */
export function resolveNetworkOptions(options: NetworkOptions): ResolvedNetworkOptions {
  const { enforced = true, dns = [], allow = [], block = [], ingressFrom = [] } = options;
  const wrong = dns.find((address) => !isIPv4(address) && !isIPv6(address));
  if (wrong !== undefined) throw new Error(`A resolver is given by its address; not as ${wrong}.`);
  return Object.freeze({
    ...{ enforced, dns: [...dns], ingressFrom: [...ingressFrom] },
    ...{ allow: allow.map(toNetwork), block: block.map(toNetwork) },
  });
}

/** Whether the network is one of IPv6. */
export function isOfIPv6(network: string): boolean {
  return network.includes(':');
}

/** An address as the network that it alone is. */
export function toNetwork(text: string): string {
  const [address = '', bits, ...more] = text.split('/');
  const most = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  const length = bits ?? String(most);
  if (most < 0 || !/^\d{1,3}$/.test(length) || Number(length) > most || more.length > 0) {
    throw new Error(`A network is an address, or one with a length as in 10.0.0.0/8; not ${text}.`);
  }
  return `${address}/${length}`;
}
