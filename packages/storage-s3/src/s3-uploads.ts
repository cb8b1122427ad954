import type { S3Client } from '@aws-sdk/client-s3';
import { contentDigest } from '@carrel/core/storage';
import { orNull, toChecksum, type KeyCall } from './s3-bucket.js';
import type { S3ClientModule } from './s3-client-module.js';
import type { ResolvedS3Options } from './s3-options.js';
import { S3RequestError, type S3Requests } from './s3-requests.js';

/** An upload in parts, which nobody can read before it is completed. */
export interface Upload {
  readonly key: string;
  readonly id: string;
}

export interface UploadedPart {
  readonly PartNumber: number;
  readonly ETag: string | undefined;
  readonly ChecksumSHA256: string;
}

/** How far the clocks of a service and its clients may differ: it refuses others. */
const MAX_SKEW_MS = 900_000;

/** Uploads in parts. Each method is one request, sent again while the service is at fault. */
export class S3Uploads {
  constructor(
    private readonly module: S3ClientModule,
    private readonly client: S3Client,
    private readonly requests: S3Requests,
    private readonly options: ResolvedS3Options,
  ) {}

  async begin({ key, over }: KeyCall): Promise<Upload> {
    const command = new this.module.CreateMultipartUploadCommand({
      Bucket: this.options.bucket,
      Key: key,
      ContentType: 'application/octet-stream',
      ChecksumAlgorithm: 'SHA256',
    });
    const { UploadId: id = '' } = await this.requests.send(over, (abortSignal) =>
      this.client.send(command, { abortSignal }),
    );
    return { key, id };
  }

  async putPart(upload: Upload, part: { readonly number: number; readonly data: Uint8Array }, over: AbortSignal) {
    const checksum = toChecksum(contentDigest(part.data));
    const command = new this.module.UploadPartCommand({
      ...this.named(upload),
      PartNumber: part.number,
      Body: part.data,
      ContentLength: part.data.length,
      ChecksumSHA256: checksum,
    });
    const { ETag } = await this.requests.send(over, (abortSignal) => this.client.send(command, { abortSignal }));
    return { PartNumber: part.number, ETag, ChecksumSHA256: checksum } satisfies UploadedPart;
  }

  /** The object is there when resolved, also when the answer that said so was lost. */
  async complete(upload: Upload, parts: readonly UploadedPart[], over: AbortSignal): Promise<void> {
    const command = new this.module.CompleteMultipartUploadCommand({
      ...this.named(upload),
      MultipartUpload: { Parts: [...parts] },
    });
    try {
      await this.requests.send(over, (abortSignal) => this.client.send(command, { abortSignal }));
    } catch (thrown) {
      const isGone = thrown instanceof S3RequestError && thrown.code === 'NoSuchUpload';
      if (!isGone || !(await this.wasStored({ key: upload.key, over }))) throw thrown;
    }
  }

  /** The upload and its parts are gone when resolved. */
  async abort(upload: Upload, over: AbortSignal): Promise<void> {
    const command = new this.module.AbortMultipartUploadCommand(this.named(upload));
    const aborted = this.requests.send(over, (abortSignal) => this.client.send(command, { abortSignal }));
    await orNull(aborted, ['NoSuchUpload', 'NoSuchKey']);
  }

  /** Those whose key begins with `prefix` and that began before `before`, at most 1,000. */
  async listBegunBefore(prefix: string, before: number, over: AbortSignal): Promise<readonly Upload[]> {
    const command = new this.module.ListMultipartUploadsCommand({ Bucket: this.options.bucket, Prefix: prefix });
    const { Uploads: uploads = [] } = await this.requests.send(over, (abortSignal) =>
      this.client.send(command, { abortSignal }),
    );
    return uploads.flatMap(({ Key: key, UploadId: id, Initiated: at }) =>
      key !== undefined && id !== undefined && at !== undefined && at.getTime() < before ? [{ key, id }] : [],
    );
  }

  /** Whether an object of this key was stored just before, as far as the clocks can tell. */
  private async wasStored({ key, over }: KeyCall): Promise<boolean> {
    const command = new this.module.HeadObjectCommand({ Bucket: this.options.bucket, Key: key });
    const head = await orNull(
      this.requests.send(over, (abortSignal) => this.client.send(command, { abortSignal })),
      ['NotFound', 'NoSuchKey'],
    );
    return (head?.LastModified?.getTime() ?? 0) > this.options.clock.now() - MAX_SKEW_MS;
  }

  private named({ key, id }: Upload) {
    return { Bucket: this.options.bucket, Key: key, UploadId: id };
  }
}
