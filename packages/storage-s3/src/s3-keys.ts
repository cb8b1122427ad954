import { CarrelException, tenantId as tenantIds, type TenantId } from '@carrel/core/kernel';
import { contentNotFound, isContentDigest, storageFailed, type ContentDigest } from '@carrel/core/storage';

/** The keys of one tenant's contents: `<prefix><tenant>/<digest>`. */
export class S3Keys {
  /** What all of them begin with, and those of no other tenant. */
  readonly start: string;

  /** @throws CarrelException of `storage/failed` when it is no id of a tenant. */
  constructor(prefix: string, tenantId: TenantId) {
    if (!tenantIds.is(tenantId)) throw new CarrelException(storageFailed('a tenant id that is none'));
    this.start = `${prefix}${tenantId}/`;
  }

  content(digest: ContentDigest): string {
    return `${this.start}${digest}`;
  }

  /** @throws CarrelException of `storage/content-not-found` when it is no digest, and so nothing is stored under it. */
  stored(digest: ContentDigest): string {
    if (!isContentDigest(digest)) throw new CarrelException(contentNotFound(digest));
    return this.content(digest);
  }

  /** `null` when it is not the key of a content. */
  digestOf(key: string): ContentDigest | null {
    const digest = key.slice(this.start.length);
    return key.startsWith(this.start) && isContentDigest(digest) ? digest : null;
  }
}
