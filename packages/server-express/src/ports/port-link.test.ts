import { sessionId } from '@carrel/core/kernel';
import { describe, expect, it } from 'vitest';
import { isLinkPath, linkTo, locationOf, portResource, ticketOff } from './port-link.js';

const BODY = '01hzy3v7k8q9rstvwxyz012345';
const TICKET = `ctk_${'aB3_-'.repeat(8)}abc`;
const named = { sessionId: sessionId.parse(`ses_${BODY}`)._unsafeUnwrap(), port: 3000 };
const facts = { named, domain: 'ports.example.com', secure: true, serverPort: '', path: '/', ticket: TICKET };

describe('a link to a port', () => {
  it('is bound to the session and the port', () => {
    expect(portResource(named)).toBe(`/sessions/ses_${BODY}/ports/3000`);
  });

  it.each<[string, Partial<typeof facts>, string]>([
    ['the root', {}, `https://3000-${BODY}.ports.example.com/?token=${TICKET}`],
    [
      'a port of the server',
      { serverPort: '8443', secure: false },
      `http://3000-${BODY}.ports.example.com:8443/?token=${TICKET}`,
    ],
    ['a query', { path: '/a?b=c' }, `https://3000-${BODY}.ports.example.com/a?b=c&token=${TICKET}`],
    ['a fragment', { path: '/a?b#c?d' }, `https://3000-${BODY}.ports.example.com/a?b&token=${TICKET}#c?d`],
  ])('leads to %s', (_what, given, url) => {
    expect(linkTo({ ...facts, ...given })).toBe(url);
    expect(new URL(url).href).toBe(url);
  });

  it.each<[string, boolean]>([
    ['/', true],
    ['/a/b?c=d#e', true],
    ['/%2F%2e', true],
    ['', false],
    ['a', false],
    ['//evil.com/', false],
    ['/\\evil.com', false],
    ['/a\\b', false],
    ['/a b', false],
    ['/a\n', false],
    ['/ä', false],
    ['https://evil.com/', false],
    [`/${'a'.repeat(2_000)}`, false],
  ])('may lead to %j: %s', (path, may) => {
    expect(isLinkPath(path)).toBe(may);
  });

  it('comes back from what a browser asks for with it', () => {
    const url = new URL(linkTo({ ...facts, path: '/a?b=c' }));

    expect(ticketOff(url.pathname + url.search)).toEqual({ ticket: TICKET, rest: '/a?b=c' });
  });

  it.each<[string, string, string]>([
    ['alone', `/?token=${TICKET}`, '/'],
    ['first', `/a?token=${TICKET}&b=%20+`, '/a?b=%20+'],
    ['in the middle', `/a?b=%41&token=${TICKET}&&c`, '/a?b=%41&&c'],
    ['behind one of the program', `/a?token=theirs&token=${TICKET}`, '/a?token=theirs'],
    ['twice', `/?token=${TICKET}&token=${TICKET}`, `/?token=${TICKET}`],
  ])('gives its ticket off where it is %s', (_what, target, rest) => {
    expect(ticketOff(target)).toEqual({ ticket: TICKET, rest });
  });

  it.each([
    '/',
    '/?',
    '/?token',
    '/?token=',
    '/?token=theirs',
    `/?token=${TICKET}x`,
    `/?token=%63${TICKET.slice(1)}`,
    `/?Token=${TICKET}`,
    `/?a=token=${TICKET}`,
    `/token=${TICKET}`,
    '/?token=eyJhbGciOiJFZERTQSJ9.e30.c2ln',
  ])('leaves %j to the program', (target) => {
    expect(ticketOff(target)).toEqual({ ticket: null, rest: target });
  });

  it.each<[string, string]>([
    ['/a?b=c', '/a?b=c'],
    ['/', '/'],
    ['//evil.com/', '/'],
    ['/\\evil.com/', '/'],
    ['/a\r\nSet-Cookie: a=b', '/'],
    ['*', '/'],
    ['', '/'],
  ])('sends a browser from %j on to %j, on the same host', (rest, location) => {
    const host = 'https://3000-a.ports.example.com';

    expect(locationOf({ ticket: TICKET, rest })).toBe(location);
    expect(new URL(location, host).origin).toBe(host);
  });
});
