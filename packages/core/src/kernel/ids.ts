import { idKind, type Id } from './id.js';

/** Every kind of id, with its one parser each. The prefix is what the wire and the logs show. */
export const tenantId = idKind('ten');
export const userId = idKind('usr');
export const agentId = idKind('agt');
export const authSessionId = idKind('ath');
export const sessionId = idKind('ses');
export const workspaceId = idKind('wsp');
export const commandId = idKind('cmd');
export const terminalId = idKind('trm');
export const invitationId = idKind('inv');
export const auditId = idKind('aud');
export const backupId = idKind('bkp');
export const snapshotId = idKind('snp');
export const streamId = idKind('str');
export const conversationId = idKind('cnv');
export const messageId = idKind('msg');
export const taskId = idKind('tsk');
export const requestId = idKind('req');

export type TenantId = Id<'ten'>;
export type UserId = Id<'usr'>;
export type AgentId = Id<'agt'>;
export type AuthSessionId = Id<'ath'>;
export type SessionId = Id<'ses'>;
export type WorkspaceId = Id<'wsp'>;
export type CommandId = Id<'cmd'>;
export type TerminalId = Id<'trm'>;
export type InvitationId = Id<'inv'>;
export type AuditId = Id<'aud'>;
export type BackupId = Id<'bkp'>;
export type SnapshotId = Id<'snp'>;
export type StreamId = Id<'str'>;
export type ConversationId = Id<'cnv'>;
export type MessageId = Id<'msg'>;
export type TaskId = Id<'tsk'>;
export type RequestId = Id<'req'>;
