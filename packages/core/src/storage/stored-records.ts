import type { Collection } from '../store/index.js';
import { collection } from '../store/index.js';
import type { ContentDigest } from './content-digest.js';
import type { Backup, StorageKey, StoredHead } from './stored-version.js';

/** That a session needs a content. One that is `stored` anywhere is durable. */
export interface ContentReference extends StorageKey {
  readonly digest: ContentDigest;
  /** 1 once the content is durable. */
  readonly stored: 0 | 1;
}

/** A content that nothing needs and that is being removed: nobody takes it for stored until that is over. */
export interface DoomedContent extends Pick<StorageKey, 'tenantId' | 'storage'> {
  readonly digest: ContentDigest;
  readonly doomedAt: number;
  /** The process that removes it. */
  readonly holder: string;
}

export const storedHeads: Collection<StoredHead> = collection<StoredHead>()('stored_heads', {
  key: ['tenantId', 'sessionId'],
  indexes: { byDirt: ['dirtyAt'] },
});

export const storedBackups: Collection<Backup> = collection<Backup>()('stored_backups', {
  key: ['tenantId', 'sessionId', 'id'],
  indexes: { byTime: ['createdAt'] },
});

export const contentReferences: Collection<ContentReference> = collection<ContentReference>()('stored_references', {
  key: ['tenantId', 'storage', 'sessionId', 'digest'],
  indexes: { byContent: ['tenantId', 'storage', 'digest', 'stored'] },
});

export const doomedContents: Collection<DoomedContent> = collection<DoomedContent>()('doomed_contents', {
  key: ['tenantId', 'storage', 'digest'],
  indexes: { byTime: ['doomedAt'] },
});

export const versionCollections = [storedHeads, storedBackups, contentReferences, doomedContents] as const;
