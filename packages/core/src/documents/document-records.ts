import type { ClientSync } from './document-client.js';
import { documentFileCollections } from './document-file-records.js';
import type { DocumentId, TenantId } from '../kernel/index.js';
import { chunkCollection, collection, type EntityRecord } from '../store/index.js';
import type { Document, DocumentKey, DocumentVersion } from './document.js';

/** A document as it is stored: its record, and where its content is. */
export interface StoredDocument extends Document {
  /** The clock of the state that is written as a whole; 0 for none. The updates after it make it the document. */
  readonly stateClock: number;
  /** Names the bytes of that state; empty for none. */
  readonly stateId: string;
  readonly stateBytes: number;
  /** The bytes of all updates that there ever were. */
  readonly loggedBytes: number;
  /** Of these, those of the updates that are in the state. */
  readonly foldedBytes: number;
  /** Updates up to this clock are not kept one by one; 0 when all are. */
  readonly trimmedTo: number;
  /** When a version was last kept without anybody asking; when the document began, at first. */
  readonly versionedAt: string;
}

/** Updates that were written together, or a part of a large one. The bytes of all stand one after the other. */
export interface StoredUpdates {
  readonly tenantId: TenantId;
  readonly documentId: DocumentId;
  /** The clock of the last of them. */
  readonly clock: number;
  /** 0 for the first; a record of several updates has one part. */
  readonly part: number;
  readonly parts: number;
  /** The bytes of each. */
  readonly sizes: readonly number[];
}

/** A document that was removed, until all of it is gone. */
export interface DocumentRemains {
  readonly tenantId: TenantId;
  readonly documentId: DocumentId;
  readonly removedAt: string;
}

/** One of a name at most. Its id is a part of the key, so that who knew it by a version never writes over another one of its name. */
export const documents = collection<EntityRecord<StoredDocument>>()('documents', {
  key: ['tenantId', 'sessionId', 'name', 'id'],
});

export const documentUpdates = collection<StoredUpdates>()('document_updates', {
  key: ['tenantId', 'documentId', 'clock', 'part'],
});

/** States and versions. */
export const documentBytes = chunkCollection('document_bytes');

export const documentVersions = collection<DocumentVersion>()('document_versions', {
  key: ['tenantId', 'documentId', 'id'],
});

export const documentClients = collection<ClientSync>()('document_clients', {
  key: ['tenantId', 'documentId', 'clientId'],
  indexes: { byLastSeen: ['lastSeenAt'] },
});

export const documentRemains = collection<DocumentRemains>()('document_remains', { key: ['tenantId', 'documentId'] });

/** Which documents one process had in memory. */
export interface RecentDocuments {
  readonly holder: string;
  readonly notedAt: string;
  /** The one used last comes first. */
  readonly keys: readonly DocumentKey[];
}

export const documentRecents = collection<RecentDocuments>()('document_recents', { key: ['holder'] });

/** What the store must be opened with for documents to work. */
export const documentCollections = [
  documents,
  documentUpdates,
  documentBytes,
  documentVersions,
  documentClients,
  documentRemains,
  documentRecents,
  ...documentFileCollections,
] as const;

export function toDocument({
  stateClock: _clock,
  stateId: _id,
  stateBytes: _bytes,
  loggedBytes: _logged,
  foldedBytes: _folded,
  trimmedTo: _trimmed,
  versionedAt: _versioned,
  ...document
}: StoredDocument): Document {
  return document;
}
