import { isIPv4 } from 'node:net';

/** What boxes with the network `internet` may reach beside public addresses, and what they may not. */
export interface NetworkOptions {
  /** The resolvers that names are asked of, by IPv4 address. @default [], those of the engine */
  readonly dns?: readonly string[];
  /**
   * Networks that boxes may reach though a wider one is blocked, such as that of a package mirror: IPv4 addresses, or networks as
   * `10.1.0.0/16`. @default []
   */
  readonly allow?: readonly string[];
  /** Networks that boxes may not reach, beside `defaultBlockedNetworks` and the addresses of the engine's machine. @default [] */
  readonly block?: readonly string[];
}

export type ResolvedNetworkOptions = Readonly<Required<NetworkOptions>>;

/**
 * What no box reaches by itself: addresses that are private, shared, of one link, of many receivers or of no one, where the
 * metadata of clouds and the services of companies are.
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
]);

/** How many networks the guard of a box takes, less what is known only on the engine. */
const MAX_NETWORKS = 128;

/** @throws Error for what is no IPv4 address or network, and for too many. */
export function resolveNetworkOptions({ dns = [], allow = [], block = [] }: NetworkOptions): ResolvedNetworkOptions {
  const wrong = dns.find((address) => !isIPv4(address));
  if (wrong !== undefined) throw new Error(`A resolver is given by its IPv4 address; not as ${wrong}.`);
  if (allow.length + block.length > MAX_NETWORKS) {
    throw new Error(`At most ${MAX_NETWORKS} networks may be allowed and blocked; not ${allow.length + block.length}.`);
  }
  return Object.freeze({ dns: [...dns], allow: allow.map(toNetwork), block: block.map(toNetwork) });
}

function toNetwork(text: string): string {
  const [address = '', bits = '32', ...more] = text.split('/');
  if (!isIPv4(address) || !/^\d{1,2}$/.test(bits) || Number(bits) > 32 || more.length > 0) {
    throw new Error(`A network is an IPv4 address, or one with a length as in 10.0.0.0/8; not ${text}.`);
  }
  return `${address}/${bits}`;
}
