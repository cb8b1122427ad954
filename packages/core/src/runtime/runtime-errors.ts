import type { Aborted, CarrelError } from '../kernel/index.js';
import type { PortError } from './port-errors.js';

/** The runtime's backend cannot be reached or lacks something; the message says what. */
export type RuntimeUnavailable = CarrelError<'runtime/unavailable'>;
export type RuntimeTimedOut = CarrelError<'runtime/timed-out'>;
export type RuntimePermissionDenied = CarrelError<'runtime/permission-denied'>;
/** There is no such box. */
export type RuntimeNotFound = CarrelError<'runtime/not-found'>;
/** The box is there but does not run. */
export type RuntimeNotRunning = CarrelError<'runtime/not-running'>;
/** No box can be made now: no memory, no disk, no processes left. */
export type RuntimeExhausted = CarrelError<'runtime/exhausted'>;
export type RuntimeFailed = CarrelError<'runtime/failed'>;
/** The runtime cannot do this at all. */
export interface RuntimeUnsupported extends CarrelError<'runtime/unsupported'> {
  readonly capability: string;
}

export type RuntimeError =
  | RuntimeUnavailable
  | RuntimeTimedOut
  | RuntimePermissionDenied
  | RuntimeNotFound
  | RuntimeNotRunning
  | RuntimeExhausted
  | RuntimeFailed
  | RuntimeUnsupported
  | Aborted;

/** The link broke or was closed; what was under way may or may not have happened. */
export type ConnectionLost = CarrelError<'connection/lost'>;
/** What came over the link breaks the protocol; the link was closed. */
export type ConnectionProtocol = CarrelError<'connection/protocol'>;
/** The box refused the request because of its own limits. */
export type ConnectionLimit = CarrelError<'connection/limit'>;

export type ProcessExists = CarrelError<'process/exists'>;
export type ProcessNotFound = CarrelError<'process/not-found'>;
export type ProcessRunning = CarrelError<'process/running'>;
/** The program is not there, or may not be executed, or its directory is missing. */
export type ProcessNotStartable = CarrelError<'process/not-startable'>;
export type ProcessStdinClosed = CarrelError<'process/stdin-closed'>;

interface WithPath<Type extends string> extends CarrelError<Type> {
  readonly path: string;
}
export type FileNotFound = WithPath<'file/not-found'>;
export type FileExists = WithPath<'file/exists'>;
export type FileNotADirectory = WithPath<'file/not-a-directory'>;
export type FileIsADirectory = WithPath<'file/is-a-directory'>;
/** A directory was to be moved into itself; the path is where to. */
export type FileIntoItself = WithPath<'file/into-itself'>;
/** No file can have such a path: a name or the whole is too long, or it has a character that no name has. */
export type FileInvalidPath = WithPath<'file/invalid-path'>;
export type FileOutsideRoot = WithPath<'file/outside-root'>;
/** There is something that is neither file, directory nor symbolic link: a pipe, a socket or a device. */
export type FileSpecial = WithPath<'file/special'>;
/** The symbolic links on the way lead to each other, or are too many in a row. */
export type FileTooManyLinks = WithPath<'file/too-many-links'>;
export type FileChanged = WithPath<'file/changed'>;
export type FileTooLarge = WithPath<'file/too-large'>;
export type FilePermissionDenied = WithPath<'file/permission-denied'>;
export type FileNoSpace = WithPath<'file/no-space'>;
/** The file system of the box failed in another way. */
export type FileFailed = WithPath<'file/failed'>;

export type ProcessError = ProcessExists | ProcessNotFound | ProcessRunning | ProcessNotStartable | ProcessStdinClosed;

export type FileError =
  | FileNotFound
  | FileExists
  | FileNotADirectory
  | FileIsADirectory
  | FileIntoItself
  | FileInvalidPath
  | FileOutsideRoot
  | FileSpecial
  | FileTooManyLinks
  | FileChanged
  | FileTooLarge
  | FilePermissionDenied
  | FileNoSpace
  | FileFailed;

export type ConnectionError =
  ConnectionLost | ConnectionProtocol | ConnectionLimit | ProcessError | FileError | PortError | Aborted;

const runtimeFailure =
  <Type extends RuntimeError['type']>(type: Type, retryable: boolean) =>
  (message: string, cause?: unknown): CarrelError<Type> => ({
    type,
    message,
    retryable,
    ...(cause === undefined ? {} : { cause }),
  });

export const runtimeUnavailable = runtimeFailure('runtime/unavailable', true);
export const runtimeTimedOut = runtimeFailure('runtime/timed-out', true);
export const runtimePermissionDenied = runtimeFailure('runtime/permission-denied', false);
export const runtimeExhausted = runtimeFailure('runtime/exhausted', true);
export const runtimeFailed = runtimeFailure('runtime/failed', false);

export function runtimeNotFound(boxId: string): RuntimeNotFound {
  return { type: 'runtime/not-found', message: `There is no box ${boxId}.`, retryable: false };
}

/** A box is claimed for one tenant in its life. */
export function boxOfAnotherTenant(boxId: string): RuntimePermissionDenied {
  return runtimePermissionDenied(`The box ${boxId} is another tenant's.`);
}

export function runtimeNotRunning(boxId: string): RuntimeNotRunning {
  return { type: 'runtime/not-running', message: `The box ${boxId} does not run.`, retryable: false };
}

export function runtimeUnsupported(capability: string): RuntimeUnsupported {
  return {
    type: 'runtime/unsupported',
    message: `This runtime does not offer ${capability}.`,
    retryable: false,
    capability,
  };
}

export function connectionLost(cause?: unknown): ConnectionLost {
  return {
    type: 'connection/lost',
    message: 'The link to the workspace broke.',
    retryable: true,
    ...(cause === undefined ? {} : { cause }),
  };
}

export function connectionProtocol(detail: string): ConnectionProtocol {
  return { type: 'connection/protocol', message: `The workspace broke the protocol: ${detail}.`, retryable: false };
}

export function connectionLimit(detail: string): ConnectionLimit {
  return { type: 'connection/limit', message: `The workspace is at a limit: ${detail}.`, retryable: true };
}

const processFailure =
  <Type extends ProcessError['type']>(type: Type, says: (id: string) => string) =>
  (id: string): CarrelError<Type> => ({ type, message: says(id), retryable: false });

export const processExists = processFailure('process/exists', (id) => `There is a process ${id} already.`);
export const processNotFound = processFailure('process/not-found', (id) => `There is no process ${id}.`);
export const processRunning = processFailure('process/running', (id) => `The process ${id} still runs.`);
export const processStdinClosed = processFailure(
  'process/stdin-closed',
  (id) => `The process ${id} takes no more input.`,
);

/** @param detail what is wrong, such as `no such program`. */
export function processNotStartable(program: string, detail: string): ProcessNotStartable {
  return { type: 'process/not-startable', message: `${program} cannot be started: ${detail}.`, retryable: false };
}

const fileFailure =
  <Type extends FileError['type']>(type: Type, says: string) =>
  (path: string): WithPath<Type> => ({ type, message: `${path === '' ? '.' : path}: ${says}`, retryable: false, path });

export const fileNotFound = fileFailure('file/not-found', 'there is no such file or directory.');
export const fileExists = fileFailure('file/exists', 'is there already.');
export const fileNotADirectory = fileFailure('file/not-a-directory', 'is not a directory.');
export const fileIsADirectory = fileFailure('file/is-a-directory', 'is a directory.');
export const fileIntoItself = fileFailure('file/into-itself', 'a directory cannot be moved into itself.');
export const fileInvalidPath = fileFailure(
  'file/invalid-path',
  'no file can have this path: a name over 255 bytes, a path over 4095 bytes, or a NUL.',
);
export const fileOutsideRoot = fileFailure('file/outside-root', 'leads outside the workspace.');
export const fileSpecial = fileFailure('file/special', 'is a pipe, a socket or a device, which can only be removed.');
export const fileTooManyLinks = fileFailure('file/too-many-links', 'goes through too many symbolic links.');
export const fileChanged = fileFailure('file/changed', 'has changed since it was read; read it again.');
export const fileTooLarge = fileFailure('file/too-large', 'is larger than allowed.');
export const filePermissionDenied = fileFailure('file/permission-denied', 'may not be used this way.');
export const fileNoSpace = fileFailure('file/no-space', 'there is no room left in the workspace.');
export const fileFailed = fileFailure('file/failed', 'the file system of the workspace failed.');
