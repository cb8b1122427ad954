import {
  connectionLimit,
  connectionProtocol,
  fileChanged,
  fileExists,
  fileFailed,
  fileIntoItself,
  fileInvalidPath,
  fileIsADirectory,
  fileNoSpace,
  fileNotADirectory,
  fileNotFound,
  fileOutsideRoot,
  filePermissionDenied,
  fileSpecial,
  fileTooLarge,
  fileTooManyLinks,
  portRefused,
  portReset,
  processExists,
  processNotFound,
  processNotStartable,
  processRunning,
  processStdinClosed,
  type ConnectionError,
} from '@carrel/core/runtime';
import { aborted } from '@carrel/core/kernel';

/** What a request was about, to put the agent's bare number in words. */
export type ErrorSubject =
  | { readonly type: 'process'; readonly id: string; readonly program?: string }
  /** Of two paths `to` is the second. */
  | { readonly type: 'file'; readonly path: string; readonly to?: string }
  | { readonly type: 'port'; readonly port: number }
  | { readonly type: 'link' };

/**
 * The error that a code of the protocol stands for. Of the agent's own message only the reason of a failed start is used, and
 * which of two paths it is about.
 */
export function toConnectionError(code: number, message: string, subject: ErrorSubject): ConnectionError {
  if (code === 5) return connectionLimit(subject.type === 'file' ? 'too many entries or watches' : 'too many at once');
  if (code === 19) return aborted('call to the workspace');
  if (subject.type === 'port' && code === 24) return portRefused(subject.port);
  if (subject.type === 'port' && code === 20) return portReset(subject.port);
  if (subject.type === 'process') return toProcessError(code, message, subject);
  if (subject.type === 'file') {
    const { path, to = path } = subject;
    return (FILE_ERRORS[code] ?? fileFailed)(message === ABOUT_THE_TARGET ? to : path);
  }
  return connectionProtocol(`it refused a request with code ${code}`);
}

const ABOUT_THE_TARGET = 'the target';

function toProcessError(
  code: number,
  message: string,
  { id, program }: Extract<ErrorSubject, { readonly type: 'process' }>,
): ConnectionError {
  if (code === 9)
    return processNotStartable(program ?? id, START_REASONS.find((known) => known === message) ?? 'it failed');
  return PROCESS_ERRORS[code]?.(id) ?? connectionProtocol(`it refused a request with code ${code}`);
}

/** The reasons that a caller may see; the agent is not trusted with more. */
const START_REASONS = ['no such program', 'no such directory', 'permission denied', 'its arguments are too long'];

const PROCESS_ERRORS: Readonly<Record<number, ((id: string) => ConnectionError) | undefined>> = {
  6: processNotFound,
  7: processExists,
  8: processRunning,
  10: processStdinClosed,
};

const FILE_ERRORS: Readonly<Record<number, ((path: string) => ConnectionError) | undefined>> = {
  6: fileNotFound,
  7: fileExists,
  11: fileNotADirectory,
  12: fileIsADirectory,
  13: fileOutsideRoot,
  14: fileChanged,
  15: fileTooLarge,
  16: filePermissionDenied,
  17: fileNoSpace,
  18: fileInvalidPath,
  21: fileTooManyLinks,
  22: fileIntoItself,
  23: fileSpecial,
};
