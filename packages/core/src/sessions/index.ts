export { AccessFeed } from './access-feed.js';
export { ConnectionService } from './connection-service.js';
export type { ConnectionServiceDeps, OpenConnection, PresentConnection } from './connection-service.js';
export { gitUrlProblem } from './git-url.js';
export type { MemberChange, MemberFacts } from './member-changes.js';
export * from './member-errors.js';
export { createMemberTable, members } from './member-records.js';
export type { MemberTable } from './member-records.js';
export type { MemberPlace, MemberRepository } from './member-repository.js';
export { MemberService } from './member-service.js';
export type { MemberRef, MemberServiceDeps } from './member-service.js';
export { SESSION_ROLES } from './member.js';
export type { Member, RoomMember, SessionRole } from './member.js';
export { RecordMemberRepository } from './record-member-repository.js';
export { authorize, roleIn } from './session-access.js';
export type { AccessError, SessionForUser } from './session-access.js';
export { permits, SESSION_PERMISSIONS } from './session-permissions.js';
export type { SessionAction } from './session-permissions.js';
export { outsideUsers } from './user-directory.js';
export type { UserDirectory } from './user-directory.js';
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
export type { NewSession, SessionCreation, SessionKey, SessionRepository, TenantUser } from './session-repository.js';
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
