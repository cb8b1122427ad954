import type { Json } from './json-schema.js';

/** Headers of requests that some routes read. */
const taken = {
  'Idempotency-Key': [
    '^[\\x21-\\x7e]{1,255}$',
    'A name for this request, of 1 to 255 visible ASCII characters. Asked again with it, the answer is what was made the first time; another request with the same name is refused.',
  ],
  'If-Match': [undefined, 'The entity tag that the thing must still have, or `*`.'],
  'If-None-Match': [undefined, 'Entity tags that the client has, or `*`.'],
  Range: [
    undefined,
    'One range, such as `bytes=0-1023`. Several ranges, and other units, are answered with the whole.',
  ],
  'If-Range': [undefined, 'The entity tag that the range is of; with another one the whole is answered.'],
  'Last-Event-ID': [undefined, 'The id of the last event that was seen. It stands before what the query says.'],
} as const;

export type RequestHeaderName = keyof typeof taken;

export function headerParameters(names: readonly RequestHeaderName[]): readonly Json[] {
  return names.map((name) => {
    const [pattern, description] = taken[name];
    const schema = { type: 'string', ...(pattern === undefined ? {} : { pattern }) };
    return { name, in: 'header', required: false, description, schema };
  });
}

const given = {
  'Accept-Ranges': { required: true, schema: { const: 'bytes' } },
  'Content-Range': { required: true, schema: { type: 'string', pattern: '^bytes (\\d+-\\d+|\\*)/\\d+$' } },
  ETag: {
    required: true,
    description: 'For `If-Match` and `If-None-Match`.',
    schema: { type: 'string', pattern: '^".*"$' },
  },
  'Last-Modified': { required: true, schema: { type: 'string' } },
  Location: {
    required: true,
    description: 'Where what was made is.',
    schema: { type: 'string', format: 'uri-reference' },
  },
  'RateLimit-Limit': {
    description: 'The points of a window, where calls are counted.',
    schema: { type: 'string', pattern: '^\\d+$' },
  },
  'RateLimit-Remaining': { description: 'The points that are left.', schema: { type: 'string', pattern: '^\\d+$' } },
  'RateLimit-Reset': {
    description: 'In how many seconds all points are back.',
    schema: { type: 'string', pattern: '^\\d+$' },
  },
  'Retry-After': {
    description: 'In how many seconds to ask again.',
    schema: { type: 'string', pattern: '^[1-9]\\d*$' },
  },
  'WWW-Authenticate': { required: true, schema: { type: 'string', pattern: '^Bearer' } },
  'X-Request-Id': {
    required: true,
    description: "Names the request, in the server's log as well; the client's own, where it sent a good one.",
    schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,64}$' },
  },
} satisfies Readonly<Record<string, Json>>;

export type AnswerHeaderName = keyof typeof given;

export const answerHeaders: Json = given;

/** References to the headers of an answer. */
export function headerReferences(names: readonly AnswerHeaderName[]): Json {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
