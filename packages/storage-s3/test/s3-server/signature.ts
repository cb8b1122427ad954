import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface ServerCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A request as it came over the wire. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, as they were sent. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, string>>;
}

export interface SignatureCheck {
  readonly credentials: ServerCredentials;
  readonly region: string;
  readonly now: number;
}

const MAX_SKEW_MS = 15 * 60_000;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/**
 * Why the service refuses the request, or `null` when it is signed as it must be: in the header `Authorization`, with a payload that is
 * signed as one piece.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function checkSignature(request: SignedRequest, check: SignatureCheck): Refusal | null {
  const { headers } = request;
  const authorization = AUTHORIZATION.exec(headers['authorization'] ?? '');
  if (authorization === null) return { status: 403, code: 'AccessDenied', message: 'Access Denied' };
  const [, accessKeyId = '', date = '', region = '', signedHeaders = '', signature = ''] = authorization;
  const { credentials } = check;
  if (accessKeyId !== credentials.accessKeyId) return invalidKey(accessKeyId);
  if (region !== check.region)
    return { status: 400, code: 'AuthorizationHeaderMalformed', message: `the region '${region}' is wrong` };
  if (headers['x-amz-security-token'] !== credentials.sessionToken)
    return { status: 400, code: 'InvalidToken', message: 'The provided token is malformed or otherwise invalid.' };
  const at = headers['x-amz-date'] ?? '';
  if (!at.startsWith(date) || Math.abs(parseDate(at) - check.now) > MAX_SKEW_MS)
    return { status: 403, code: 'RequestTimeTooSkewed', message: 'The difference between the times is too large.' };
  const unsigned = Object.keys(headers).filter(
    (name) => mustBeSigned(name) && !signedHeaders.split(';').includes(name),
  );
  if (unsigned.length > 0)
    return {
      status: 403,
      code: 'AccessDenied',
      message: `There were headers present in the request which were not signed: ${unsigned.join()}`,
    };
  const toSign = stringToSign(request, { at, scope: `${date}/${region}/s3/aws4_request`, signedHeaders });
  const expected = signatureOf(toSign, credentials.secretAccessKey, { date, region });
  if (!timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) return mismatch(accessKeyId, toSign, signature);
  return checkPayload(request);
}

function mustBeSigned(name: string): boolean {
  return name === 'host' || name === 'content-md5' || name.startsWith('x-amz-');
}

function checkPayload({ headers, body }: SignedRequest): Refusal | null {
  const claimed = headers['x-amz-content-sha256'] ?? '';
  if (!/^[0-9a-f]{64}$/.test(claimed))
    return { status: 501, code: 'NotImplemented', message: `This server does not know the payload form ${claimed}` };
  if (claimed === sha256(body)) return null;
  return {
    status: 400,
    code: 'XAmzContentSHA256Mismatch',
    message: 'The provided x-amz-content-sha256 does not match.',
  };
}

function stringToSign(
  { method, target, headers }: SignedRequest,
  { at, scope, signedHeaders }: { readonly at: string; readonly scope: string; readonly signedHeaders: string },
): string {
  const [path = '', query = ''] = target.split(/\?(.*)/s);
  const canonical = [
    method,
    path
      .split('/')
      .map((segment) => encode(decodeURIComponent(segment)))
      .join('/'),
    canonicalQuery(query),
    ...signedHeaders.split(';').map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    signedHeaders,
    headers['x-amz-content-sha256'] ?? '',
  ].join('\n');
  return ['AWS4-HMAC-SHA256', at, scope, sha256(canonical)].join('\n');
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = query.split('&').map((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    return [encode(decodeURIComponent(name)), encode(decodeURIComponent(value))] as const;
  });
  const sorted = pairs.sort(([a, x], [b, y]) => (a === b ? order(x, y) : order(a, b)));
  return sorted.map(([name, value]) => `${name}=${value}`).join('&');
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

function signatureOf(
  toSign: string,
  secret: string,
  { date, region }: { readonly date: string; readonly region: string },
) {
  const key = [date, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (signing, part) => createHmac('sha256', signing).update(part).digest(),
    `AWS4${secret}`,
  );
  return createHmac('sha256', key).update(toSign).digest('hex');
}

function parseDate(at: string): number {
  return Date.parse(at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function invalidKey(accessKeyId: string): Refusal {
  const message = 'The AWS Access Key Id you provided does not exist in our records.';
  return { status: 403, code: 'InvalidAccessKeyId', message, details: { AWSAccessKeyId: accessKeyId } };
}

/** The real service repeats all of this as well. */
function mismatch(accessKeyId: string, toSign: string, signature: string): Refusal {
  const message = 'The request signature we calculated does not match the signature you provided.';
  const details = { AWSAccessKeyId: accessKeyId, StringToSign: toSign, SignatureProvided: signature };
  return { status: 403, code: 'SignatureDoesNotMatch', message, details };
}
