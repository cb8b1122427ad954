import { CarrelFileSystemError, type ClientError, type FileSystemErrorCode } from '@carrel/client';
import type { ErrorCode } from './theia.js';

const CODES: Readonly<Record<FileSystemErrorCode, ErrorCode>> = {
  FileNotFound: 'EntryNotFound',
  FileExists: 'EntryExists',
  FileNotADirectory: 'EntryNotADirectory',
  FileIsADirectory: 'EntryIsADirectory',
  NoPermissions: 'NoPermissions',
  Unavailable: 'Unavailable',
};

const TOO_LARGE: ReadonlySet<string> = new Set(['file/too-large', 'request/too-large', 'storage/too-large']);

/** An error that Theia knows by its name: `toFileSystemProviderErrorCode` reads the code there. */
export class ProviderError extends Error {
  constructor(
    readonly code: ErrorCode,
    { message, cause }: { readonly message: string; readonly cause?: unknown },
  ) {
    super(message, { cause });
    this.name = `${code} (FileSystemError)`;
  }
}

export function toProviderError(error: unknown): ProviderError {
  if (!(error instanceof CarrelFileSystemError))
    return new ProviderError('Unknown', { message: String(error), cause: error });
  const { type } = (error.cause ?? {}) as Partial<ClientError>;
  const code = TOO_LARGE.has(type ?? '') ? 'EntryTooLarge' : CODES[error.code];
  return new ProviderError(code, { message: error.message, cause: error.cause });
}
