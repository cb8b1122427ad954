import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { CarrelException, tenantId as tenantIds, type TenantId } from '@carrel/core/kernel';
import { isContentDigest, storageFailed, type ContentDigest } from '@carrel/core/storage';

/**
 * Which file is what: a content is `<directory>/<tenant>/<first two digits>/<digest>`, and what is being written is in
 * `<directory>/.temporary`, on the same file system. No path leaves the directory, whatever the ids and digests are.
 */
export class LocalLayout {
  readonly temporary: string;

  constructor(readonly directory: string) {
    this.temporary = join(directory, '.temporary');
  }

  newTemporary(): string {
    return join(this.temporary, randomUUID());
  }

  /** @throws CarrelException of `storage/failed` when it is no id of a tenant. */
  tenant(tenantId: TenantId): string {
    if (!tenantIds.is(tenantId)) throw new CarrelException(storageFailed('a tenant id that is none'));
    return join(this.directory, tenantId);
  }

  /** The directory of the contents whose digests begin with `start`, two digits. */
  shelf(tenantId: TenantId, start: string): string {
    return join(this.tenant(tenantId), start);
  }

  /** `null` when it is no digest, and so nothing can be stored under it. */
  content(tenantId: TenantId, digest: ContentDigest): string | null {
    const shelf = this.shelf(tenantId, digest.slice(0, 2));
    return isContentDigest(digest) ? join(shelf, digest) : null;
  }
}
