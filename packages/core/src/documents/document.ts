import type { DocumentId, DocumentVersionId, InvalidInput, Result } from '../kernel/index.js';
import { err, invalidInput, ok, type SessionId, type TenantId, type UserId } from '../kernel/index.js';
import type { Entity } from '../store/index.js';

/** Names one document of one session. */
export interface DocumentRef {
  readonly sessionId: SessionId;
  /** 1 to 200 characters: segments of `A-Z a-z 0-9 . _ ~ -`, joined by `/`; none is empty, `.` or `..`. */
  readonly name: string;
}

/** What a document is found by. */
export interface DocumentKey {
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  readonly name: string;
}

/** What is on record of a shared document: a Yjs document, known by its tenant, session and name. */
export interface Document extends Entity {
  /** Another one after the document was removed and made again. */
  readonly id: DocumentId;
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  readonly name: string;
  /** The document's Lamport clock: how many updates it has taken, none of them left out. At least 1. */
  readonly clock: number;
  /** About how many bytes its state has, encoded; what `documents.maxDocumentBytes` bounds. */
  readonly sizeBytes: number;
}

/** A state of a document that is kept. */
export interface DocumentVersion {
  readonly id: DocumentVersionId;
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  readonly documentId: DocumentId;
  /** The clock of the state. */
  readonly clock: number;
  readonly sizeBytes: number;
  readonly createdAt: string;
  /** Who asked for it; absent for one that was kept because of `documents.versionEveryMs`. */
  readonly createdBy?: UserId;
  /** What it was called, at most 200 characters; absent where nobody named it. */
  readonly label?: string;
}

/** A version with its state. */
export interface DocumentSnapshot {
  readonly version: DocumentVersion;
  /** The whole state as one Yjs update (v1): apply it to an empty document. */
  readonly state: Uint8Array;
}

const MAX_NAME_LENGTH = 200;
const NAME = /^[A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*$/;

/** The name, when it is one; `request/invalid` otherwise. */
export function parseDocumentName(name: string): Result<string, InvalidInput> {
  const isName = typeof name === 'string' && name.length <= MAX_NAME_LENGTH && NAME.test(name);
  const hasDots = isName && name.split('/').some((segment) => segment === '.' || segment === '..');
  if (isName && !hasDots) return ok(name);
  const message = `expected 1 to ${MAX_NAME_LENGTH} characters: segments of letters, digits and . _ ~ - joined by /`;
  return err(invalidInput([{ path: 'name', message }]));
}
