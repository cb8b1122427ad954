import { open, readFile, stat, type FileHandle } from 'node:fs/promises';
import { CarrelException, eachOf, type TenantId } from '@carrel/core/kernel';
import {
  checkedContent,
  contentCorrupt,
  contentDigest,
  contentNotFound,
  type ContentDigest,
} from '@carrel/core/storage';
import type { LocalLayout } from './local-layout.js';
import { isMissing, toStorageError } from './to-storage-error.js';

const CHUNK_BYTES = 256 * 1024;

/** Reads contents, and checks that their bytes are those of their digests. */
export class ContentReader {
  constructor(
    private readonly layout: LocalLayout,
    private readonly maxOpenFiles: number,
  ) {}

  /** @throws CarrelException of `storage/content-not-found`. */
  async find(tenantId: TenantId, digest: ContentDigest): Promise<string> {
    const path = this.layout.content(tenantId, digest);
    if (path === null) throw new CarrelException(contentNotFound(digest));
    await stat(path).catch(missingAs(digest));
    return path;
  }

  /** The bytes of the file `path`, as long as they are those of `digest`. The file is open only while this is read. */
  async *read(
    path: string,
    digest: ContentDigest,
    over: AbortSignal,
  ): AsyncGenerator<Uint8Array, undefined, undefined> {
    const handle = await open(path, 'r').catch(missingAs(digest));
    const close = (): void => {
      void handle.close().catch(() => undefined);
    };
    // A reader that stopped asking holds no file open once it is over.
    over.addEventListener('abort', close, { once: true });
    try {
      const { size } = await handle.stat();
      yield* checkedContent({ digest, bytes: size, data: chunksOf(handle) }, over);
    } catch (thrown) {
      throw new CarrelException(toStorageError(thrown));
    } finally {
      over.removeEventListener('abort', close);
      await handle.close().catch(() => undefined);
    }
  }

  async readMany(
    tenantId: TenantId,
    digests: readonly ContentDigest[],
    over: AbortSignal,
  ): Promise<readonly Uint8Array[]> {
    return eachOf(digests, this.maxOpenFiles, async (digest) => {
      over.throwIfAborted();
      const path = this.layout.content(tenantId, digest);
      if (path === null) throw new CarrelException(contentNotFound(digest));
      const data = await readFile(path).catch(missingAs(digest));
      if (contentDigest(data) !== digest) throw new CarrelException(contentCorrupt(digest));
      return data;
    });
  }
}

const missingAs = (digest: ContentDigest) => (thrown: unknown) => {
  throw isMissing(thrown) ? new CarrelException(contentNotFound(digest)) : thrown;
};

async function* chunksOf(handle: FileHandle): AsyncGenerator<Uint8Array, undefined, undefined> {
  for (;;) {
    const { bytesRead, buffer } = await handle
      .read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, null)
      .catch((thrown: unknown) => {
        throw new CarrelException(toStorageError(thrown));
      });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}
