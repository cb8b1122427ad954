import { hostileJson, hostileTexts, hostileValue } from './hostile-values.js';
import type { Random } from './random.js';

/** What the document says of an operation, as far as inputs are made of it. */
export interface FuzzOperation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: FuzzSchema;
  }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: FuzzSchema; readonly example?: unknown }>>;
  };
}

interface FuzzSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
}

/** One request. */
export interface FuzzCase {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer | null;
}

/** Conditions, ranges, keys and the like, good and bad. */
const headerValues: Readonly<Record<string, readonly string[]>> = {
  'If-Match': ['*', '"1"', '"0"', 'W/"1"', '""', '"', ',,,', '"1", "2"', 'x'.repeat(2_000)],
  'If-None-Match': ['*', '"1"', 'W/"1"', '', '"\\""', ','.repeat(2_000)],
  'If-Range': ['"1"', 'Wed, 21 Oct 2015 07:28:00 GMT', '"', '*'],
  Range: [
    'bytes=0-0',
    'bytes=0-',
    'bytes=-1',
    'bytes=-0',
    'bytes=9-1',
    'bytes=99999999999999999999-',
    'bytes=0-1,3-4',
    'lines=1-2',
    'bytes=',
    `bytes=${'9'.repeat(400)}-`,
    `bytes=-${'9'.repeat(400)}`,
    'bytes=a-b',
  ],
  'Last-Event-ID': ['0', '-1', '999999999999999', '9'.repeat(30), 'x', '1.1', '1e3', '__proto__'],
  'Idempotency-Key': ['k', 'k', '', 'x'.repeat(255), 'x'.repeat(256), 'a b', '__proto__', '{}'],
  'X-Request-Id': ['mine', '', 'x'.repeat(65), '../..', '<b>', 'a,b'],
  'Content-Type': [
    'text/plain',
    'application/json; charset=utf-16',
    'application/json;',
    'application/jsonx',
    '',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    '/',
    'a'.repeat(500),
  ],
  'Content-Encoding': ['gzip', 'br', 'identity', 'identity, gzip', ''],
  Accept: ['*/*', 'text/html', ''],
  Origin: ['null', 'http://evil.example', '://'],
  Host: ['evil.example', '', '127.0.0.1:1', '[::1]'],
  Expect: ['100-continue', '200-ok'],
  'Transfer-Encoding': ['identity', 'gzip', 'chunked, chunked'],
  Cookie: ['a=b; __proto__=c'],
  'X-Forwarded-For': ['127.0.0.1', '::'],
  'X-HTTP-Method-Override': ['DELETE'],
};

/** One input for an operation: a good one with some of its parts spoiled. `fill` gives the path with ids. */
export function fuzzCase(random: Random, operation: FuzzOperation, fill: (path: string) => string): FuzzCase {
  const spoiled = random.below(5);
  const path = spoiled === 0 ? spoilPath(random, operation, fill(operation.path)) : fill(operation.path);
  const query = queryOf(random, operation, spoiled === 1);
  const headers: [string, string][] = [];
  const body = bodyOf(random, operation, { spoil: spoiled === 2 || spoiled === 3, headers });
  if (spoiled === 4 || random.chance(0.2)) {
    for (let count = 1 + random.below(3); count > 0; count -= 1) {
      const name = random.pick(Object.keys(headerValues));
      headers.push([name, random.pick(headerValues[name] ?? [])]);
    }
  }
  const method = random.chance(0.03)
    ? random.pick(['PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND', 'get'])
    : operation.method;
  return { method, target: path + query, headers, body };
}

function spoilPath(random: Random, operation: FuzzOperation, good: string): string {
  const segments = good.split('/');
  const free = operation.path.split('/').flatMap((part, index) => (part.startsWith('{') ? [index] : []));
  const at =
    free.length === 0 ? segments.length - 1 : segments.length - operation.path.split('/').length + random.pick(free);
  const text = random.pick(hostileTexts);
  segments[at] = random.pick([
    safe(text),
    safe(text),
    random.pick(['%', '%zz', '%c0%af', '%ff', '%00', '..', '%2e%2e', '', ';', '{id}', '%ed%a0%80']),
  ]);
  return segments.join('/').slice(0, 9_000);
}

/** Percent-encoded, which lone surrogates cannot be: they go as the bytes that some write for them. */
export function safe(text: string): string {
  return Array.from(text)
    .map((sign) => (/^[\ud800-\udfff]$/.test(sign) ? '%ED%A0%80' : encodeURIComponent(sign)))
    .join('');
}

function queryOf(random: Random, { parameters }: FuzzOperation, spoil: boolean): string {
  const pairs: string[] = [];
  for (const { name, in: place, required, schema } of parameters) {
    if (place !== 'query' || !(required || random.chance(0.4))) continue;
    const value = spoil ? random.pick(hostileTexts) : goodText(random, name, schema);
    pairs.push(`${name}=${safe(value)}`);
    if (spoil && random.chance(0.3)) pairs.push(`${name}=${safe(random.pick(hostileTexts))}`);
  }
  if (spoil && random.chance(0.5))
    pairs.push(
      random.pick([
        '__proto__=1',
        'constructor[prototype]=1',
        '&&&',
        '=',
        '%',
        '%zz=%zz',
        'a'.repeat(8_200),
        'cursor=e30',
        'cursor=eyJhIjoxfQ.x',
        'limit=0',
        'limit=201',
        'limit=-1',
        'limit=1&limit=2',
      ]),
    );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function goodText(random: Random, name: string, schema: FuzzSchema): string {
  if (schema.enum !== undefined) return String(random.pick(schema.enum));
  if (schema.type === 'integer') return String(random.pick([0, 1, 2, 50, 200]));
  if (schema.type === 'boolean') return random.pick(['true', 'false', '']);
  return name === 'path' ? random.pick(['main.py', 'a/b', '', 'new.txt']) : random.pick(['a:b', 'x']);
}

function bodyOf(
  random: Random,
  { requestBody }: FuzzOperation,
  { spoil, headers }: { readonly spoil: boolean; readonly headers: [string, string][] },
): Buffer | null {
  const [[type, media] = [undefined, undefined]] = Object.entries(requestBody?.content ?? {});
  if (type === undefined || media === undefined) {
    if (!spoil || random.chance(0.5)) return null;
    headers.push(['Content-Type', 'application/json']);
    return hostileJson(random, '{"a":1}');
  }
  headers.push(['Content-Type', type]);
  if (type !== 'application/json')
    return random.chance(0.5) ? random.bytes(random.below(3_000)) : Buffer.alloc(random.pick([0, 512, 1_024]));
  const good = (media.example ?? {}) as Record<string, unknown>;
  if (!spoil) return Buffer.from(JSON.stringify(good));
  if (random.chance(0.4)) return hostileJson(random, JSON.stringify(good));
  return Buffer.from(JSON.stringify(spoilValue(random, good)));
}

/** The value with one of its parts replaced, taken away or added. */
function spoilValue(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random.chance(0.1)) return hostileValue(random);
  if (Array.isArray(value)) return value.map((one: unknown) => (random.chance(0.5) ? spoilValue(random, one) : one));
  const members = Object.entries(value);
  if (members.length === 0) return hostileValue(random);
  const [spoiled] = random.pick(members);
  const kept = members.filter(([name]) => name !== spoiled || random.chance(0.8));
  return Object.fromEntries(
    kept.map(([name, one]) => [name, name === spoiled ? spoilValue(random, one) : (one as unknown)]),
  );
}

/** The request as it goes over the wire. */
export function bytesOf({ method, target, headers, body }: FuzzCase, token: string | undefined): Buffer {
  const has = (name: string) => headers.some(([one]) => one.toLowerCase() === name);
  const lines = [`${method} ${target === '' ? '/' : target} HTTP/1.1`];
  if (!has('host')) lines.push('Host: 127.0.0.1');
  if (token !== undefined) lines.push(`Authorization: Bearer ${token}`);
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  if (body !== null && !has('transfer-encoding')) lines.push(`Content-Length: ${String(body.length)}`);
  lines.push('Connection: close');
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body ?? Buffer.alloc(0)]);
}
