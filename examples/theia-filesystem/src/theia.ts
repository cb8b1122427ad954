// The shapes of `@theia/filesystem/lib/common/files`, as much of them as a provider needs, so that Theia need not be installed here.

/** `URI` of `@theia/core`, as much of it as is used. */
export interface TheiaUri<Uri> {
  readonly path: { toString(): string };
  withPath(path: string): Uri;
}

export interface Disposable {
  dispose(): void;
}

export type DisposableGroup = { push(disposable: Disposable): void } | { add(disposable: Disposable): void };

export type Event<T> = (
  listener: (event: T) => unknown,
  thisArgs?: unknown,
  disposables?: DisposableGroup,
) => Disposable;

export interface FileChange<Uri> {
  /** A `FileChangeType`: updated, added, deleted. */
  readonly type: 0 | 1 | 2;
  readonly resource: Uri;
}

export interface Stat {
  /** A `FileType`. */
  readonly type: number;
  readonly mtime: number;
  readonly ctime: number;
  readonly size: number;
}

/** The values of `FileSystemProviderErrorCode`. */
export type ErrorCode =
  | 'EntryExists'
  | 'EntryNotFound'
  | 'EntryNotADirectory'
  | 'EntryIsADirectory'
  | 'EntryTooLarge'
  | 'NoPermissions'
  | 'Unavailable'
  | 'Unknown';

/** `FileSystemProvider` with the capabilities to read and write files, and to copy files and directories. */
export interface FileSystemProvider<Uri> {
  readonly capabilities: number;
  readonly onDidChangeCapabilities: Event<void>;
  readonly onDidChangeFile: Event<readonly FileChange<Uri>[]>;
  readonly onFileWatchError: Event<void>;
  watch(resource: Uri, options: { recursive: boolean; excludes: string[] }): Disposable;
  stat(resource: Uri): Promise<Stat>;
  mkdir(resource: Uri): Promise<void>;
  readdir(resource: Uri): Promise<[string, number][]>;
  delete(resource: Uri, options: { recursive: boolean; useTrash: boolean }): Promise<void>;
  rename(from: Uri, to: Uri, options: { overwrite: boolean }): Promise<void>;
  copy(from: Uri, to: Uri, options: { overwrite: boolean }): Promise<void>;
  readFile(resource: Uri): Promise<Uint8Array>;
  writeFile(resource: Uri, content: Uint8Array, options: { overwrite: boolean; create: boolean }): Promise<void>;
}
