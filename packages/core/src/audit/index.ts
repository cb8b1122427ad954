export { auditCollections } from './audit-record.js';
export type { AuditActor, AuditDetail, AuditEntry, AuditRecord } from './audit-record.js';
export { auditedBy } from './audited-by.js';
export { programName } from './program-name.js';
export type { AuditOptions } from './audit-options.js';
export type { AuditRepository } from './audit-repository.js';
export { AuditService } from './audit-service.js';
export type { AuditServiceDeps } from './audit-service.js';
export { StoredAuditRepository } from './stored-audit-repository.js';
