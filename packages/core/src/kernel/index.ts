export { systemClock, delay, toTimestamp } from './clock.js';
export type { Clock } from './clock.js';
export type { Caller, TenantRole, Tier } from './caller.js';
export { abortable, isAborted } from './abortable.js';
export { Changes } from './changes.js';
export { eachOf } from './each-of.js';
export { aborted, CarrelException, forbidden, invalidInput } from './error.js';
export { errorMaker } from './error-maker.js';
export type { Aborted, CarrelError, Forbidden, InvalidInput, Issue } from './error.js';
export { idKind } from './id.js';
export type { Id, IdKind, IdSource } from './id.js';
export { createIdSource, timeDigits } from './id-source.js';
export {
  agentId,
  auditId,
  invitationId,
  conversationId,
  messageId,
  streamId,
  taskId,
  documentId,
  documentVersionId,
  codePlanId,
  authSessionId,
  backupId,
  snapshotId,
  commandId,
  requestId,
  sessionId,
  tenantId,
  terminalId,
  userId,
  workspaceId,
} from './ids.js';
export type {
  AgentId,
  AuditId,
  InvitationId,
  ConversationId,
  MessageId,
  StreamId,
  TaskId,
  DocumentId,
  DocumentVersionId,
  CodePlanId,
  AuthSessionId,
  BackupId,
  SnapshotId,
  CommandId,
  RequestId,
  SessionId,
  TenantId,
  TerminalId,
  UserId,
  WorkspaceId,
} from './ids.js';
export { invariant } from './invariant.js';
export { ItemLog } from './item-log.js';
export { lineAnchors } from './line-anchors.js';
export type { Anchor } from './line-anchors.js';
export { LogReaders } from './log-readers.js';
export type { LogGap, LogReading, LogReadOptions, ReadableLog } from './log-readers.js';
export { OutputLog, positionAfter } from './output-log.js';
export type { OutputItem, OutputLogOptions, OutputReadOptions } from './output-log.js';
export { createCursorCodec, DEFAULT_PAGE_LIMIT, MAX_PAGE_LIMIT, pageLimit } from './paging.js';
export type { CursorCodec, Page, PageRequest } from './paging.js';
export { parseInput } from './parse-input.js';
export { administers, coversScope, hasScope } from './permission.js';
export { err, errAsync, ok, okAsync, Result, ResultAsync, safeTry } from './result.js';
export type { Err, Ok } from './result.js';
export { checkIdempotencyKey, requestFingerprint } from './repeated-request.js';
export { PulledItems } from './pulled-items.js';
export type { ItemSource } from './pulled-items.js';
export { Semaphore } from './semaphore.js';
export { SharedWork } from './shared-work.js';
export type { JoinOptions, SharedTask } from './shared-work.js';
export { SingleFlight } from './single-flight.js';
export { stoppable } from './stoppable.js';
export { Ticker } from './ticker.js';
export type { Ticking } from './ticker.js';
export { timeLimit } from './time-limit.js';
export type { TimeLimit } from './time-limit.js';
export { unwrap } from './unwrap.js';
export { useResource } from './use-resource.js';
export { hasUnseen, nameSchema } from './visible-text.js';
export { NO_TENANT } from './no-tenant.js';
