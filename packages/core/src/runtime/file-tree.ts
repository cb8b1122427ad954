import type { ResultAsync } from '../kernel/index.js';
import type { CallOptions } from './process.js';
import type { ConnectionError } from './runtime-errors.js';

export type FileType = 'file' | 'directory' | 'symlink';

export interface FileEntry {
  /** Relative to the workspace's root, with `/`, no leading one; `''` is the root itself. */
  readonly path: string;
  readonly type: FileType;
  readonly size: number;
  /** Milliseconds since the Unix epoch. */
  readonly modifiedAt: number;
  /** The permission bits, such as 0o644. */
  readonly mode: number;
  /** Changes whenever the content does; made of the file's identity, size and times. For `ETag` and `expectTag`. */
  readonly tag: string;
}

export interface ReadOptions extends CallOptions {
  /** The first byte wanted. @default 0 */
  readonly start?: number;
  /** How many bytes at most. @default to the end */
  readonly length?: number;
}

export interface WriteOptions extends CallOptions {
  /** Permission bits. @default 0o644 for a new file, unchanged for an existing one */
  readonly mode?: number;
  /**
   * When the file says that it was changed last, in milliseconds since the Unix epoch: for the copy of a file that is older. What is
   * less than a millisecond is dropped, and what was before 1970 is then.
   *
   * @default now
   */
  readonly modifiedAt?: number;
  /** The file is replaced whole at the end; readers see the old or the new content, never a part. @default false */
  readonly atomic?: boolean;
  /** Only a new file: `file/exists` otherwise. @default false */
  readonly exclusive?: boolean;
  /** Only when the file's tag is this one: `file/changed` otherwise. */
  readonly expectTag?: string;
  /** The most bytes to take: `file/too-large` past it. @default none */
  readonly maxBytes?: number;
}

export interface FileContent {
  readonly entry: FileEntry;
  /** The bytes asked for; an error of the link ends the iteration with a thrown `CarrelException`. */
  readonly data: AsyncIterable<Uint8Array>;
}

export interface WriteFile {
  readonly path: string;
  readonly data: Uint8Array;
  /** As in `WriteOptions`. */
  readonly mode?: number;
  /** As in `WriteOptions`. */
  readonly modifiedAt?: number;
}

export interface DirectoryOptions extends CallOptions {
  /** Permission bits. @default 0o755 for a new directory, unchanged for one that is there */
  readonly mode?: number;
}

/** Positions rise by one from event to event of a watch; that of `opened` is the next one's. */
export type WatchEvent =
  | {
      readonly type: 'created' | 'changed' | 'removed';
      readonly position: number;
      readonly path: string;
    }
  | { readonly type: 'moved'; readonly position: number; readonly path: string; readonly from: string }
  /** Where the watch begins: the position of its first event, to go on from also when none came. */
  | { readonly type: 'opened'; readonly position: number }
  /** The kernel dropped events: look at the tree again. */
  | { readonly type: 'overflow'; readonly position: number }
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  /** The link failed; watch again from the position after the last event. */
  | { readonly type: 'failed'; readonly error: ConnectionError };

export interface WatchOptions {
  /** @default false */
  readonly recursive?: boolean;
  /** The first position wanted; absent means from now on. */
  readonly from?: number;
  /** Whether a watch from now on begins with `opened`. One that names `from` has its position. @default false */
  readonly opened?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * The files of one workspace, beneath its root.
 *
 * Every path is relative to the root and is read by its names alone (`workspacePath`): empty and `.` components say nothing, and
 * `..` takes away the name before it. One that leads outside the root, by `..`, an absolute path or a symbolic link, also one that
 * is swapped in between, fails with `file/outside-root`; one that no file can have, such as with a name over 255 bytes, with
 * `file/invalid-path`; one whose symbolic links lead in a circle, with `file/too-many-links`. A missing one is
 * `file/not-found`, a wrong kind is `file/not-a-directory` or `file/is-a-directory`.
 *
 * A byte of a name that is not UTF-8 is U+FFFD and two hexadecimal digits in its path (`pathText`), in what is given and in what
 * is taken: what is listed can be read, moved and removed under the path it is listed with.
 *
 * What is neither file, directory nor symbolic link (a pipe, a socket, a device) is left out of lists and archives. Under its own
 * path it is `file/special`; only `remove` takes it.
 */
export interface FileConnection {
  read(path: string, options?: ReadOptions): ResultAsync<FileContent, ConnectionError>;
  /** Written when ok, parents made as needed. A failed write that is not atomic may leave a part. */
  write(
    path: string,
    data: Uint8Array | AsyncIterable<Uint8Array>,
    options?: WriteOptions,
  ): ResultAsync<FileEntry, ConnectionError>;
  /** Many small files in one exchange. Stops at the first error; what was written before stays. */
  writeMany(files: readonly WriteFile[], options?: CallOptions): ResultAsync<void, ConnectionError>;
  /**
   * The entries of a directory in the order of their names, or everything below it; symbolic links are not followed, a directory
   * below it that may not be read shows no entries, and what is too deep for a path is left out. More than `maxEntries` fail with
   * `connection/limit`.
   */
  list(
    path: string,
    options?: CallOptions & { readonly recursive?: boolean; readonly maxEntries?: number },
  ): ResultAsync<readonly FileEntry[], ConnectionError>;
  /** What the path itself is: a symbolic link at its end is not followed. */
  stat(path: string, options?: CallOptions): ResultAsync<FileEntry, ConnectionError>;
  /** Where the symbolic link at the end of the path leads, as it was made; an error for what is none. */
  readLink(path: string, options?: CallOptions): ResultAsync<string, ConnectionError>;
  /** There when ok, with its parents, also when it was there before. */
  makeDirectory(path: string, options?: DirectoryOptions): ResultAsync<void, ConnectionError>;
  /**
   * Replaces nothing: `file/exists` when `to` is there. Makes the parents of `to`. A directory is not moved into itself:
   * `file/into-itself`. An error names the one of the two paths that it is about.
   */
  move(from: string, to: string, options?: CallOptions): ResultAsync<void, ConnectionError>;
  /** Gone with everything below it when ok; `file/not-found` when it was not there. The root cannot be removed. */
  remove(path: string, options?: CallOptions): ResultAsync<void, ConnectionError>;
  /**
   * Unpacks a tar stream beneath `path`: files with their modes and times, directories with their modes, and symbolic links, which
   * may lead anywhere and are followed nowhere outside. Other entries, and paths that leave `path`, fail.
   */
  upload(path: string, tar: AsyncIterable<Uint8Array>, options?: CallOptions): ResultAsync<void, ConnectionError>;
  /**
   * A tar stream of everything below the directory `path`, with the bytes of names as they are, and modes and times. What may not be read fails before
   * the first byte; what was removed or became another kind of thing meanwhile is left out. An error midway ends the iteration
   * with a thrown `CarrelException`: an archive that ends is whole.
   */
  download(path: string, options?: CallOptions): ResultAsync<AsyncIterable<Uint8Array>, ConnectionError>;
  /**
   * What changes from now on, or from a retained position on. Ends with `signal`, and may end with `failed`, `file/not-found`, when the
   * directory itself is removed or moved away. What is moved again before it was looked at may be told as removed and created, with
   * all that is in it.
   */
  watch(path: string, options?: WatchOptions): ResultAsync<AsyncIterable<WatchEvent>, ConnectionError>;
}
