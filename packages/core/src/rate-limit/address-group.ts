import { isIPv4, isIPv6 } from 'node:net';

const GROUPS = 8;
/** Whoever has an IPv6 network at all has 2^64 addresses of it. */
const NETWORK_GROUPS = 4;

/**
 * What is counted as one address: an IPv4 address, also where it comes as IPv6, or the network of 64 bits of an IPv6 address. Anything
 * else counts together, as `unknown`.
 */
export function addressGroup(address: string): string {
  const plain = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIPv4(plain)) return plain;
  if (!isIPv6(plain)) return 'unknown';
  const [start = '', end = ''] = plain.split('::');
  const [before, after] = [start, end].map((part) => (part === '' ? [] : part.split(':')));
  const missing = GROUPS - (before?.length ?? 0) - (after?.length ?? 0);
  const groups = plain.includes('::')
    ? [...(before ?? []), ...Array<string>(Math.max(0, missing)).fill('0'), ...(after ?? [])]
    : (before ?? []);
  const network = groups.slice(0, NETWORK_GROUPS).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
