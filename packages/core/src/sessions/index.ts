export { gitUrlProblem } from './git-url.js';
export { canUse } from './session-access.js';
export { asOf } from './session-changes.js';
export type { SessionEnvironment } from './session-environment.js';
export * from './session-errors.js';
export { defaultSessionLimits } from './session-input.js';
export type { SessionLimits } from './session-input.js';
export {
  createSessionTable,
  idempotencyKeys,
  sessionCollections,
  toSession,
  toStoredSession,
} from './session-records.js';
export type { SessionTable, StoredSession } from './session-records.js';
export { RecordSessionRepository } from './record-session-repository.js';
export type { NewSession, SessionCreation, SessionRepository } from './session-repository.js';
export { SessionService } from './session-service.js';
export type { SessionServiceDeps } from './session-service.js';
export type {
  CreateSession,
  DesiredState,
  RelatedSession,
  RelationReason,
  Session,
  SessionFilter,
  SessionKind,
  SessionSource,
  SessionStatus,
  SessionStorage,
  UpdateSession,
} from './session.js';
