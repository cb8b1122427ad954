import { afterAll, describe, expect, it } from 'vitest';
import { portWorld, raw, site } from './port-world.js';

const world = await portWorld();
const { port } = world.server;
const { token = '' } = world.owner.client;
const urls: string[] = [];
const path = await world.listen(
  site((request, response) => {
    urls.push(`${request.method ?? ''} ${request.url ?? ''}`);
    request.resume().on('end', () => response.end('answered'));
  }),
);

afterAll(() => world[Symbol.asyncDispose]());

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
const head = (...lines: readonly string[]) =>
  [`POST /api/v5${path}/first HTTP/1.1`, 'Host: x', `Authorization: Bearer ${token}`, ...lines, '', ''].join('\r\n');

describe('what two servers could read as two requests', () => {
  it.each([
    ['a length and chunks', head('Content-Length: 5', 'Transfer-Encoding: chunked') + `0\r\n\r\n${SMUGGLED}`],
    ['chunks and a length', head('Transfer-Encoding: chunked', 'Content-Length: 5') + `0\r\n\r\n${SMUGGLED}`],
    ['two lengths', head('Content-Length: 0', `Content-Length: ${String(SMUGGLED.length)}`) + SMUGGLED],
    ['a list of lengths', head('Content-Length: 0, 5') + SMUGGLED],
    ['a length with a sign', head('Content-Length: +5') + SMUGGLED],
    ['an unknown coding behind chunks', head('Transfer-Encoding: chunked, identity') + `0\r\n\r\n${SMUGGLED}`],
    ['a coding that is misspelt', head('Transfer-Encoding: xchunked') + `0\r\n\r\n${SMUGGLED}`],
    ['a blank before the colon', head('Transfer-Encoding : chunked') + `0\r\n\r\n${SMUGGLED}`],
    ['a folded line', head('X-A: 1', ' Transfer-Encoding: chunked') + `0\r\n\r\n${SMUGGLED}`],
    ['lines that end in a line feed alone', head('X-A: 1\nTransfer-Encoding: chunked') + `0\r\n\r\n${SMUGGLED}`],
    ['a carriage return within a value', head('X-A: 1\rTransfer-Encoding: chunked') + SMUGGLED],
    ['a NUL within a value', head('X-A: 1\0') + SMUGGLED],
    ['a chunk whose length overflows', head('Transfer-Encoding: chunked') + `10000000000000000\r\n${SMUGGLED}`],
    ['a chunk whose length is not one', head('Transfer-Encoding: chunked') + `0x5\r\n${SMUGGLED}`],
    ['a chunk that ends in a line feed alone', head('Transfer-Encoding: chunked') + `1\nx\n0\n\n${SMUGGLED}`],
    ['a blank in the target', head().replace('/first HTTP', '/first /second HTTP')],
    ['a control character in the target', head().replace('/first', '/first\x01')],
    ['bytes beyond ASCII in the target', head().replace('/first', '/caf\u00e9')],
  ])('is not passed on: %s', async (_what, bytes) => {
    urls.length = 0;
    const answer = await raw(port, Buffer.from(bytes, 'latin1'));
    expect(answer).not.toContain('HTTP/1.1 200');
    expect(answer.match(/^HTTP\/1\.1 4\d\d|^$/)).not.toBeNull();
    // At most what stood before the broken bytes got through, and never what they hid.
    expect(urls.filter((url) => url !== 'POST /first')).toEqual([]);
  });

  it('is two requests to the interface, each with its own token, where it is well formed', async () => {
    urls.length = 0;
    const answer = await raw(port, head('Content-Length: 0') + SMUGGLED.replace('x\r\n', 'x\r\nConnection: close\r\n'));
    expect(urls).toEqual(['POST /first']);
    expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*HTTP\/1\.1 404 /);
  });

  it('goes with the body, as the body', async () => {
    urls.length = 0;
    const answer = await raw(port, head(`Content-Length: ${String(SMUGGLED.length)}`, 'Connection: close') + SMUGGLED);
    expect(answer).toContain('answered');
    expect(urls).toEqual(['POST /first']);
  });
});

describe('another place than a port of the session', () => {
  const get = (target: string, host = 'x') =>
    raw(port, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`);
  const ports = `/api/v5/sessions/${world.session}/ports`;
  const number = path.split('/').at(-1) ?? '';

  it.each([
    ...['169.254.169.254', `${number}@169.254.169.254`, 'localhost', `localhost:${number}`, '127.0.0.1:80', '[::1]'],
    ...['0', '-1', '65536', '99999', '1e3', '0x50', `0${number}`, `+${number}`, `${number}.0`, `%20${number}`],
    ...[
      `${number}%2f`,
      `${number}%00`,
      `%3${number}`,
      `${number}:80`,
      `${number};x`,
      '..',
      '.',
      '%2e%2e',
      '',
      '\u0663',
    ],
  ])('cannot be named as the port: %j', async (named) => {
    urls.length = 0;
    const answer = await get(`${ports}/${encodeURI(named).replaceAll('%25', '%')}/`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*"port\/invalid"/);
    expect(urls).toEqual([]);
  });

  it.each([
    ['the host of the request', `${ports}/${number}/`, '169.254.169.254'],
    ['a target with a host', `http://169.254.169.254${ports}/${number}/`, 'x'],
  ])('is not reached by %s', async (_what, target, host) => {
    urls.length = 0;
    expect(await get(target, host)).toContain('answered');
    expect(urls).toEqual(['GET /']);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    `/api/v5/sessions/${world.session}/ports`,
    `/api/v5/sessions/${world.session}%2fports%2f${number}/`,
    `/api/v5/sessions/../sessions/${world.session}/ports/${number}/`,
    `/api/v5/sessions/${world.session.replace('_', '%5f')}/ports/${number}/`,
    `//169.254.169.254${ports}/${number}/`,
  ])('is not served: %s', async (target) => {
    urls.length = 0;
    expect(await get(target)).toMatch(/^HTTP\/1\.1 404 /);
    expect(urls).toEqual([]);
  });

  it('is not tunnelled to', async () => {
    const answer = await raw(port, `CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(answer).not.toContain('HTTP/1.1 2');
  });
});
