import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkSignature, type SignedRequest } from './s3-server/signature.js';
import { CREDENTIALS } from './settings.js';

const AT = Date.parse('2013-05-24T00:00:00Z');
const CHECK = { credentials: CREDENTIALS, region: 'us-east-1', now: AT };
const EMPTY = createHash('sha256').digest('hex');

/** The examples of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
const EXAMPLES: Readonly<Record<string, SignedRequest>> = {
  'GET of an object': example({
    method: 'GET',
    target: '/test.txt',
    signed: { host: 'examplebucket.s3.amazonaws.com', range: 'bytes=0-9' },
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  }),
  'PUT of an object': example({
    method: 'PUT',
    target: '/test%24file.text',
    signed: {
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      host: 'examplebucket.s3.amazonaws.com',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    },
    body: 'Welcome to Amazon S3.',
    signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  }),
  'GET of the life cycle of a bucket': example({
    method: 'GET',
    target: '/?lifecycle',
    signed: { host: 'examplebucket.s3.amazonaws.com' },
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  }),
  'a list of objects': example({
    method: 'GET',
    target: '/?max-keys=2&prefix=J',
    signed: { host: 'examplebucket.s3.amazonaws.com' },
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  }),
};

describe(checkSignature, () => {
  it.each(Object.entries(EXAMPLES))('takes the documented %s', (_, request) => {
    expect(checkSignature(request, CHECK)).toBeNull();
  });

  it.each([
    ['another method', { method: 'DELETE' }],
    ['another key', { target: '/test%25file.text' }],
    ['another query', { target: '/test%24file.text?acl' }],
    ['another header', { headers: { 'x-amz-storage-class': 'STANDARD' } }],
    ['another host', { headers: { host: 'another.s3.amazonaws.com' } }],
  ] as const)('refuses %s than was signed', (_, change) => {
    const request = EXAMPLES['PUT of an object']!;
    const headers = { ...request.headers, ...('headers' in change ? change.headers : {}) };
    expect(checkSignature({ ...request, ...change, headers }, CHECK)?.code).toBe('SignatureDoesNotMatch');
  });

  it.each([
    ['another body', { body: Buffer.from('x') }, 'XAmzContentSHA256Mismatch'],
    ['a header that is not signed', { headers: { 'x-amz-acl': 'public-read' } }, 'AccessDenied'],
    ['no signature', { headers: { authorization: '' } }, 'AccessDenied'],
    ['a token that is not known', { headers: { 'x-amz-security-token': 'x' } }, 'InvalidToken'],
  ] as const)('refuses %s', (_, change, code) => {
    const request = EXAMPLES['PUT of an object']!;
    const headers = { ...request.headers, ...('headers' in change ? change.headers : {}) };
    expect(checkSignature({ ...request, ...change, headers }, CHECK)?.code).toBe(code);
  });

  it('refuses another key, another region, and a clock that is 15 minutes off', () => {
    const request = EXAMPLES['GET of an object']!;
    const codeWith = (change: object) => checkSignature(request, { ...CHECK, ...change })?.code;
    expect(codeWith({ credentials: { ...CREDENTIALS, accessKeyId: 'another' } })).toBe('InvalidAccessKeyId');
    expect(codeWith({ credentials: { ...CREDENTIALS, secretAccessKey: 'another' } })).toBe('SignatureDoesNotMatch');
    expect(codeWith({ region: 'eu-central-1' })).toBe('AuthorizationHeaderMalformed');
    expect(codeWith({ now: AT + 15 * 60_000 })).toBeUndefined();
    expect(codeWith({ now: AT + 15 * 60_000 + 1 })).toBe('RequestTimeTooSkewed');
    expect(codeWith({ now: AT - 15 * 60_000 - 1 })).toBe('RequestTimeTooSkewed');
  });
});

function example(given: {
  readonly method: string;
  readonly target: string;
  readonly signed: Readonly<Record<string, string>>;
  readonly signature: string;
  readonly body?: string;
}): SignedRequest {
  const body = Buffer.from(given.body ?? '');
  const signed = {
    ...given.signed,
    'x-amz-content-sha256': given.body === undefined ? EMPTY : createHash('sha256').update(body).digest('hex'),
    'x-amz-date': '20130524T000000Z',
  };
  const names = Object.keys(signed).sort().join(';');
  const authorization = `AWS4-HMAC-SHA256 Credential=${CREDENTIALS.accessKeyId}/20130524/us-east-1/s3/aws4_request,SignedHeaders=${names},Signature=${given.signature}`;
  return { method: given.method, target: given.target, headers: { ...signed, authorization }, body };
}
