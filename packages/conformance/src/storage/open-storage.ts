import assert from 'node:assert/strict';
import { createIdSource, systemClock, tenantId, type TenantId } from '@carrel/core/kernel';
import type { ContentDigest, ContentPage, StorageProvider, StoredContent } from '@carrel/core/storage';
import type { CaseSubject } from '../cases.js';
import { expectOk } from '../expect-result.js';
import { bytesOf, streamed } from './contents-of-cases.js';
import type { StorageSubject } from './storage-subject.js';

const ids = createIdSource(systemClock);

/** A storage that is open, as each case gets it. */
export class OpenStorage implements CaseSubject {
  /** The tenant of the case. */
  readonly tenant = tenantId.create(ids);
  /** Another one. */
  readonly stranger = tenantId.create(ids);

  private constructor(
    readonly storage: StorageProvider,
    private readonly subject: StorageSubject,
  ) {}

  static async open(subject: StorageSubject): Promise<OpenStorage> {
    await expectOk(subject.subject.open());
    return new OpenStorage(subject.subject, subject);
  }

  /** Stores `data`, and gives its digest. */
  async put(data: Uint8Array, tenant = this.tenant): Promise<ContentDigest> {
    const content = streamed(data);
    await expectOk(this.storage.put(tenant, content));
    return content.digest;
  }

  /** The bytes of a stored content, all of them. */
  async bytes(digest: ContentDigest, tenant = this.tenant): Promise<Buffer> {
    return bytesOf(await expectOk(this.storage.get(tenant, digest)));
  }

  /** All that the tenant has, by pages of `limit`. */
  async list(tenant: TenantId = this.tenant, limit = 1_000): Promise<readonly StoredContent[]> {
    const items: StoredContent[] = [];
    let after: ContentDigest | null = null;
    do {
      const page: ContentPage = await expectOk(
        this.storage.list(tenant, { limit, ...(after === null ? {} : { after }) }),
      );
      assert.ok(page.items.length <= limit, `${page.items.length} contents in a page of ${limit}`);
      items.push(...page.items);
      after = page.next;
    } while (after !== null);
    return items;
  }

  /** When the content was last stored. */
  async storedAt(digest: ContentDigest): Promise<number> {
    const item = (await this.list()).find((content) => content.digest === digest);
    assert.ok(item !== undefined, 'the content is in the list');
    return item.storedAt;
  }

  /** Another open storage over the same place. */
  async restart(): Promise<StorageProvider> {
    const storage = await this.subject.restart?.();
    assert.ok(storage !== undefined, 'a subject that does not lack "restart" has it');
    await expectOk(storage.open());
    return storage;
  }

  async damage(digest: ContentDigest): Promise<void> {
    assert.ok(this.subject.damage !== undefined, 'a subject that does not lack "damage" has it');
    await this.subject.damage(this.tenant, digest);
  }

  async dispose(): Promise<void> {
    await this.storage.dispose();
    await this.subject.dispose();
  }
}
