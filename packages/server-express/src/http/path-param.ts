import { conversationNotFound, messageNotFound } from '@carrel/core/conversations';
import {
  codePlanId,
  commandId,
  documentVersionId,
  conversationId,
  messageId,
  ok,
  sessionId,
  terminalId,
  streamId,
  taskId,
  userId,
  type CodePlanId,
  type CommandId,
  type DocumentVersionId,
  type ConversationId,
  type MessageId,
  type Result,
  type SessionId,
  type TerminalId,
  type StreamId,
  type TaskId,
  type UserId,
} from '@carrel/core/kernel';
import { codePlanNotFound } from '@carrel/core/code';
import { commandNotFound } from '@carrel/core/workspaces';
import { terminalNotFound } from '@carrel/core/terminals';
import { memberNotFound, memberUnknown, sessionNotFound } from '@carrel/core/sessions';
import { streamNotFound } from '@carrel/core/streams';
import { taskNotFound } from '@carrel/core/tasks';
import { documentNotFound, documentVersionNotFound, parseDocumentName } from '@carrel/core/documents';
import type { ApiError } from './api-error.js';

/**
 * Reads one parameter of a path.
 *
 * Its error is the one of a missing thing: an id that could never exist looks like one that does not.
 */
export type PathParam<T> = (text: string) => Result<T, ApiError>;

/** The parameters of a route's path, by name. */
export type PathParams = Readonly<Record<string, PathParam<unknown>>>;

export type PathValues<P extends PathParams> = {
  readonly [Name in keyof P]: P[Name] extends PathParam<infer T> ? T : never;
};

export const sessionParam = ((text: string) =>
  sessionId.parse(text).mapErr(sessionNotFound)) satisfies PathParam<SessionId>;
export const commandParam = ((text: string) =>
  commandId.parse(text).mapErr(commandNotFound)) satisfies PathParam<CommandId>;
export const terminalParam = ((text: string) =>
  terminalId.parse(text).mapErr(terminalNotFound)) satisfies PathParam<TerminalId>;
export const streamParam = ((text: string) =>
  streamId.parse(text).mapErr(() => streamNotFound())) satisfies PathParam<StreamId>;
export const taskParam = ((text: string) => taskId.parse(text).mapErr(taskNotFound)) satisfies PathParam<TaskId>;
export const conversationParam = ((text: string) =>
  conversationId.parse(text).mapErr(conversationNotFound)) satisfies PathParam<ConversationId>;
export const messageParam = ((text: string) =>
  messageId.parse(text).mapErr(messageNotFound)) satisfies PathParam<MessageId>;
export const userParam = ((text: string) => userId.parse(text).mapErr(memberUnknown)) satisfies PathParam<UserId>;
export const memberParam = ((text: string) => userId.parse(text).mapErr(memberNotFound)) satisfies PathParam<UserId>;
export const documentParam = ((text: string) =>
  parseDocumentName(text).mapErr(() => documentNotFound())) satisfies PathParam<string>;
export const documentVersionParam = ((text: string) =>
  documentVersionId.parse(text).mapErr(() => documentVersionNotFound())) satisfies PathParam<DocumentVersionId>;
export const codePlanParam = ((text: string) =>
  codePlanId.parse(text).mapErr(codePlanNotFound)) satisfies PathParam<CodePlanId>;
/** Any text: the service knows what is missing. */
export const textParam = ((text: string): Result<string, never> => ok(text)) satisfies PathParam<string>;
