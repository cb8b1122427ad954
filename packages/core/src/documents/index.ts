export { BoundFiles } from './bound-files.js';
export type { BoundFilesDeps } from './bound-files.js';
export { ClientLog } from './client-log.js';
export type { ClientLogDeps } from './client-log.js';
export type { CompactorDeps } from './compactor.js';
export { DocumentAccess } from './document-access.js';
export type { DocumentAccessDeps } from './document-access.js';
export type { DocumentFailure, OpenDocument, SyncDocument, SyncedDocument } from './document-calls.js';
export type { ClientSync } from './document-client.js';
export type {
  DocumentCloseReason,
  DocumentConnection,
  DocumentEnd,
  DocumentSink,
  Relayed,
} from './document-connection.js';
export * from './document-errors.js';
export { DocumentExchange } from './document-exchange.js';
export type { DocumentExchangeDeps } from './document-exchange.js';
export type { BridgeFileError, BridgeFiles } from './bridge-files.js';
export { DocumentFileBridge } from './document-file-bridge.js';
export type { DocumentFileBridgeDeps } from './document-file-bridge.js';
export * from './document-file-errors.js';
export { DocumentFileLog } from './document-file-log.js';
export type { DocumentFileLogDeps } from './document-file-log.js';
export { DocumentFileService } from './document-file-service.js';
export type { DocumentFileFailure, DocumentFileServiceDeps } from './document-file-service.js';
export { DocumentFileSweep } from './document-file-sweep.js';
export type { DocumentFileSweepDeps } from './document-file-sweep.js';
export type {
  BindDocumentFile,
  DocumentFile,
  DocumentFileReason,
  DocumentFileStatus,
  PreferredContent,
} from './document-file.js';
export { DocumentLeftovers } from './document-leftovers.js';
export type { DocumentLeftoversDeps } from './document-leftovers.js';
export { DocumentLog } from './document-log.js';
export type { DocumentLogDeps } from './document-log.js';
export { documentMetrics } from './document-metrics.js';
export type { DocumentMetrics } from './document-metrics.js';
export { defaultDocumentOptions, resolveDocumentOptions } from './document-options.js';
export type { DocumentOptions, ResolvedDocumentOptions } from './document-options.js';
export { DocumentPurge } from './document-purge.js';
export type { DocumentPurgeDeps } from './document-purge.js';
export { documentCollections } from './document-records.js';
export { DocumentService } from './document-service.js';
export type { DocumentServiceDeps } from './document-service.js';
export { DocumentUpkeep } from './document-upkeep.js';
export type { DocumentUpkeepDeps } from './document-upkeep.js';
export { DocumentVersionLog } from './document-version-log.js';
export type { DocumentVersionLogDeps } from './document-version-log.js';
export { DocumentVersionService } from './document-version-service.js';
export type { DocumentVersionRef } from './document-version-service.js';
export { DocumentWarmUp } from './document-warm-up.js';
export type { DocumentWarmUpDeps } from './document-warm-up.js';
export { parseDocumentName } from './document.js';
export type { Document, DocumentKey, DocumentRef, DocumentSnapshot, DocumentVersion } from './document.js';
export { LiveDocuments } from './live-documents.js';
export type { LiveDocumentsDeps } from './live-documents.js';
export { RecentLog } from './recent-log.js';
export type { RecentLogDeps } from './recent-log.js';
export { StateLog } from './state-log.js';
export type { StateLogDeps } from './state-log.js';
