import { CarrelException, eachOf } from '@carrel/core/kernel';
import {
  checkedContent,
  contentCorrupt,
  contentDigest,
  contentNotFound,
  type ContentDigest,
} from '@carrel/core/storage';
import type { ObjectRange, S3Bucket } from './s3-bucket.js';
import type { S3Keys } from './s3-keys.js';
import type { ResolvedS3Options } from './s3-options.js';

/** A content of which the first part was fetched. */
export interface FoundContent {
  readonly digest: ContentDigest;
  readonly key: string;
  readonly first: ObjectRange;
}

/**
 * Fetches contents, and checks that their bytes are those of their digests. A large one is fetched part by part, so that a reader
 * that takes its time holds no connection, and a connection that breaks costs one part.
 */
export class S3Reader {
  constructor(
    private readonly bucket: S3Bucket,
    private readonly options: ResolvedS3Options,
  ) {}

  async find(keys: S3Keys, digest: ContentDigest, over: AbortSignal): Promise<FoundContent> {
    const key = keys.stored(digest);
    const first = await this.bucket.getRange({ key, over }, 0, this.options.partBytes);
    if (first === null) throw new CarrelException(contentNotFound(digest));
    return { digest, key, first };
  }

  read(found: FoundContent, over: AbortSignal): AsyncIterable<Uint8Array> {
    return checkedContent({ digest: found.digest, bytes: found.first.totalBytes, data: this.parts(found, over) }, over);
  }

  async readMany(keys: S3Keys, digests: readonly ContentDigest[], over: AbortSignal): Promise<readonly Uint8Array[]> {
    return eachOf(digests, this.options.maxConnections, async (digest) => {
      const data = await this.bucket.get({ key: keys.stored(digest), over });
      if (data === null) throw new CarrelException(contentNotFound(digest));
      if (contentDigest(data) !== digest) throw new CarrelException(contentCorrupt(digest));
      return data;
    });
  }

  /** The next part is fetched while the reader works on one. */
  private async *parts(
    { digest, key, first }: FoundContent,
    over: AbortSignal,
  ): AsyncGenerator<Uint8Array, undefined, undefined> {
    const left = new AbortController();
    const call = { key, over: AbortSignal.any([over, left.signal]) };
    const { partBytes } = this.options;
    try {
      let part: ObjectRange | null = first;
      for (let start = 0; part !== null;) {
        start += part.data.length;
        const isLast: boolean = start >= first.totalBytes || part.data.length === 0;
        const next: Promise<ObjectRange | null> | null = isLast ? null : this.bucket.getRange(call, start, partBytes);
        next?.catch(() => undefined);
        yield part.data;
        if (next === null) return;
        part = await next;
      }
      throw new CarrelException(contentNotFound(digest));
    } finally {
      left.abort();
    }
  }
}
