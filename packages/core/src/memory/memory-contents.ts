import type { TenantId } from '../kernel/index.js';
import type { ContentDigest, ContentPage, StoredContent } from '../storage/index.js';

interface MemoryContent {
  readonly data: Uint8Array;
  readonly storedAt: number;
}

/** What memory storages keep; it outlives them, as a disk outlives a process. */
export class MemoryContents {
  private readonly tenants = new Map<TenantId, Map<ContentDigest, MemoryContent>>();
  private total = 0;

  /** The bytes of all contents together. */
  get totalBytes(): number {
    return this.total;
  }

  find(tenantId: TenantId, digest: ContentDigest): MemoryContent | null {
    return this.tenants.get(tenantId)?.get(digest) ?? null;
  }

  /** Keeps `data` itself, so nobody else may write to it. */
  set(tenantId: TenantId, digest: ContentDigest, content: MemoryContent): void {
    const contents = this.tenants.get(tenantId) ?? new Map<ContentDigest, MemoryContent>();
    this.total += content.data.length - (contents.get(digest)?.data.length ?? 0);
    contents.set(digest, content);
    this.tenants.set(tenantId, contents);
  }

  delete(tenantId: TenantId, digest: ContentDigest): void {
    this.total -= this.find(tenantId, digest)?.data.length ?? 0;
    this.tenants.get(tenantId)?.delete(digest);
  }

  page(tenantId: TenantId, limit: number, after = ''): ContentPage {
    const digests = [...(this.tenants.get(tenantId)?.keys() ?? [])].filter((digest) => digest > after).sort();
    const items = digests.slice(0, limit).map((digest) => this.stored(tenantId, digest));
    return { items, next: digests.length > limit ? (items.at(-1)?.digest ?? null) : null };
  }

  private stored(tenantId: TenantId, digest: ContentDigest): StoredContent {
    const { data, storedAt } = this.find(tenantId, digest) ?? { data: new Uint8Array(), storedAt: 0 };
    return { digest, bytes: data.length, storedAt };
  }
}
