import { conversationNotFound, messageNotFound } from '@carrel/core/conversations';
import {
  commandId,
  conversationId,
  messageId,
  ok,
  sessionId,
  terminalId,
  streamId,
  taskId,
  userId,
  type CommandId,
  type ConversationId,
  type MessageId,
  type Result,
  type SessionId,
  type TerminalId,
  type StreamId,
  type TaskId,
  type UserId,
} from '@carrel/core/kernel';
import { commandNotFound } from '@carrel/core/workspaces';
import { terminalNotFound } from '@carrel/core/terminals';
import { memberNotFound, memberUnknown, sessionNotFound } from '@carrel/core/sessions';
import { streamNotFound } from '@carrel/core/streams';
import { taskNotFound } from '@carrel/core/tasks';
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

export const sessionParam: PathParam<SessionId> = (text) => sessionId.parse(text).mapErr(sessionNotFound);
export const commandParam: PathParam<CommandId> = (text) => commandId.parse(text).mapErr(commandNotFound);
export const terminalParam: PathParam<TerminalId> = (text) => terminalId.parse(text).mapErr(terminalNotFound);
export const streamParam: PathParam<StreamId> = (text) => streamId.parse(text).mapErr(() => streamNotFound());
export const taskParam: PathParam<TaskId> = (text) => taskId.parse(text).mapErr(taskNotFound);
export const conversationParam: PathParam<ConversationId> = (text) =>
  conversationId.parse(text).mapErr(conversationNotFound);
export const messageParam: PathParam<MessageId> = (text) => messageId.parse(text).mapErr(messageNotFound);
export const userParam: PathParam<UserId> = (text) => userId.parse(text).mapErr(memberUnknown);
export const memberParam: PathParam<UserId> = (text) => userId.parse(text).mapErr(memberNotFound);
/** Any text: the service knows what is missing. */
export const textParam: PathParam<string> = (text) => ok(text);
