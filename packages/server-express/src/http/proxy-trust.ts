import { BlockList, isIP } from 'node:net';

/** Which addresses are proxies of ours, whose `X-Forwarded-*` headers are believed. */
export type ProxyTrust = BlockList | null;

/** What networks are called that are everywhere the same. */
const NAMED: ReadonlyMap<string, readonly string[]> = new Map([
  ['loopback', ['127.0.0.0/8', '::1']],
  ['linklocal', ['169.254.0.0/16', 'fe80::/10']],
  ['uniquelocal', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
]);

/**
 * Trust in these addresses and networks, such as `10.0.0.0/8` and `::1`, or `loopback`, `linklocal` and `uniquelocal` for those of these
 * kinds.
 *
 * @throws TypeError for a text that is none of it.
 */
export function proxyTrust(networks: readonly string[]): ProxyTrust {
  if (networks.length === 0) return null;
  const list = new BlockList();
  for (const network of networks.flatMap((text) => NAMED.get(text) ?? [text])) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address);
    const most = family === 4 ? 32 : 128;
    const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
    if (family === 0 || prefix < 0 || prefix > most) throw new TypeError(`Not an address or a network: ${network}`);
    list.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

/** @param address one that `plainAddress` gave. */
export function isTrusted(trust: ProxyTrust, address: string): boolean {
  return trust !== null && trust.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d{1,5})?|(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5})$/;

/**
 * The address in `text`, which may have a port behind it and brackets around it, in one form: without both, in lower case, without
 * a zone, and an IPv4 address that is written as one of IPv6 as what it is. `null` when there is none.
 */
export function plainAddress(text: string): string | null {
  const match = WITH_PORT.exec(text);
  const bare = (match?.[1] ?? match?.[2] ?? text).replace(/%[\w.-]{1,32}$/, '').toLowerCase();
  const address = MAPPED.exec(bare)?.[1] ?? bare;
  return isIP(address) === 0 ? null : address;
}
