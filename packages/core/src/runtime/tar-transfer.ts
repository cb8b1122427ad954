import {
  aborted,
  CarrelException,
  err,
  isAborted,
  ok,
  ResultAsync,
  type CarrelError,
  type Result,
} from '../kernel/index.js';
import type { FileConnection, FileEntry, WriteFile } from './file-tree.js';
import type { CallOptions } from './process.js';
import { fileChanged, fileFailed, fileOutsideRoot, type ConnectionError } from './runtime-errors.js';
import { formatTarHeader, TAR_BLOCK_BYTES, tarPadding, type TarHeader } from './tar-header.js';
import { TarReader } from './tar-reader.js';

/** What unpacking a tar stream does to a file tree. */
export interface TarSink extends Pick<FileConnection, 'makeDirectory' | 'remove' | 'stat' | 'write' | 'writeMany'> {
  /** Makes the symbolic link `path`, with its parents; `file/exists` when anything is there. */
  link(path: string, target: string, options?: CallOptions): ResultAsync<void, ConnectionError>;
}

/** What packing a tar stream asks of a file tree. */
export interface TarTree extends Pick<FileConnection, 'list' | 'read'> {
  /** Where the symbolic link `path` leads, as it was made. */
  readLink(path: string, options?: CallOptions): ResultAsync<string, ConnectionError>;
}

/** Files up to this size are written many in one exchange, up to so many bytes and files. */
const SMALL_FILE_BYTES = 65_536;
const BATCH_BYTES = 1_048_576;
const BATCH_FILES = 256;

const TAR_END = new Uint8Array(2 * TAR_BLOCK_BYTES);

/**
 * Unpacks a tar stream beneath `path`, over the other operations of a file tree: a `FileConnection` implements `upload` with it.
 *
 * Files replace files. An entry whose path leaves `path`, and a link that leads outside the root, fails with
 * `file/outside-root`; an entry that is neither file, directory nor symbolic link, and a broken stream, with `file/failed`.
 * What was written before an error stays.
 */
export function uploadTar(
  sink: TarSink,
  path: string,
  tar: AsyncIterable<Uint8Array>,
  options: CallOptions = {},
): ResultAsync<void, ConnectionError> {
  return new ResultAsync(new Unpacking(sink, path, options).run(new TarReader(tar)));
}

/**
 * A tar stream of everything below `path`, over the other operations of a file tree: a `FileConnection` implements `download`
 * with it.
 *
 * Each file is as it was when it was read; one that was removed meanwhile is left out. An error midway, also
 * `file/changed` for a file that became shorter while it was read, ends the iteration with a thrown `CarrelException`.
 */
export function downloadTar(
  tree: TarTree,
  path: string,
  options: CallOptions = {},
): ResultAsync<AsyncIterable<Uint8Array>, ConnectionError> {
  return tree.list(path, { ...options, recursive: true }).map((entries) => pack(tree, { path, entries, options }));
}

class Unpacking {
  private batch: WriteFile[] = [];
  private batchBytes = 0;

  constructor(
    private readonly sink: TarSink,
    private readonly path: string,
    private readonly options: CallOptions,
  ) {}

  async run(reader: TarReader): Promise<Result<void, ConnectionError>> {
    try {
      const made = await this.sink.makeDirectory(this.path, this.options);
      if (made.isErr()) return err(made.error);
      for (;;) {
        if (isAborted(this.options.signal)) return err(aborted('The upload'));
        const next = await reader.next();
        if (next.isErr()) return err(next.error);
        if (next.value === null) return await this.flush();
        const unpacked = await this.unpack(next.value, reader);
        if (unpacked.isErr()) return err(unpacked.error);
      }
    } finally {
      await reader.close();
    }
  }

  private async unpack(header: TarHeader, reader: TarReader): Promise<Result<void, ConnectionError>> {
    const path = joinBelow(this.path, header.path);
    if (path === null) return err(fileOutsideRoot(header.path));
    if (header.type === 'other') return err(fileFailed(header.path));
    if (header.type === 'file' && header.size <= SMALL_FILE_BYTES) return this.collect(path, header, reader);
    const flushed = await this.flush();
    if (flushed.isErr()) return flushed;
    if (header.type === 'directory') return this.sink.makeDirectory(path, this.options);
    if (header.type === 'symlink') return this.link(path, header.target);
    const written = await this.sink.write(path, reader.data(), { ...this.options, mode: header.mode });
    return written.map(() => undefined);
  }

  private async collect(path: string, header: TarHeader, reader: TarReader): Promise<Result<void, ConnectionError>> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of reader.data()) chunks.push(chunk);
    const data = Buffer.concat(chunks);
    // The stream broke off; what `next` then says is the reason.
    if (data.length < header.size) return ok(undefined);
    this.batch.push({ path, data, mode: header.mode });
    this.batchBytes += data.length;
    return this.batchBytes >= BATCH_BYTES || this.batch.length >= BATCH_FILES ? this.flush() : ok(undefined);
  }

  private async flush(): Promise<Result<void, ConnectionError>> {
    if (this.batch.length === 0) return ok(undefined);
    const files = this.batch;
    this.batch = [];
    this.batchBytes = 0;
    return this.sink.writeMany(files, this.options);
  }

  private async link(path: string, target: string): Promise<Result<void, ConnectionError>> {
    if (!leadsInside(path, target)) return err(fileOutsideRoot(path));
    const { options, sink } = this;
    const linked = await sink.link(path, target, options);
    if (linked.isOk() || linked.error.type !== 'file/exists') return linked;
    // As for files, a link replaces a link; never a file or a directory.
    return sink.stat(path, options).andThen((there) => {
      if (there.type !== 'symlink') return linked;
      return sink.remove(path, options).andThen(() => sink.link(path, target, options));
    });
  }
}

interface Packing {
  readonly path: string;
  readonly entries: readonly FileEntry[];
  readonly options: CallOptions;
}

async function* pack(tree: TarTree, { path, entries, options }: Packing): AsyncGenerator<Uint8Array, void, void> {
  const base = joinBelow('', path) ?? '';
  for (const entry of entries) {
    const name = base === '' ? entry.path : entry.path.slice(base.length + 1);
    if (entry.type === 'file') {
      yield* packFile(tree, { entry, name, options });
    } else {
      const target = entry.type === 'symlink' ? present(await tree.readLink(entry.path, options)) : '';
      if (target === null) continue;
      const suffix = entry.type === 'directory' ? '/' : '';
      yield formatTarHeader({ ...entry, path: `${name}${suffix}`, size: 0, target });
    }
  }
  yield TAR_END;
}

async function* packFile(
  tree: TarTree,
  { entry, name, options }: { readonly entry: FileEntry; readonly name: string; readonly options: CallOptions },
): AsyncGenerator<Uint8Array, void, void> {
  const content = present(await tree.read(entry.path, options));
  if (content === null) return;
  const { size } = content.entry;
  yield formatTarHeader({ ...content.entry, type: 'file', path: name, target: '' });
  let left = size;
  for await (const chunk of content.data) {
    const taken = chunk.subarray(0, left);
    left -= taken.length;
    if (taken.length > 0) yield taken;
    if (left === 0) break;
  }
  if (left > 0) throw new CarrelException(fileChanged(entry.path));
  yield tarPadding(size);
}

/** The value; `null` when the entry was removed since it was listed. */
function present<T>(result: Result<T, ConnectionError>): T | null {
  if (result.isOk()) return result.value;
  if (result.error.type === 'file/not-found') return null;
  throw new CarrelException<CarrelError>(result.error);
}

/** `path` beneath `base` without `.` and `..`; `null` when it is absolute or leaves it. */
function joinBelow(base: string, path: string): string | null {
  if (path.startsWith('/') || path.includes('\0')) return null;
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..' && segments.pop() === undefined) return null;
    if (segment !== '' && segment !== '.' && segment !== '..') segments.push(segment);
  }
  return [base, ...segments].filter((part) => part !== '').join('/');
}

/** Whether a link at `path` leads to a place below the root, by the names alone. */
function leadsInside(path: string, target: string): boolean {
  if (target.startsWith('/')) return false;
  return joinBelow('', `${path}/../${target}`) !== null;
}
