import {
  aborted,
  CarrelException,
  err,
  isAborted,
  ok,
  type Aborted,
  type CarrelError,
  type Result,
  type ResultAsync,
} from '../kernel/index.js';
import {
  connectionLimit,
  connectionLost,
  downloadTar,
  uploadTar,
  workspacePath,
  type CallOptions,
  type DirectoryOptions,
  type ConnectionError,
  type FileConnection,
  type FileContent,
  type FileEntry,
  type FileError,
  type ReadOptions,
  type TarSink,
  type TarTree,
  type WatchEvent,
  type WatchOptions,
  type WriteFile,
  type WriteOptions,
} from '../runtime/index.js';
import type { MemoryBox } from './memory-box.js';
import { writeFile } from './memory-file-writes.js';
import type { MemoryLink } from './memory-link.js';

const CHUNK_BYTES = 65_536;

/** The files of a box, over a link to it. */
export class MemoryFileConnection implements FileConnection, TarSink, TarTree {
  constructor(
    private readonly box: MemoryBox,
    private readonly wire: MemoryLink,
  ) {}

  read(
    path: string,
    { start = 0, length = Infinity, signal }: ReadOptions = {},
  ): ResultAsync<FileContent, ConnectionError> {
    return this.at(path, 'The read', signal, (plain) =>
      this.box.files.read(plain).map(({ entry, bytes }) => ({
        entry,
        data: this.chunks(bytes.view(start, start + length), signal),
      })),
    );
  }

  write(
    path: string,
    data: Uint8Array | AsyncIterable<Uint8Array>,
    options: WriteOptions = {},
  ): ResultAsync<FileEntry, ConnectionError> {
    return this.at(path, 'The write', options.signal, (plain, signal) =>
      writeFile(this.box.files, { path: plain, data, options: { ...options, signal } }),
    );
  }

  writeMany(files: readonly WriteFile[], { signal }: CallOptions = {}): ResultAsync<void, ConnectionError> {
    return this.call('The write', signal, () => {
      for (const { path, data, ...attributes } of files) {
        const written = workspacePath(path).andThen((plain) => this.box.files.write(plain, data, attributes));
        if (written.isErr()) return err(written.error);
      }
      return ok(undefined);
    });
  }

  list(
    path: string,
    { recursive = false, maxEntries = Infinity, signal }: Parameters<FileConnection['list']>[1] = {},
  ): ResultAsync<readonly FileEntry[], ConnectionError> {
    return this.at<readonly FileEntry[], ConnectionError>(path, 'The listing', signal, (plain) =>
      this.box.files
        .list(plain, recursive)
        .andThen((entries) => (entries.length > maxEntries ? err(connectionLimit('too many entries')) : ok(entries))),
    );
  }

  stat(path: string, { signal }: CallOptions = {}): ResultAsync<FileEntry, ConnectionError> {
    return this.at(path, 'The look-up', signal, (plain) => this.box.files.stat(plain));
  }

  makeDirectory(path: string, { mode, signal }: DirectoryOptions = {}): ResultAsync<void, ConnectionError> {
    return this.at(path, 'Making a directory', signal, (plain) => this.box.files.makeDirectory(plain, mode));
  }

  move(from: string, to: string, { signal }: CallOptions = {}): ResultAsync<void, ConnectionError> {
    return this.at(from, 'The move', signal, (source) =>
      workspacePath(to).andThen((target) => this.box.files.move(source, target)),
    );
  }

  remove(path: string, { signal }: CallOptions = {}): ResultAsync<void, ConnectionError> {
    return this.at(path, 'The removal', signal, (plain) => this.box.files.remove(plain));
  }

  link(path: string, target: string, { signal }: CallOptions = {}): ResultAsync<void, ConnectionError> {
    return this.at(path, 'Making a link', signal, (plain) => this.box.files.link(plain, target));
  }

  readLink(path: string, { signal }: CallOptions = {}): ResultAsync<string, ConnectionError> {
    return this.at(path, 'Reading a link', signal, (plain) => this.box.files.readLink(plain));
  }

  upload(path: string, tar: AsyncIterable<Uint8Array>, options: CallOptions = {}): ResultAsync<void, ConnectionError> {
    return uploadTar(this, path, tar, options);
  }

  download(path: string, options: CallOptions = {}): ResultAsync<AsyncIterable<Uint8Array>, ConnectionError> {
    return downloadTar(this, path, options);
  }

  watch(
    path: string,
    { recursive = false, from, opened = false, signal }: WatchOptions = {},
  ): ResultAsync<AsyncIterable<WatchEvent>, ConnectionError> {
    return this.at(path, 'The watch', signal, (plain) =>
      this.box.files.locate(plain).map((located) => {
        const watch = this.box.watches.open(located, recursive);
        const start = from ?? watch.end;
        const follow = (over: AbortSignal) =>
          from === undefined && opened ? watch.opened(start, over) : watch.follow(start, over);
        return this.wire.follow<WatchEvent>((over) => ({ [Symbol.asyncIterator]: () => follow(over) }), {
          signal,
          isLast: () => false,
          failed: { type: 'failed', error: connectionLost() },
        });
      }),
    );
  }

  private at<T, E extends FileError | ConnectionError>(
    path: string,
    operation: string,
    signal: AbortSignal | undefined,
    work: (plain: string, over: AbortSignal) => Result<T, E | Aborted> | Promise<Result<T, E | Aborted>>,
  ): ResultAsync<T, ConnectionError> {
    return workspacePath(path).asyncAndThen((plain) => this.call(operation, signal, (over) => work(plain, over)));
  }

  private call<T, E extends FileError | ConnectionError>(
    operation: string,
    signal: AbortSignal | undefined,
    work: (over: AbortSignal) => Result<T, E | Aborted> | Promise<Result<T, E | Aborted>>,
  ): ResultAsync<T, ConnectionError> {
    return this.wire.call<T, ConnectionError>(operation, signal, work);
  }

  private async *chunks(bytes: Uint8Array, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, void, void> {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      await Promise.resolve();
      if (this.wire.broken) throw new CarrelException<CarrelError>(connectionLost());
      if (isAborted(signal)) throw new CarrelException<CarrelError>(aborted('The read'));
      yield bytes.slice(at, at + CHUNK_BYTES);
    }
  }
}
