import type { Caller, UserId } from '../kernel/index.js';
import { chunkCollection, collection, type ChunkOwner } from '../store/index.js';
import type { DocumentFile, DocumentFileReason, DocumentFileStatus } from './document-file.js';
import type { DocumentKey } from './document.js';
import type { TextFormat } from './file-text.js';

/** A content that a document and its file have, or are to have, both. */
export interface FileMark extends TextFormat {
  /** Tells the bytes of the file. */
  readonly digest: string;
  /** Where the state of the document is that says the same: there is room for two. */
  readonly slot: 0 | 1;
  /** Up to this clock of the document the file has what it says. */
  readonly clock: number;
}

/** What was begun: after a crash it is found here whether it was done. */
export interface FileIntent {
  /** `merge`: what was done to the file comes to the document. `write`: what was done to the document comes to the file. */
  readonly kind: 'merge' | 'write';
  readonly mark: FileMark;
}

/** A binding as it is stored. */
export interface StoredDocumentFile extends DocumentKey {
  /** Another one whenever the document is bound anew. */
  readonly bindingId: string;
  readonly path: string;
  readonly text: string;
  readonly boundBy: UserId;
  /** What else the caller was who bound it. */
  readonly as: Pick<Caller, 'agentId' | 'role' | 'tier' | 'scopes' | 'requestId'>;
  readonly status: DocumentFileStatus;
  readonly reason: DocumentFileReason | null;
  /** What both had last. */
  readonly base: FileMark;
  readonly intent: FileIntent | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** One with the version of its record. */
export type BoundFile = StoredDocumentFile & { readonly version: number };

export const documentFiles = collection<StoredDocumentFile>()('document_files', {
  key: ['tenantId', 'sessionId', 'name'],
  unique: { byPath: ['tenantId', 'sessionId', 'path'] },
});

/** The states of documents that marks name. */
export const documentFileStates = chunkCollection('document_file_states');

export const documentFileCollections = [documentFiles, documentFileStates] as const;

/** Whose the bytes of a mark are. */
export function ownerOfMark({ tenantId, sessionId, name }: DocumentKey, { slot }: Pick<FileMark, 'slot'>): ChunkOwner {
  return { tenantId, ownerId: `${sessionId}/${name}:${slot}` };
}

/** As whom the file is read and written. */
export function callerOf({ tenantId, boundBy: userId, as }: StoredDocumentFile): Caller {
  return { tenantId, userId, ...as };
}

export function toDocumentFile(stored: StoredDocumentFile): DocumentFile {
  const { sessionId, name, path, text, status, reason, base, boundBy, createdAt, updatedAt } = stored;
  const why = reason === null ? {} : { reason };
  return { sessionId, name, path, text, status, ...why, clock: base.clock, boundBy, createdAt, updatedAt };
}
