import { CarrelException, eachOf } from '@carrel/core/kernel';
import {
  checkedContent,
  contentCorrupt,
  contentDigest,
  type SmallContent,
  type StreamedContent,
} from '@carrel/core/storage';
import { PartMemory } from './part-memory.js';
import { partsOf } from './parts-of.js';
import type { KeyCall, S3Bucket } from './s3-bucket.js';
import type { S3Keys } from './s3-keys.js';
import type { ResolvedS3Options } from './s3-options.js';
import type { S3Uploads, Upload, UploadedPart } from './s3-uploads.js';

/** The most parts that one upload may have. */
const MAX_PARTS = 10_000;
/** How many parts of one content are held in memory and sent at the same time. */
const PARTS_AT_ONCE = 2;

/** The parts of one upload that were sent, or are being sent. */
interface Sending {
  readonly sending: Promise<UploadedPart>[];
  readonly memory: PartMemory;
  readonly over: AbortSignal;
}

/** Stores contents, each in one request, or in parts that become an object only once all of it was seen and is right. */
export class S3Writer {
  constructor(
    private readonly bucket: S3Bucket,
    private readonly uploads: S3Uploads,
    private readonly options: ResolvedS3Options,
  ) {}

  async put(keys: S3Keys, content: StreamedContent, over: AbortSignal): Promise<void> {
    const { bytes, digest } = content;
    const partBytes = Math.max(this.options.partBytes, Math.ceil(bytes / MAX_PARTS));
    const key = keys.content(digest);
    const checked = checkedContent(content, over);
    if (bytes > partBytes) {
      const memory = new PartMemory();
      const parts = partsOf(checked, { bytes, partBytes, allocate: memory.allocate });
      return this.putParts({ key, over }, parts, memory);
    }
    let whole: Uint8Array = new Uint8Array();
    // The only part, and then the check that it is right.
    for await (const part of partsOf(checked, { bytes, partBytes })) whole = part;
    await this.bucket.put({ key, over }, whole, digest);
  }

  async putMany(keys: S3Keys, contents: readonly SmallContent[], over: AbortSignal): Promise<void> {
    await eachOf(contents, this.options.maxConnections, async ({ digest, data }) => {
      if (contentDigest(data) !== digest) throw new CarrelException(contentCorrupt(digest));
      await this.bucket.put({ key: keys.content(digest), over }, data, digest);
    });
  }

  private async putParts({ key, over }: KeyCall, parts: AsyncIterable<Uint8Array>, memory: PartMemory): Promise<void> {
    const upload = await this.uploads.begin({ key, over });
    const stop = new AbortController();
    const sending: Promise<UploadedPart>[] = [];
    try {
      await this.sendParts(upload, parts, { sending, memory, over: AbortSignal.any([over, stop.signal]) });
      await this.uploads.complete(upload, await Promise.all(sending), over);
    } catch (thrown) {
      stop.abort();
      // A part that arrives after the abort would stay.
      await Promise.allSettled(sending);
      await this.discard(upload);
      throw thrown;
    }
  }

  private async sendParts(
    upload: Upload,
    parts: AsyncIterable<Uint8Array>,
    { sending, memory, over }: Sending,
  ): Promise<void> {
    const underWay = new Set<Promise<unknown>>();
    for await (const data of parts) {
      while (underWay.size >= PARTS_AT_ONCE) await Promise.race(underWay);
      const part = this.uploads.putPart(upload, { number: sending.length + 1, data }, over);
      sending.push(part);
      underWay.add(part);
      const forget = (): void => {
        underWay.delete(part);
        memory.release(data);
      };
      part.then(forget, () => undefined);
    }
  }

  /** Best effort, also for a caller that gave up; what is left when the service is away is removed by a later `open`. */
  private async discard(upload: Upload): Promise<void> {
    const limit = new AbortController();
    const cancel = this.options.clock.setTimer(this.options.requestTimeoutMs, () => limit.abort());
    try {
      await this.uploads.abort(upload, limit.signal);
    } catch {
      // The error that led here says more.
    } finally {
      cancel();
    }
  }
}
