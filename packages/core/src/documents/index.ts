export type { DocumentFailure, OpenDocument, SyncDocument, SyncedDocument } from './document-calls.js';
export type {
  DocumentCloseReason,
  DocumentConnection,
  DocumentEnd,
  DocumentSink,
  Relayed,
} from './document-connection.js';
export * from './document-errors.js';
export { defaultDocumentOptions } from './document-options.js';
export type { DocumentOptions, ResolvedDocumentOptions } from './document-options.js';
export { DocumentService } from './document-service.js';
export { DocumentVersionService } from './document-version-service.js';
export type { DocumentVersionRef } from './document-version-service.js';
export { parseDocumentName } from './document.js';
export type { Document, DocumentRef, DocumentSnapshot, DocumentVersion } from './document.js';
