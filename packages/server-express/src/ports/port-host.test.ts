import { sessionId } from '@carrel/core/kernel';
import { describe, expect, it } from 'vitest';
import { askedHost, hostOf } from './port-host.js';

const BODY = '01hzy3v7k8q9rstvwxyz012345';
const DOMAIN = 'ports.example.com';
const session = sessionId.parse(`ses_${BODY}`)._unsafeUnwrap();

describe('the host name of a port', () => {
  it.each([1, 80, 3000, 65_535])('means the port %i that it was made of', (port) => {
    const host = hostOf({ sessionId: session, port }, DOMAIN);

    expect(host.split('.')[0]?.length).toBeLessThanOrEqual(63);
    expect(new URL(`https://${host}/`).hostname).toBe(host);
    expect(askedHost(host, DOMAIN)).toEqual({ kind: 'port', sessionId: session, port });
  });

  it.each([
    ['a port', `3000-${BODY}.${DOMAIN}:8443`],
    ['an empty port', `3000-${BODY}.${DOMAIN}:`],
    ['a dot at its end', `3000-${BODY}.${DOMAIN}.`],
    ['both', `3000-${BODY}.${DOMAIN}.:80`],
    ['capitals', `3000-${BODY}.${DOMAIN}`.toUpperCase()],
  ])('means the same with %s', (_what, host) => {
    expect(askedHost(host, DOMAIN)).toEqual({ kind: 'port', sessionId: session, port: 3000 });
  });

  it.each([
    ['the domain itself', DOMAIN],
    ['no label', `.${DOMAIN}`],
    ['another name', `www.${DOMAIN}`],
    ['no port', `-${BODY}.${DOMAIN}`],
    ['port 0', `0-${BODY}.${DOMAIN}`],
    ['a port with a zero before it', `03000-${BODY}.${DOMAIN}`],
    ['a port that there is not', `65536-${BODY}.${DOMAIN}`],
    ['a long port', `100000-${BODY}.${DOMAIN}`],
    ['a port with a sign', `+3000-${BODY}.${DOMAIN}`],
    ['a short id', `3000-${BODY.slice(1)}.${DOMAIN}`],
    ['a long id', `3000-${BODY}0.${DOMAIN}`],
    ['an id with a sign that ids have not', `3000-${BODY.slice(1)}i.${DOMAIN}`],
    ['an id with its prefix', `3000-ses_${BODY}.${DOMAIN}`],
    ['another sign between them', `3000_${BODY}.${DOMAIN}`],
    ['a label before it', `a.3000-${BODY}.${DOMAIN}`],
    ['a label behind it', `3000-${BODY}.a.${DOMAIN}`],
    ['a line after it', `3000-${BODY}\n.${DOMAIN}`],
    ['digits of another script', `３000-${BODY}.${DOMAIN}`],
  ])('means nothing with %s', (_what, host) => {
    expect(askedHost(host, DOMAIN)).toEqual({ kind: 'nowhere' });
  });

  it.each([
    ['another name', 'example.com'],
    ['a name that ends alike', `3000-${BODY}.evil${DOMAIN}`],
    ['the domain before something', `3000-${BODY}.${DOMAIN}.evil.com`],
    ['two dots at the end', `3000-${BODY}.${DOMAIN}..`],
    ['an address', '127.0.0.1:8787'],
    ['an address of IPv6', '[::1]:8787'],
    ['nothing', ''],
    ['no host', undefined],
  ])('is none of ours for %s', (_what, host) => {
    expect(askedHost(host, DOMAIN)).toEqual({ kind: 'elsewhere' });
  });

  it('is none of ours where no domain is set', () => {
    expect(askedHost(`3000-${BODY}.${DOMAIN}`, '')).toEqual({ kind: 'elsewhere' });
    expect(askedHost('', '')).toEqual({ kind: 'elsewhere' });
  });
});
