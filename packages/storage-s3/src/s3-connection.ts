import type { S3Client } from '@aws-sdk/client-s3';
import { CarrelException } from '@carrel/core/kernel';
import { contentDigest, storageFailed } from '@carrel/core/storage';
import { createS3Client } from './s3-client.js';
import { loadS3Client, type S3ClientModule } from './s3-client-module.js';
import { S3Bucket } from './s3-bucket.js';
import type { ResolvedS3Options } from './s3-options.js';
import { S3Reader } from './s3-reader.js';
import { S3Requests } from './s3-requests.js';
import { S3Uploads } from './s3-uploads.js';
import { S3Writer } from './s3-writer.js';

/** A client of the service, and what works with it. */
export class S3Connection {
  readonly bucket: S3Bucket;
  readonly reader: S3Reader;
  readonly writer: S3Writer;
  private readonly uploads: S3Uploads;

  private constructor(
    module: S3ClientModule,
    private readonly client: S3Client,
    private readonly options: ResolvedS3Options,
  ) {
    const requests = new S3Requests(options);
    this.bucket = new S3Bucket(module, client, requests, options);
    this.uploads = new S3Uploads(module, client, requests, options);
    this.reader = new S3Reader(this.bucket, options);
    this.writer = new S3Writer(this.bucket, this.uploads, options);
  }

  /** A connection that may do in the bucket what a storage does. */
  static async open(options: ResolvedS3Options, over: AbortSignal): Promise<S3Connection> {
    const module = await loadS3Client(options.loadClient);
    const connection = new S3Connection(module, createS3Client(module, options), options);
    try {
      await connection.probe(over);
      await connection.sweep(over);
      return connection;
    } catch (thrown) {
      connection.close();
      throw thrown;
    }
  }

  close(): void {
    this.client.destroy();
  }

  /** Writes the same object as every other process, so that nothing has to be removed and nobody is in the way. */
  private async probe(over: AbortSignal): Promise<void> {
    const { prefix } = this.options;
    const key = `${prefix}carrel-storage.txt`;
    await this.bucket.put({ key, over }, PROBE, contentDigest(PROBE));
    const read = await this.bucket.get({ key, over });
    if (read === null || contentDigest(read) !== contentDigest(PROBE))
      throw new CarrelException(storageFailed('what was written was not what was read'));
    await this.bucket.list(over, { prefix, after: null, limit: 1 });
    await this.bucket.remove(over, [`${prefix}carrel-storage-removed.txt`]);
  }

  /** Removes uploads that dead processes left. Some services cannot list them, and some credentials may not: then nothing is done. */
  private async sweep(over: AbortSignal): Promise<void> {
    const { prefix, clock, staleUploadAfterMs } = this.options;
    try {
      const uploads = await this.uploads.listBegunBefore(prefix, clock.now() - staleUploadAfterMs, over);
      for (const upload of uploads.filter(({ key }) => CONTENT_KEY.test(key.slice(prefix.length))))
        await this.uploads.abort(upload, over);
    } catch {
      over.throwIfAborted();
    }
  }
}

const PROBE = Buffer.from('Carrel keeps the contents of files beside this object.\n');
const CONTENT_KEY = /^ten_[0-9a-z]{26}\/[0-9a-f]{64}$/;
