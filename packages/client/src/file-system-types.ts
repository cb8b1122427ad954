// The shapes of `vscode.FileSystemProvider`, as much of them as is used, so that nothing of VS Code is needed to build this.

export interface UriLike {
  readonly path: string;
  with(change: { readonly path: string }): UriLike;
}

export interface DisposableLike {
  dispose(): unknown;
}

/** `vscode.FileType`. */
export const FileType = { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 } as const;

/** `vscode.FileChangeType`. */
export const FileChangeType = { Changed: 1, Created: 2, Deleted: 3 } as const;

export interface FileStatLike {
  /** A `FileType`. */
  readonly type: number;
  /** When it was made, in milliseconds; the server does not tell, so it is 0. */
  readonly ctime: number;
  readonly mtime: number;
  readonly size: number;
}

export interface FileChangeLike {
  /** A `FileChangeType`. */
  readonly type: 1 | 2 | 3;
  readonly uri: UriLike;
}

/** `vscode.Event`. */
export type EventLike<T> = (
  listener: (event: T) => unknown,
  thisArgs?: unknown,
  disposables?: DisposableLike[],
) => DisposableLike;

export type FileSystemErrorCode =
  'FileNotFound' | 'FileExists' | 'FileNotADirectory' | 'FileIsADirectory' | 'NoPermissions' | 'Unavailable';

/** `vscode.FileSystemError`, by whose functions errors are made where it is given. */
export type FileSystemErrorsLike = { readonly [Code in FileSystemErrorCode]: (message?: string) => Error };

/** What VS Code calls the codes when errors go from one process of it to another. */
const NAMES: { readonly [Code in FileSystemErrorCode]: string } = {
  FileNotFound: 'EntryNotFound',
  FileExists: 'EntryExists',
  FileNotADirectory: 'EntryNotADirectory',
  FileIsADirectory: 'EntryIsADirectory',
  NoPermissions: 'NoPermissions',
  Unavailable: 'Unavailable',
};

/** An error with the code and the name of those of VS Code, which knows it by them. */
export class CarrelFileSystemError extends Error {
  constructor(
    readonly code: FileSystemErrorCode,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = `${NAMES[code]} (FileSystemError)`;
  }
}
