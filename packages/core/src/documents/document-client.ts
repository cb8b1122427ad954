import type { DocumentId, TenantId, UserId } from '../kernel/index.js';

/** How far a client that polls has come with a document. */
export interface ClientSync {
  readonly tenantId: TenantId;
  readonly documentId: DocumentId;
  /** The client's own name for itself. */
  readonly clientId: string;
  readonly userId: UserId;
  /** What its user calls the device. */
  readonly device?: string;
  /** The clock of the latest answer that it was given. */
  readonly clock: number;
  /** To a minute. */
  readonly lastSeenAt: string;
}
