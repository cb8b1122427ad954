import {
  runtimeExhausted,
  runtimeFailed,
  runtimePermissionDenied,
  runtimeUnavailable,
  type RuntimeError,
} from '@carrel/core/runtime';

/** What an error of the operating system means for the runtime; its own text stays in `cause`. */
export function toRuntimeError(cause: unknown): RuntimeError {
  switch (codeOf(cause)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return runtimePermissionDenied('The directory of the local runtime may not be used.', cause);
    case 'ENOSPC':
    case 'EDQUOT':
      return runtimeExhausted('There is no room left for workspaces.', cause);
    case 'EAGAIN':
    case 'ENOMEM':
    case 'EMFILE':
    case 'ENFILE':
      return runtimeExhausted('This machine can start no more processes now.', cause);
    case 'ENOENT':
      return runtimeUnavailable('A part of the local runtime is missing; look at its directory and its agent.', cause);
    default:
      return runtimeFailed('The local runtime failed.', cause);
  }
}

export function codeOf(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}
