import { connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from '../eventually.js';
import { testServer } from '../test-server.js';
import { register, startedSession } from '../world.js';
import { leakIn } from './leaks.js';
import { FUZZ_RUNS, FUZZ_SEED, Random } from './random.js';
import { callRaw } from './raw-http.js';

/** Short times for what arrives in parts; everything else answers at once. */
const server = await testServer({ server: { headersTimeoutMs: 2_000, receiveTimeoutMs: 3_000 } });
const { client } = await register(server.client);
const session = await startedSession(client);
afterAll(() => server[Symbol.asyncDispose]());

const base = server.api.options.basePath;
const login = `POST ${base}/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
const authorized = `Host: x\r\nAuthorization: Bearer ${client.token ?? ''}\r\n`;
const upload = `PUT ${base}/sessions/${session}/files/content?path=part.txt HTTP/1.1\r\n${authorized}`;

/** Bytes that are no good request, and the statuses that may come of them; `null` for an end without one. */
const requests: readonly (readonly [string, string, readonly (number | null)[]])[] = [
  ['nothing but line ends', '\r\n\r\n\r\n', [408, null]],
  ['no HTTP', 'hello\r\n\r\n', [400, null]],
  ['another version', 'GET /healthz HTTP/3.0\r\nHost: x\r\n\r\n', [400]],
  ['HTTP 0.9', 'GET /healthz\r\n\r\n', [200, 400]],
  ['HTTP 1.0', 'GET /healthz HTTP/1.0\r\n\r\n', [200]],
  ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', [400]],
  ['two hosts', 'GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', [200, 400]],
  ['a whole URL', 'GET http://x/healthz HTTP/1.1\r\nHost: x\r\n\r\n', [200]],
  ['a URL of another kind', 'GET file:///etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n', [400, 404]],
  ['an asterisk', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', [204, 400, 404]],
  ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n', [400, 404, 405, null]],
  ['the preface of HTTP 2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400, null]],
  ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', [400, 408, null]],
  ['an odd method', 'BREW /healthz HTTP/1.1\r\nHost: x\r\n\r\n', [400, 405]],
  ['a NUL in the target', 'GET /health\0z HTTP/1.1\r\nHost: x\r\n\r\n', [400]],
  ['a NUL in a header', 'GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n', [400]],
  ['a folded header', 'GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n', [200, 400]],
  ['a header without a name', 'GET /healthz HTTP/1.1\r\nHost: x\r\n: a\r\n\r\n', [400]],
  ['a space behind a name', 'GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length : 0\r\n\r\n', [400]],
  ['headers over the limit', `GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, [431]],
  ['many headers', `GET /healthz HTTP/1.1\r\nHost: x\r\n${'X: a\r\n'.repeat(1_900)}\r\n`, [200, 431]],
  ['a target over the limit', `GET /${'a'.repeat(9_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, [414]],
  ['two lengths', `${login}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, [400]],
  ['a length and chunks', `${login}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, [400]],
  ['a length below zero', `${login}Content-Length: -1\r\n\r\n`, [400]],
  ['a length in letters', `${login}Content-Length: 0x2\r\n\r\n{}`, [400]],
  ['a length without end', `${login}Content-Length: ${'9'.repeat(40)}\r\n\r\n{}`, [400, 413]],
  ['a length over the limit', `${login}Content-Length: 99999999\r\n\r\n{}`, [413]],
  ['less than the length', `${login}Content-Length: 500\r\n\r\n{"email":`, [408, null]],
  ['headers that do not end', 'GET /healthz HTTP/1.1\r\nHost: x\r\nX', [408, null]],
  ['another transfer encoding', `${login}Transfer-Encoding: gzip\r\n\r\n{}`, [400, 501].slice(0, 1)],
  ['a chunk of no size', `${login}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`, [400, null]],
  ['a chunk larger than it says', `${login}Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n`, [400, null]],
  ['a chunk of any size', `${login}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}`, [400, 413, null]],
  ['chunks that do not end', `${login}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n`, [408, null]],
  [
    'long chunk extensions',
    `${login}Transfer-Encoding: chunked\r\n\r\n2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
    [400, 413, 431, null],
  ],
  ['trailers', `${login}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nAuthorization: Bearer x\r\n\r\n`, [400]],
  ['an upload that breaks off', `${upload}Content-Length: 1000\r\n\r\npart`, [408, null]],
  ['an upload in chunks that breaks off', `${upload}Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\n`, [408, null]],
  ['an upgrade to HTTP 2', 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n', [200]],
  ['an upgrade to nothing', 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: \r\n\r\n', [200, 400]],
  ['another expectation', 'GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: the-unexpected\r\n\r\n', [200]],
  ['lone line feeds', 'GET /healthz HTTP/1.1\nHost: x\n\n', [200, 400]],
];

describe('a connection', () => {
  it.each(requests)('that sends %s is answered or ended, and nothing else suffers', async (_name, text, statuses) => {
    for (const half of [false, true]) {
      const bytes = Buffer.from(text, 'latin1');
      const { status, raw, ended, headers } = await callRaw({ port: server.port, bytes, deadlineMs: 30_000, half });
      expect(ended).not.toBe('silent');
      // Whoever ends its side early may be left without the answer.
      expect(half ? [...statuses, 400, 408, null] : statuses, raw.slice(0, 300)).toContain(status);
      expect(leakIn(raw)).toBeNull();
      if (status !== null && status >= 400 && raw.includes('{')) {
        expect(headers.get('content-type')).toBe('application/problem+json');
        expect(headers.get('x-request-id')).not.toBeNull();
      }
    }
    expect((await client.get('/users/me')).status).toBe(200);
  });

  it('gets its answers in order when it asks ahead', async () => {
    const one = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
    const other = 'GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n';
    const last = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    const raw = await readToEnd(Buffer.from(one + other + `${login}Content-Length: 2\r\n\r\n{}` + last));
    expect([...raw.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200', '404', '400', '200']);
  });

  it('of random bytes does no harm', async () => {
    const random = new Random(FUZZ_SEED);
    for (let run = 0; run < FUZZ_RUNS; run += 8) {
      const answers = Array.from({ length: 8 }, () => {
        const start = random.pick(['', 'GET ', `GET ${base}/`, login, upload, `GET /healthz HTTP/1.1\r\n`]);
        const bytes = Buffer.concat([Buffer.from(start), random.bytes(random.below(600)), Buffer.from('\r\n\r\n')]);
        return callRaw({ port: server.port, bytes, deadlineMs: 30_000 });
      });
      for (const { raw, status, ended } of await Promise.all(answers)) {
        expect(ended).not.toBe('silent');
        expect(status ?? 0).toBeLessThan(500);
        expect(leakIn(raw)).toBeNull();
      }
    }
    expect((await client.get('/users/me')).status).toBe(200);
  });

  it('leaves nothing open behind it', async () => {
    // The client of the test keeps a few of its own.
    await eventually(() => server.server.connections <= 8);
  });
});

function readToEnd(bytes: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes));
    let raw = '';
    socket.on('data', (part: Buffer) => (raw += part.toString('latin1')));
    socket.on('end', () => {
      resolve(raw);
    });
    socket.on('error', reject);
  });
}
