import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { eachOf, type TenantId } from '@carrel/core/kernel';
import { isContentDigest, type ContentDigest, type ContentPage, type StoredContent } from '@carrel/core/storage';
import type { LocalLayout } from './local-layout.js';
import { isMissing } from './to-storage-error.js';

/** Which contents follow in a page, and how many. */
interface PageStart {
  readonly after: ContentDigest | null;
  readonly limit: number;
}

/** Lists contents in the order of their digests: that of their directories, and in each that of their names. */
export class ContentLister {
  constructor(
    private readonly layout: LocalLayout,
    private readonly maxOpenFiles: number,
  ) {}

  async page(tenantId: TenantId, start: PageStart, over: AbortSignal): Promise<ContentPage> {
    const found = await this.digests(tenantId, start, over);
    const digests = found.slice(0, start.limit);
    const items = await eachOf(digests, this.maxOpenFiles, (digest) => this.stored(tenantId, digest));
    const next = found.length > start.limit ? (digests.at(-1) ?? null) : null;
    return { items: items.filter((item) => item !== null), next };
  }

  /** One more than the page has, if there are so many. */
  private async digests(
    tenantId: TenantId,
    { after, limit }: PageStart,
    over: AbortSignal,
  ): Promise<readonly ContentDigest[]> {
    const digests: ContentDigest[] = [];
    for (const start of (await namesIn(this.layout.tenant(tenantId))).filter((name) => SHELF.test(name))) {
      over.throwIfAborted();
      if (after !== null && start < after.slice(0, 2)) continue;
      const names = (await namesIn(this.layout.shelf(tenantId, start))).filter(isContentDigest);
      digests.push(...names.filter((name) => after === null || name > after));
      if (digests.length > limit) break;
    }
    return digests.slice(0, limit + 1);
  }

  /** `null` when it was removed since its name was read. */
  private async stored(tenantId: TenantId, digest: ContentDigest): Promise<StoredContent | null> {
    try {
      const { size, mtimeMs } = await stat(join(this.layout.shelf(tenantId, digest.slice(0, 2)), digest));
      return { digest, bytes: size, storedAt: Math.floor(mtimeMs) };
    } catch (thrown) {
      if (isMissing(thrown)) return null;
      throw thrown;
    }
  }
}

const SHELF = /^[0-9a-f]{2}$/;

/** The names in a directory, in order; none when it is not there. */
async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw thrown;
  }
}
