import type { S3Client } from '@aws-sdk/client-s3';
import type { ContentDigest } from '@carrel/core/storage';
import type { S3ClientModule } from './s3-client-module.js';
import type { ResolvedS3Options } from './s3-options.js';
import { S3RequestError, type S3Requests } from './s3-requests.js';

/** What a request is about, and the signal that ends it. */
export interface KeyCall {
  readonly key: string;
  readonly over: AbortSignal;
}

/** Some bytes of an object, and how many it has. */
export interface ObjectRange {
  readonly data: Uint8Array;
  readonly totalBytes: number;
}

export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  readonly modifiedAt: number;
}

/** The most keys that one request deletes. */
const MAX_DELETED = 1_000;

/** The objects of one bucket. Each method is one request, sent again while the service is at fault. */
export class S3Bucket {
  private readonly bucket: string;

  constructor(
    private readonly module: S3ClientModule,
    private readonly client: S3Client,
    private readonly requests: S3Requests,
    options: ResolvedS3Options,
  ) {
    this.bucket = options.bucket;
  }

  /** The service stores it only when its bytes have `digest`. */
  async put({ key, over }: KeyCall, data: Uint8Array, digest: ContentDigest): Promise<void> {
    const command = new this.module.PutObjectCommand({
      Bucket: this.bucket,
      Key: key,
      Body: data,
      ContentLength: data.length,
      ContentType: 'application/octet-stream',
      ChecksumSHA256: toChecksum(digest),
    });
    await this.requests.send(over, (abortSignal) => this.client.send(command, { abortSignal }));
  }

  /** All bytes; `null` when there is no such object. */
  get({ key, over }: KeyCall): Promise<Uint8Array | null> {
    const command = new this.module.GetObjectCommand({ Bucket: this.bucket, Key: key });
    const got = this.requests.send(over, async (abortSignal) => {
      const { Body: body, ContentLength: length } = await this.client.send(command, { abortSignal });
      return wholeOf((await body?.transformToByteArray()) ?? new Uint8Array(), length);
    });
    return orNull(got, ['NoSuchKey']);
  }

  /** At most `length` bytes from `start` on; `null` when there is no such object. */
  getRange({ key, over }: KeyCall, start: number, length: number): Promise<ObjectRange | null> {
    const range = `bytes=${start}-${start + length - 1}`;
    const command = new this.module.GetObjectCommand({ Bucket: this.bucket, Key: key, Range: range });
    const got = this.requests.send(over, async (abortSignal): Promise<ObjectRange> => {
      try {
        const {
          Body: body,
          ContentLength: said,
          ContentRange: given,
        } = await this.client.send(command, { abortSignal });
        const data = wholeOf((await body?.transformToByteArray()) ?? new Uint8Array(), said);
        return { data, totalBytes: totalOf(given) ?? data.length };
      } catch (thrown) {
        // An empty object has no range.
        if (start === 0 && thrown instanceof Error && thrown.name === 'InvalidRange')
          return { data: new Uint8Array(), totalBytes: 0 };
        throw thrown;
      }
    });
    return orNull(got, ['NoSuchKey']);
  }

  /** Keys that begin with `prefix` and come after `after`, in their order. */
  async list(
    over: AbortSignal,
    { prefix, after, limit }: { readonly prefix: string; readonly after: string | null; readonly limit: number },
  ): Promise<{ readonly objects: readonly ListedObject[]; readonly hasMore: boolean }> {
    const command = new this.module.ListObjectsV2Command({
      Bucket: this.bucket,
      Prefix: prefix,
      MaxKeys: limit,
      ...(after === null ? {} : { StartAfter: after }),
    });
    const page = await this.requests.send(over, (abortSignal) => this.client.send(command, { abortSignal }));
    const objects = (page.Contents ?? []).map(({ Key: key = '', Size: bytes = 0, LastModified: at }) => ({
      key,
      bytes,
      modifiedAt: at?.getTime() ?? 0,
    }));
    return { objects, hasMore: page.IsTruncated === true };
  }

  /** None of `keys` is there when resolved, whether it was before or not. */
  async remove(over: AbortSignal, keys: readonly string[]): Promise<void> {
    for (let start = 0; start < keys.length; start += MAX_DELETED) {
      const batch = keys.slice(start, start + MAX_DELETED).map((key) => ({ Key: key }));
      const command = new this.module.DeleteObjectsCommand({
        Bucket: this.bucket,
        Delete: { Objects: batch, Quiet: true },
      });
      await this.requests.send(over, async (abortSignal) => {
        const { Errors: errors = [] } = await this.client.send(command, { abortSignal });
        const [failed] = errors.filter(({ Code: code }) => code !== 'NoSuchKey');
        if (failed !== undefined) throw toDeleteError(failed.Code);
      });
    }
  }
}

/** The form of a digest in the headers of the protocol. */
export function toChecksum(digest: ContentDigest): string {
  return Buffer.from(digest, 'hex').toString('base64');
}

/** What `work` gives, or `null` when it failed with one of `codes`. */
export async function orNull<T>(work: Promise<T>, codes: readonly string[]): Promise<T | null> {
  try {
    return await work;
  } catch (thrown) {
    if (thrown instanceof S3RequestError && codes.includes(thrown.code)) return null;
    throw thrown;
  }
}

/** A body that ended before its length is an answer that was cut off. */
function wholeOf(data: Uint8Array, length: number | undefined): Uint8Array {
  if (length === undefined || data.length === length) return data;
  throw Object.assign(new Error('the body was cut off'), { code: 'ECONNRESET' });
}

function totalOf(contentRange: string | undefined): number | null {
  const [, total] = /^bytes \d+-\d+\/(\d+)$/.exec(contentRange ?? '') ?? [];
  return total === undefined ? null : Number(total);
}

/** The answer to a batch is 200 also when some of it failed. */
function toDeleteError(code = 'InternalError'): Error {
  const status = code === 'AccessDenied' ? 403 : 400;
  return Object.assign(new Error(code), { name: code, $metadata: { httpStatusCode: status } });
}
