import {
  commandId,
  ok,
  sessionId,
  streamId,
  userId,
  type CommandId,
  type Result,
  type SessionId,
  type StreamId,
  type UserId,
} from '@carrel/core/kernel';
import { commandNotFound } from '@carrel/core/workspaces';
import { memberNotFound, memberUnknown, sessionNotFound } from '@carrel/core/sessions';
import { streamNotFound } from '@carrel/core/streams';
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
export const streamParam: PathParam<StreamId> = (text) => streamId.parse(text).mapErr(() => streamNotFound());
export const userParam: PathParam<UserId> = (text) => userId.parse(text).mapErr(memberUnknown);
export const memberParam: PathParam<UserId> = (text) => userId.parse(text).mapErr(memberNotFound);
/** Any text: the service knows what is missing. */
export const textParam: PathParam<string> = (text) => ok(text);
