import type { ClientError } from './errors.js';
import { CarrelFileSystemError, type FileSystemErrorCode, type FileSystemErrorsLike } from './file-system-types.js';

/** The code that tells VS Code what went wrong; `Unavailable` for what has none of its own. */
export function codeOf(error: ClientError): FileSystemErrorCode {
  switch (error.type) {
    case 'file/not-found':
    case 'session/not-found':
      return 'FileNotFound';
    case 'file/exists':
      return 'FileExists';
    case 'file/not-a-directory':
      return 'FileNotADirectory';
    case 'file/is-a-directory':
      return 'FileIsADirectory';
    case 'file/permission-denied':
    case 'file/outside-root':
    case 'file/invalid-path':
    case 'file/too-many-links':
    case 'file/into-itself':
    case 'file/special':
      return 'NoPermissions';
    default:
      return error.status === 401 || error.status === 403 ? 'NoPermissions' : 'Unavailable';
  }
}

export function fileSystemError(
  code: FileSystemErrorCode,
  message: string,
  { errors, cause }: { readonly errors?: FileSystemErrorsLike | undefined; readonly cause?: unknown },
): Error {
  return errors === undefined ? new CarrelFileSystemError(code, message, cause) : errors[code](message);
}
