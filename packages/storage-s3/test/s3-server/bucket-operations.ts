import { createHash, randomUUID } from 'node:crypto';
import type { Refusal, SignedRequest } from './signature.js';
import { elementsOf, toXml } from './xml.js';

export interface ServerObject {
  readonly data: Buffer;
  readonly etag: string;
  readonly modifiedAt: number;
}

export interface ServerPart {
  readonly data: Buffer;
  readonly etag: string;
  readonly checksum: string;
}

export interface ServerUpload {
  readonly id: string;
  readonly key: string;
  readonly initiatedAt: number;
  readonly parts: Map<number, ServerPart>;
}

/** What one bucket holds. */
export interface ServerBucket {
  readonly objects: Map<string, ServerObject>;
  readonly uploads: Map<string, ServerUpload>;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export interface BucketRequest extends SignedRequest {
  readonly key: string;
  readonly query: URLSearchParams;
  /** Milliseconds since the Unix epoch, by the clock of the server. */
  readonly now: number;
}

export type Operation = (typeof OPERATIONS)[number]['name'];

const MIN_PART_BYTES = 5 * 1024 * 1024;

const refusal = (status: number, code: string, message = code): Refusal => ({ status, code, message });
const noSuchUpload = refusal(404, 'NoSuchUpload', 'The specified upload does not exist.');

/** Which request is which operation, the first that applies; without a key it is one of the bucket. */
const OPERATIONS = [
  { name: 'CreateMultipartUpload', method: 'POST', query: ['uploads'], hasKey: true, handle: createUpload },
  { name: 'UploadPart', method: 'PUT', query: ['partNumber', 'uploadId'], hasKey: true, handle: uploadPart },
  { name: 'CompleteMultipartUpload', method: 'POST', query: ['uploadId'], hasKey: true, handle: completeUpload },
  { name: 'AbortMultipartUpload', method: 'DELETE', query: ['uploadId'], hasKey: true, handle: abortUpload },
  { name: 'ListParts', method: 'GET', query: ['uploadId'], hasKey: true, handle: listParts },
  { name: 'ListMultipartUploads', method: 'GET', query: ['uploads'], hasKey: false, handle: listUploads },
  { name: 'ListObjectsV2', method: 'GET', query: ['list-type'], hasKey: false, handle: listObjects },
  { name: 'DeleteObjects', method: 'POST', query: ['delete'], hasKey: false, handle: deleteObjects },
  { name: 'HeadBucket', method: 'HEAD', query: [], hasKey: false, handle: () => ({ status: 200 }) },
  { name: 'PutObject', method: 'PUT', query: [], hasKey: true, handle: putObject },
  { name: 'GetObject', method: 'GET', query: [], hasKey: true, handle: getObject },
  { name: 'HeadObject', method: 'HEAD', query: [], hasKey: true, handle: getObject },
  { name: 'DeleteObject', method: 'DELETE', query: [], hasKey: true, handle: deleteObject },
] as const;

export function operationOf({ method, key, query }: BucketRequest): (typeof OPERATIONS)[number] | null {
  const found = OPERATIONS.find(
    (one) => one.method === method && one.hasKey === (key !== '') && one.query.every((name) => query.has(name)),
  );
  return found ?? null;
}

function putObject(bucket: ServerBucket, request: BucketRequest): Answer | Refusal {
  const data = Buffer.from(request.body);
  const wrong = checkChecksums(request);
  if (wrong !== null) return wrong;
  const etag = `"${md5(data).toString('hex')}"`;
  bucket.objects.set(request.key, { data, etag, modifiedAt: request.now });
  return { status: 200, headers: { etag, 'x-amz-checksum-sha256': sha256(data) } };
}

function getObject(bucket: ServerBucket, { key, headers }: BucketRequest): Answer | Refusal {
  const object = bucket.objects.get(key);
  if (object === undefined) return refusal(404, 'NoSuchKey', 'The specified key does not exist.');
  const { data, etag, modifiedAt } = object;
  const common = {
    etag,
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
    'last-modified': new Date(modifiedAt).toUTCString(),
  };
  const [, from = '', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(headers['range'] ?? '') ?? [];
  if (from === '') return { status: 200, headers: common, body: data };
  const start = Number(from);
  const end = Math.min(data.length - 1, to === '' ? Infinity : Number(to));
  if (start > end) return refusal(416, 'InvalidRange', 'The requested range is not satisfiable');
  const range = `bytes ${start}-${end}/${data.length}`;
  return { status: 206, headers: { ...common, 'content-range': range }, body: data.subarray(start, end + 1) };
}

function deleteObject(bucket: ServerBucket, { key }: BucketRequest): Answer {
  bucket.objects.delete(key);
  return { status: 204 };
}

function deleteObjects(bucket: ServerBucket, request: BucketRequest): Answer | Refusal {
  const wrong = checkChecksums(request);
  if (wrong !== null) return wrong;
  if (request.headers['content-md5'] === undefined)
    return refusal(400, 'InvalidRequest', 'Missing required header for this request: Content-MD5');
  const keys = elementsOf(Buffer.from(request.body).toString(), 'Key');
  if (keys.length === 0 || keys.length > 1_000) return refusal(400, 'MalformedXML');
  for (const key of keys) bucket.objects.delete(key);
  return xml('DeleteResult', {});
}

function listObjects(bucket: ServerBucket, { query }: BucketRequest): Answer | Refusal {
  if (query.get('list-type') !== '2' || query.has('delimiter')) return refusal(501, 'NotImplemented');
  const prefix = query.get('prefix') ?? '';
  const token = query.get('continuation-token');
  const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString();
  const limit = Math.min(1_000, Number(query.get('max-keys') ?? 1_000));
  const keys = [...bucket.objects.keys()].filter((key) => key.startsWith(prefix) && compareUtf8(key, after) > 0);
  const page = keys.sort(compareUtf8).slice(0, limit);
  const isTruncated = keys.length > page.length;
  return xml('ListBucketResult', {
    Prefix: prefix,
    KeyCount: page.length,
    MaxKeys: limit,
    IsTruncated: isTruncated,
    NextContinuationToken: isTruncated ? Buffer.from(page.at(-1) ?? '').toString('base64url') : undefined,
    Contents: page.map((key) => {
      const { data, etag, modifiedAt } = bucket.objects.get(key)!;
      return { Key: key, LastModified: inSeconds(modifiedAt), ETag: etag, Size: data.length, StorageClass: 'STANDARD' };
    }),
  });
}

function createUpload(bucket: ServerBucket, { key, now }: BucketRequest): Answer {
  const id = randomUUID();
  bucket.uploads.set(id, { id, key, initiatedAt: now, parts: new Map() });
  return xml('InitiateMultipartUploadResult', { Key: key, UploadId: id });
}

function uploadPart(bucket: ServerBucket, request: BucketRequest): Answer | Refusal {
  const upload = uploadOf(bucket, request);
  if (upload === null) return noSuchUpload;
  const number = Number(request.query.get('partNumber'));
  if (!(number >= 1 && number <= 10_000)) return refusal(400, 'InvalidArgument');
  const wrong = checkChecksums(request);
  if (wrong !== null) return wrong;
  const data = Buffer.from(request.body);
  const part = { data, etag: `"${md5(data).toString('hex')}"`, checksum: sha256(data) };
  upload.parts.set(number, part);
  return { status: 200, headers: { etag: part.etag, 'x-amz-checksum-sha256': part.checksum } };
}

function completeUpload(bucket: ServerBucket, request: BucketRequest): Answer | Refusal {
  const upload = uploadOf(bucket, request);
  if (upload === null) return noSuchUpload;
  const body = Buffer.from(request.body).toString();
  const named = elementsOf(body, 'Part');
  const numbers = named.map((part) => Number(elementsOf(part, 'PartNumber')[0]));
  if (named.length === 0) return refusal(400, 'MalformedXML');
  if (numbers.some((number, index) => index > 0 && number <= numbers[index - 1]!))
    return refusal(400, 'InvalidPartOrder');
  const parts: ServerPart[] = [];
  for (const [index, number] of numbers.entries()) {
    const part = upload.parts.get(number);
    const [etag] = elementsOf(named[index]!, 'ETag');
    const [checksum] = elementsOf(named[index]!, 'ChecksumSHA256');
    if (part?.etag !== etag || part?.checksum !== checksum) return refusal(400, 'InvalidPart');
    parts.push(part!);
  }
  if (parts.slice(0, -1).some(({ data }) => data.length < MIN_PART_BYTES)) return refusal(400, 'EntityTooSmall');
  const etag = `"${md5(Buffer.concat(parts.map(({ data }) => md5(data)))).toString('hex')}-${parts.length}"`;
  bucket.objects.set(upload.key, { data: Buffer.concat(parts.map(({ data }) => data)), etag, modifiedAt: request.now });
  bucket.uploads.delete(upload.id);
  return xml('CompleteMultipartUploadResult', { Key: upload.key, ETag: etag });
}

function abortUpload(bucket: ServerBucket, request: BucketRequest): Answer | Refusal {
  const upload = uploadOf(bucket, request);
  if (upload === null) return noSuchUpload;
  bucket.uploads.delete(upload.id);
  return { status: 204 };
}

function listParts(bucket: ServerBucket, request: BucketRequest): Answer | Refusal {
  const upload = uploadOf(bucket, request);
  if (upload === null) return noSuchUpload;
  const parts = [...upload.parts].sort(([a], [b]) => a - b);
  return xml('ListPartsResult', {
    Key: upload.key,
    UploadId: upload.id,
    IsTruncated: false,
    Part: parts.map(([number, { data, etag }]) => ({ PartNumber: number, ETag: etag, Size: data.length })),
  });
}

function listUploads(bucket: ServerBucket, { query }: BucketRequest): Answer {
  const prefix = query.get('prefix') ?? '';
  const uploads = [...bucket.uploads.values()].filter(({ key }) => key.startsWith(prefix));
  return xml('ListMultipartUploadsResult', {
    IsTruncated: false,
    Upload: uploads.map(({ id, key, initiatedAt }) => ({ Key: key, UploadId: id, Initiated: inSeconds(initiatedAt) })),
  });
}

function uploadOf(bucket: ServerBucket, { key, query }: BucketRequest): ServerUpload | null {
  const upload = bucket.uploads.get(query.get('uploadId') ?? '');
  return upload?.key === key ? upload : null;
}

function checkChecksums({ headers, body }: BucketRequest): Refusal | null {
  const given = headers['x-amz-checksum-sha256'];
  if (given !== undefined && given !== sha256(body))
    return refusal(400, 'BadDigest', 'The SHA256 you specified did not match the calculated checksum.');
  const mine = md5(body).toString('base64');
  if (headers['content-md5'] !== undefined && headers['content-md5'] !== mine)
    return refusal(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
  return null;
}

function xml(root: string, elements: Parameters<typeof toXml>[1]): Answer {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: toXml(root, elements) };
}

/** The service tells times of lists in whole seconds. */
function inSeconds(epochMs: number): string {
  return new Date(Math.floor(epochMs / 1_000) * 1_000).toISOString();
}

function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function md5(data: Uint8Array): Buffer {
  return createHash('md5').update(data).digest();
}

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('base64');
}
