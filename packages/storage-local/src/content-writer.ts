import { open, rename, unlink, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CarrelException, eachOf, type TenantId } from '@carrel/core/kernel';
import {
  checkedContent,
  contentCorrupt,
  contentDigest,
  storageFailed,
  type ContentDigest,
  type SmallContent,
  type StreamedContent,
} from '@carrel/core/storage';
import { DurableDirectories, syncDirectory } from './durable-directories.js';
import type { LocalLayout } from './local-layout.js';
import { isMissing } from './to-storage-error.js';

const OWNER_ONLY = 0o600;
/** Small chunks are gathered to this many bytes before they are written. */
const WRITE_BYTES = 256 * 1024;

/** A content under its temporary name, not yet on the disk for certain. */
interface Draft {
  readonly digest: ContentDigest;
  readonly path: string;
  readonly handle: FileHandle;
}

/**
 * Writes contents so that they are there whole or not at all: a temporary file that is on the disk is given its name, and then the
 * name is on the disk as well.
 */
export class ContentWriter {
  private readonly directories = new DurableDirectories();

  constructor(
    private readonly layout: LocalLayout,
    private readonly maxOpenFiles: number,
  ) {}

  async put(tenantId: TenantId, content: StreamedContent, over: AbortSignal): Promise<void> {
    const { digest } = content;
    const draft = await this.draft(digest, gathered(checkedContent(content, over)));
    for (const shelf of await this.name(tenantId, [draft], over)) await syncDirectory(shelf);
  }

  async putMany(tenantId: TenantId, contents: readonly SmallContent[], over: AbortSignal): Promise<void> {
    const shelves = new Set<string>();
    for (let start = 0; start < contents.length; start += this.maxOpenFiles) {
      over.throwIfAborted();
      const batch = contents.slice(start, start + this.maxOpenFiles);
      for (const { digest, data } of batch)
        if (contentDigest(data) !== digest) throw new CarrelException(contentCorrupt(digest));
      const drafts = await this.draftAll(batch);
      for (const shelf of await this.name(tenantId, drafts, over)) shelves.add(shelf);
    }
    await eachOf([...shelves], this.maxOpenFiles, syncDirectory);
  }

  private async draftAll(batch: readonly SmallContent[]): Promise<readonly Draft[]> {
    const drafts: Draft[] = [];
    try {
      await eachOf(batch, batch.length, async ({ digest, data }) => drafts.push(await this.draft(digest, data)));
      return drafts;
    } catch (thrown) {
      await discard(drafts);
      throw thrown;
    }
  }

  private async draft(digest: ContentDigest, data: Uint8Array | AsyncIterable<Uint8Array>): Promise<Draft> {
    const path = this.layout.newTemporary();
    const handle = await open(path, 'wx', OWNER_ONLY);
    const draft = { digest, path, handle };
    try {
      await writeFile(handle, data);
      return draft;
    } catch (thrown) {
      await discard([draft]);
      throw thrown;
    }
  }

  /** Gives the directories whose names are not on the disk for certain. All drafts are gone, also after a throw. */
  private async name(tenantId: TenantId, drafts: readonly Draft[], over: AbortSignal): Promise<ReadonlySet<string>> {
    const shelves = new Set<string>();
    const left = new Set(drafts);
    try {
      // All at once, so that the file system may share one commit of its journal between them.
      await eachOf(drafts, drafts.length, ({ handle }) => handle.sync());
      over.throwIfAborted();
      await eachOf(drafts, drafts.length, async (draft) => {
        shelves.add(await this.nameOne(tenantId, draft));
        left.delete(draft);
      });
      return shelves;
    } finally {
      await eachOf(drafts, drafts.length, close);
      await discard([...left]);
    }
  }

  private async nameOne(tenantId: TenantId, { digest, path }: Draft): Promise<string> {
    const target = this.layout.content(tenantId, digest);
    if (target === null) throw new CarrelException(storageFailed('a digest that is none'));
    const shelf = dirname(target);
    const moved = async (): Promise<void> => {
      await this.directories.make(this.layout.tenant(tenantId));
      await this.directories.make(shelf);
      await rename(path, target);
    };
    await moved().catch(async (thrown: unknown) => {
      if (!isMissing(thrown)) throw thrown;
      this.directories.forget();
      await moved();
    });
    return shelf;
  }
}

/** Closes drafts that have no name yet, and removes them. */
async function discard(drafts: readonly Draft[]): Promise<void> {
  await eachOf(drafts, drafts.length, async (draft) => {
    await close(draft);
    await unlink(draft.path).catch(() => undefined);
  });
}

async function close({ handle }: Draft): Promise<void> {
  await handle.close().catch(() => undefined);
}

/** The bytes in pieces that are worth a write. A source may use its chunk again once the next is asked for, so they are copied. */
async function* gathered(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined, undefined> {
  let piece = Buffer.allocUnsafe(WRITE_BYTES);
  let bytes = 0;
  for await (const chunk of chunks) {
    if (bytes + chunk.length > WRITE_BYTES) {
      yield piece.subarray(0, bytes);
      piece = Buffer.allocUnsafe(WRITE_BYTES);
      bytes = 0;
    }
    if (chunk.length > WRITE_BYTES) yield chunk;
    else bytes += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).copy(piece, bytes);
  }
  yield piece.subarray(0, bytes);
}
