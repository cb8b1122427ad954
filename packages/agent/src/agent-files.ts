import { err, errAsync, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import {
  downloadTar,
  fileOutsideRoot,
  uploadTar,
  workspacePath,
  type CallOptions,
  type DirectoryOptions,
  type ConnectionError,
  type FileConnection,
  type FileContent,
  type FileEntry,
  type ReadOptions,
  type WatchEvent,
  type WatchOptions,
  type WriteFile,
  type WriteOptions,
} from '@carrel/core/runtime';
import { call, openChannel } from './call.js';
import { INITIAL_CREDIT } from './channel.js';
import { afterOpened, collectEntries, readContent, readWatch } from './file-streams.js';
import { readEntry } from './file-payload.js';
import type { LinkPair } from './link-pair.js';
import { PayloadWriter, U64_MAX } from './payload.js';
import { RequestType } from './request-type.js';
import { DEFAULT_MODE, MAX_INLINE, writeInline, writeStream } from './file-writes.js';

/** How many entries a listing gives where its caller sets no bound. */
const DEFAULT_MAX_ENTRIES = 1_000_000;
/** What the agent may send of a file in addition to what every stream may, so that no part of a long way waits for the other end. */
const READ_AHEAD = 1_048_576;
/** How many small files are on their way at once: enough to fill the link, far less than it takes. */
const WRITES_IN_FLIGHT = 64;

/** Files of a workspace, over the links to its agent. */
export class AgentFiles implements FileConnection {
  constructor(private readonly links: LinkPair) {}

  read(path: string, { start = 0, length, signal }: ReadOptions = {}): ResultAsync<FileContent, ConnectionError> {
    return workspacePath(path).asyncAndThen((plain) => {
      const payload = new PayloadWriter()
        .path(plain)
        .u64(start)
        .u64(length ?? U64_MAX)
        .finish();
      return this.onBulk((link) =>
        openChannel(link, { type: RequestType.read, payload, request: stream(plain), signal }, readEntry),
      ).map(({ answer, channel }) => {
        if (answer.size > INITIAL_CREDIT) channel.allowAhead(READ_AHEAD);
        return { entry: answer, data: readContent(channel, signal) };
      });
    });
  }

  write(
    path: string,
    data: Uint8Array | AsyncIterable<Uint8Array>,
    options: WriteOptions = {},
  ): ResultAsync<FileEntry, ConnectionError> {
    return workspacePath(path).asyncAndThen((plain) => {
      if (data instanceof Uint8Array && data.length <= MAX_INLINE)
        return writeInline(this.links.main, { path: plain, data, options });
      return this.onBulk((link) => writeStream(link, { path: plain, data, options }));
    });
  }

  writeMany(files: readonly WriteFile[], { signal }: CallOptions = {}): ResultAsync<void, ConnectionError> {
    return new ResultAsync(this.writeAll(files, signal));
  }

  list(
    path: string,
    {
      recursive = false,
      maxEntries = DEFAULT_MAX_ENTRIES,
      signal,
    }: CallOptions & { readonly recursive?: boolean; readonly maxEntries?: number } = {},
  ): ResultAsync<readonly FileEntry[], ConnectionError> {
    return workspacePath(path).asyncAndThen((plain) => {
      const payload = new PayloadWriter()
        .path(plain)
        .u8(recursive ? 1 : 0)
        .u32(maxEntries)
        .finish();
      const what = { type: RequestType.listDirectory, payload, request: stream(plain), signal };
      return this.onBulk((link) => openChannel(link, what, () => link)).andThen(
        ({ channel, answer: link }) => new ResultAsync(collectEntries(link, channel)),
      );
    });
  }

  stat(path: string, { signal }: CallOptions = {}): ResultAsync<FileEntry, ConnectionError> {
    return workspacePath(path).asyncAndThen((plain) => {
      const payload = new PayloadWriter().path(plain).finish();
      return call(this.links.main, { type: RequestType.stat, payload, request: single(plain), signal }, readEntry);
    });
  }

  makeDirectory(path: string, options: DirectoryOptions = {}): ResultAsync<void, ConnectionError> {
    return workspacePath(path).asyncAndThen((plain) => {
      const payload = new PayloadWriter().path(plain).u32(options.mode ?? DEFAULT_MODE);
      return this.order(RequestType.makeDirectory, payload, { path: plain }, options);
    });
  }

  move(from: string, to: string, options: CallOptions = {}): ResultAsync<void, ConnectionError> {
    const paths = workspacePath(from).andThen((source) => workspacePath(to).map((target) => ({ source, target })));
    return paths.asyncAndThen(({ source, target }) => {
      if (source === '') return errAsync(fileOutsideRoot(from));
      const payload = new PayloadWriter().path(source).path(target);
      return this.order(RequestType.move, payload, { path: source, to: target }, options);
    });
  }

  remove(path: string, options: CallOptions = {}): ResultAsync<void, ConnectionError> {
    return workspacePath(path).asyncAndThen((plain) => {
      if (plain === '') return errAsync(fileOutsideRoot(path));
      return this.order(RequestType.remove, new PayloadWriter().path(plain), { path: plain }, options);
    });
  }

  upload(path: string, tar: AsyncIterable<Uint8Array>, options: CallOptions = {}): ResultAsync<void, ConnectionError> {
    return uploadTar(this, path, tar, options);
  }

  download(path: string, options: CallOptions = {}): ResultAsync<AsyncIterable<Uint8Array>, ConnectionError> {
    return downloadTar(this, path, options);
  }

  /** A symbolic link with its parents; `file/outside-root` for a target that leads outside. */
  link(path: string, target: string, options: CallOptions = {}): ResultAsync<void, ConnectionError> {
    return workspacePath(path).asyncAndThen((plain) => {
      const payload = new PayloadWriter().path(plain).path(target);
      return this.order(RequestType.link, payload, { path: plain }, options);
    });
  }

  /** Where a symbolic link leads, as it was made. */
  readLink(path: string, { signal }: CallOptions = {}): ResultAsync<string, ConnectionError> {
    return workspacePath(path).asyncAndThen((plain) => {
      const payload = new PayloadWriter().path(plain).finish();
      const what = { type: RequestType.readLink, payload, request: single(plain), signal };
      return call(this.links.main, what, (reader) => reader.path());
    });
  }

  watch(
    path: string,
    { recursive = false, from, opened = false, signal }: WatchOptions = {},
  ): ResultAsync<AsyncIterable<WatchEvent>, ConnectionError> {
    return workspacePath(path).asyncAndThen((plain) => {
      const payload = new PayloadWriter()
        .path(plain)
        .u8(recursive ? 1 : 0)
        .u64(from ?? U64_MAX)
        .finish();
      const { main } = this.links;
      const what = { type: RequestType.watch, payload, request: stream(plain), signal };
      return openChannel(main, what, (reader) => reader.u64()).map(({ answer: position, channel }) => {
        const events = readWatch(main, channel, signal);
        return from === undefined && opened ? afterOpened(position, events) : events;
      });
    });
  }

  private order(
    type: number,
    payload: PayloadWriter,
    { path, to }: { readonly path: string; readonly to?: string },
    { signal }: CallOptions,
  ): ResultAsync<void, ConnectionError> {
    const request = { kind: 'single', subject: { type: 'file', path, ...(to === undefined ? {} : { to }) } } as const;
    return call(this.links.main, { type, payload: payload.finish(), request, signal }, () => undefined);
  }

  private onBulk<T>(
    work: (link: LinkPair['main']) => ResultAsync<T, ConnectionError>,
  ): ResultAsync<T, ConnectionError> {
    return new ResultAsync(this.links.bulk().then((link) => ok(link))).andThen(work);
  }

  private async writeAll(
    files: readonly WriteFile[],
    signal: AbortSignal | undefined,
  ): Promise<Result<void, ConnectionError>> {
    const queue = files.values();
    const call = signal === undefined ? {} : { signal };
    let failure: ConnectionError | null = null;
    const worker = async () => {
      for (const { path, data, ...attributes } of queue) {
        if (failure !== null) return;
        const written = await this.write(path, data, { ...attributes, ...call });
        if (written.isErr()) failure ??= written.error;
      }
    };
    await Promise.all(Array.from({ length: Math.min(WRITES_IN_FLIGHT, files.length) }, worker));
    return failure === null ? ok(undefined) : err(failure);
  }
}

function single(path: string) {
  return { kind: 'single', subject: { type: 'file', path } } as const;
}

function stream(path: string) {
  return { kind: 'stream', subject: { type: 'file', path } } as const;
}
