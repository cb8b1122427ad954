import type { Caller, Carrel } from '../../src/index.js';
import type { MessageRef } from '../../src/conversations/index.js';
import type { DocumentVersionRef } from '../../src/documents/index.js';
import type {
  CarrelError,
  CommandId,
  ResultAsync,
  SessionId,
  StreamId,
  TaskId,
  TerminalId,
} from '../../src/kernel/index.js';
import type { SessionAction, SessionRole } from '../../src/sessions/index.js';
import type { Person } from '../room-fixture.js';

/** One session with a running workspace, and somebody who calls. */
export interface Target {
  readonly carrel: Carrel;
  readonly caller: Caller;
  readonly id: SessionId;
  /** Started by the caller, where the caller ever could. */
  readonly own: CommandId;
  /** Started by somebody else. */
  readonly others: CommandId;
  readonly ownTerminal: TerminalId;
  readonly othersTerminal: TerminalId;
  /** A conversation and a message in it, by the caller, where the caller ever could. */
  readonly ownTalk: MessageRef;
  /** The same by somebody else. */
  readonly othersTalk: MessageRef;
  /** Where a row is about tasks: one by the caller, where the caller ever could, and one by somebody else. */
  readonly ownTask: TaskId | undefined;
  readonly othersTask: TaskId | undefined;
  /** A document with a version. */
  readonly paper: DocumentVersionRef;
  /** A stream that belongs to it. */
  readonly stream: StreamId;
  /** A further member of the room. */
  readonly member: Caller;
  /** A user of the tenant who is nothing in the session. */
  readonly outsider: Caller;
}

/** One call about a session, and who may make it. */
export interface PermissionRow {
  readonly action: SessionAction;
  /** The least role that may, said once more. */
  readonly least: SessionRole;
  readonly call: (target: Target) => ResultAsync<unknown, CarrelError>;
  /** What is answered to whoever may, where that is no success. */
  readonly answer?: (person: Person) => string | undefined;
  /** Whether there are tasks in the session. @default false */
  readonly needsTasks?: boolean;
  /** What is answered to whoever may not know of the session. @default 'session/not-found' */
  readonly missing?: string;
  /** What is answered for an id that is none. @default what is missing */
  readonly malformed?: string;
}

/** By the method of the service, and what is special about the call. */
export type PermissionRows = Readonly<Record<string, PermissionRow>>;

export const PLAIN_TASK = { prompt: 'Go.', setup: { install: 'none' } } as const;
