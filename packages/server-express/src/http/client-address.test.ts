import { describe, expect, it } from 'vitest';
import { clientAddress, isSecure, requestedHost } from './client-address.js';
import { isTrusted, proxyTrust } from './proxy-trust.js';

const TRUST = proxyTrust(['10.0.0.0/8', '127.0.0.1', '::1', 'fd00::/8']);

function told(address: string | undefined, headers: Readonly<Record<string, string>> = {}, secure = false) {
  return { headers, peer: { address, secure, trust: TRUST } };
}

const via = (forwarded: string, address = '10.0.0.1') => clientAddress(told(address, { 'x-forwarded-for': forwarded }));

describe('the address of the client', () => {
  it.each([
    ['its own without a proxy', '203.0.113.7', undefined, '203.0.113.7'],
    ['its own, whatever it says of itself', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['what the proxy says', '10.0.0.1', '198.51.100.1', '198.51.100.1'],
    [
      'what the last of several proxies that is none of ours says',
      '10.0.0.1',
      '1.2.3.4, 198.51.100.1, 10.2.0.9',
      '198.51.100.1',
    ],
    ['the last one, before which anybody may write', '10.0.0.1', '127.0.0.1, 10.0.0.5, 198.51.100.1', '198.51.100.1'],
    ['the first one when all are ours', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['the proxy when it says nothing', '10.0.0.1', undefined, '10.0.0.1'],
    ['the proxy when what it says is empty', '10.0.0.1', '', '10.0.0.1'],
    ['the proxy when what it says is no address', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['no further than what is no address', '10.0.0.1', '198.51.100.1, _hidden, 10.0.0.9', '10.0.0.9'],
    ['no further than an empty entry', '10.0.0.1', '198.51.100.1,,10.0.0.9', '10.0.0.9'],
    ['without a port', '10.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
    ['of IPv6, without brackets and port', '::1', '[2001:DB8::1]:4711', '2001:db8::1'],
    ['of IPv6 as it is', 'fd00::5', '2001:db8::1', '2001:db8::1'],
    ['of IPv4, written as one of IPv6', '::ffff:10.0.0.1', '::ffff:198.51.100.1', '198.51.100.1'],
    ['not what is nearly one', '10.0.0.1', '198.51.100.256', '10.0.0.1'],
    ['not a zero-padded number', '10.0.0.1', '010.000.000.001', '10.0.0.1'],
    ['unknown without a connection', undefined, '198.51.100.1', 'unknown'],
  ])('is %s', (_name, peer, forwarded, expected) => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    expect(clientAddress(told(peer, headers))).toBe(expected);
  });

  it('is nobody else where nobody is trusted', () => {
    const peer = { address: '127.0.0.1', secure: false, trust: proxyTrust([]) };
    expect(clientAddress({ headers: { 'x-forwarded-for': '198.51.100.1' }, peer })).toBe('127.0.0.1');
    expect(clientAddress({ headers: {} })).toBe('unknown');
  });

  it('is found among the last 32 alone', () => {
    expect(via(`198.51.100.1${', 10.0.0.2'.repeat(31)}`)).toBe('198.51.100.1');
    expect(via(`198.51.100.1${', 10.0.0.2'.repeat(32)}`)).toBe('10.0.0.2');
    expect(via(','.repeat(100_000))).toBe('10.0.0.1');
  });
});

describe('the scheme and the host', () => {
  it('are those of the connection, whatever a client says', () => {
    const headers = { host: 'Carrel.example:8787', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' };
    expect([isSecure(told('203.0.113.7', headers)), requestedHost(told('203.0.113.7', headers))]).toEqual([
      false,
      'carrel.example:8787',
    ]);
    expect(isSecure(told('203.0.113.7', {}, true))).toBe(true);
  });

  it('are what a trusted proxy says, the last of it', () => {
    const headers = {
      host: '10.0.0.9:8787',
      'x-forwarded-proto': 'http, HTTPS',
      'x-forwarded-host': 'evil.example, Carrel.example',
    };
    expect([isSecure(told('10.0.0.1', headers)), requestedHost(told('10.0.0.1', headers))]).toEqual([
      true,
      'carrel.example',
    ]);
  });

  it.each(['', 'a b', 'http://x', 'x/y', '[::1', 'x:99999999', 'a'.repeat(300)])(
    'are not taken from a proxy that says %j',
    (bad) => {
      const request = told('10.0.0.1', { host: 'h', 'x-forwarded-host': bad, 'x-forwarded-proto': bad });
      expect([isSecure(request), requestedHost(request)]).toEqual([false, 'h']);
    },
  );
});

it.each(['10.0.0.0/33', '10.0.0.0/-1', '10.0.0/8', '::/129', 'localhost', '', '10.0.0.0/8x', '10.0.0.0/'])(
  'trust in %j is refused',
  (network) => {
    expect(() => proxyTrust([network])).toThrow(TypeError);
  },
);

it.each([
  ['192.0.2.7', '192.0.2.7', '192.0.2.8'],
  ['loopback', '127.0.0.9', '128.0.0.1'],
  ['loopback', '::1', '::2'],
  ['linklocal', '169.254.1.1', '169.255.0.1'],
  ['linklocal', 'fe80::1', 'fec0::1'],
  ['uniquelocal', '172.31.255.255', '172.32.0.1'],
  ['uniquelocal', 'fd00::1', '2001:db8::1'],
])('trust in %j is trust in %s, and not in %s', (name, address, other) => {
  const trust = proxyTrust([name]);
  expect([isTrusted(trust, address), isTrusted(trust, other)]).toEqual([true, false]);
});
