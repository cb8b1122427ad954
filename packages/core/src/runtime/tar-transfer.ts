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
import { workspacePath } from './workspace-path.js';

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

/** What the owner of a directory needs to put something into it. */
const OWNER_WRITES = 0o300;
/** The last moment that a `Date` holds (ECMAScript, Time Values); no file was changed after it. */
const MAX_TIME_MS = 8.64e15;

const TAR_END = new Uint8Array(2 * TAR_BLOCK_BYTES);

/**
 * Unpacks a tar stream beneath `path`, over the other operations of a file tree: a `FileConnection` implements `upload` with it.
 *
 * Files replace files, and come with their modes and times; directories get their modes at the end. A symbolic link may lead anywhere, since nothing follows it outside the root. An entry whose path leaves
 * `path`, by `..` or through a link, fails with `file/outside-root`; an entry that is neither file, directory nor symbolic link, and a broken stream, with `file/failed`.
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
 * What may not be read fails before the first byte. Each file is as it was when it was read; one that was removed, or turned
 * into something else, since the beginning is left out. What else goes wrong midway, also `file/changed` for a file that became
 * shorter while it was read, ends the iteration with a thrown `CarrelException`: an archive that ends is whole.
 */
export function downloadTar(
  tree: TarTree,
  path: string,
  options: CallOptions = {},
): ResultAsync<AsyncIterable<Uint8Array>, ConnectionError> {
  return workspacePath(path)
    .asyncAndThen((base) => tree.list(base, { ...options, recursive: true }).map((entries) => ({ base, entries })))
    .andThen(({ base, entries }) =>
      new ResultAsync(findUnreadable(tree, entries, options)).map(() => pack(tree, { base, entries, options })),
    );
}

class Unpacking {
  private batch: WriteFile[] = [];
  private batchBytes = 0;
  /** Directories that nothing could be put into if they had their modes already, each after its parents. */
  private readonly closed = new Map<string, number>();

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
        if (next.value === null) return await this.finish();
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
    if (header.type === 'directory') return this.makeDirectory(path, header.mode);
    if (header.type === 'symlink') return this.link(path, header.target);
    const written = await this.sink.write(path, reader.data(), { ...this.options, ...attributesOf(header) });
    return written.map(() => undefined);
  }

  private async collect(path: string, header: TarHeader, reader: TarReader): Promise<Result<void, ConnectionError>> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of reader.data()) chunks.push(chunk);
    const data = Buffer.concat(chunks);
    // The stream broke off; what `next` then says is the reason.
    if (data.length < header.size) return ok(undefined);
    this.batch.push({ path, data, ...attributesOf(header) });
    this.batchBytes += data.length;
    return this.batchBytes >= BATCH_BYTES || this.batch.length >= BATCH_FILES ? this.flush() : ok(undefined);
  }

  private makeDirectory(path: string, mode: number): ResultAsync<void, ConnectionError> {
    const open = mode | OWNER_WRITES;
    if (open === mode) this.closed.delete(path);
    else this.closed.set(path, mode);
    return this.sink.makeDirectory(path, { ...this.options, mode: open });
  }

  private async finish(): Promise<Result<void, ConnectionError>> {
    const flushed = await this.flush();
    if (flushed.isErr()) return flushed;
    for (const [path, mode] of [...this.closed].sort(deepestFirst)) {
      const made = await this.sink.makeDirectory(path, { ...this.options, mode });
      if (made.isErr()) return made;
    }
    return ok(undefined);
  }

  private async flush(): Promise<Result<void, ConnectionError>> {
    if (this.batch.length === 0) return ok(undefined);
    const files = this.batch;
    this.batch = [];
    this.batchBytes = 0;
    return this.sink.writeMany(files, this.options);
  }

  private async link(path: string, target: string): Promise<Result<void, ConnectionError>> {
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

function attributesOf({ mode, modifiedAt }: TarHeader): Pick<WriteFile, 'mode' | 'modifiedAt'> {
  return Math.abs(modifiedAt) <= MAX_TIME_MS ? { mode, modifiedAt } : { mode };
}

function deepestFirst([left]: readonly [string, number], [right]: readonly [string, number]): number {
  return right.split('/').length - left.split('/').length;
}

/** An error for the first entry that may not be read. What everybody may read, and what showed its entries, is not tried. */
async function findUnreadable(
  tree: TarTree,
  entries: readonly FileEntry[],
  options: CallOptions,
): Promise<Result<void, ConnectionError>> {
  const doubtful = entries.filter((entry, index) => isDoubtful(entry, entries[index + 1]));
  for (let at = 0; at < doubtful.length; at += PEEKS_AT_ONCE) {
    const looks = doubtful.slice(at, at + PEEKS_AT_ONCE).map((entry) => peek(tree, entry, options));
    for (const looked of await Promise.all(looks)) {
      if (looked.isErr() && !hasVanished(looked.error)) return err(looked.error);
    }
  }
  return ok(undefined);
}

const PEEKS_AT_ONCE = 16;

function isDoubtful({ path, type, mode }: FileEntry, next: FileEntry | undefined): boolean {
  if (type === 'directory') return (mode & 0o555) !== 0o555 && next?.path.startsWith(`${path}/`) !== true;
  return type === 'file' && (mode & 0o444) !== 0o444;
}

/** Opens the entry, and asks for nothing in a file. */
function peek(tree: TarTree, { path, type }: FileEntry, options: CallOptions): ResultAsync<unknown, ConnectionError> {
  return type === 'directory' ? tree.list(path, options) : tree.read(path, { ...options, length: 0 });
}

interface Packing {
  readonly base: string;
  readonly entries: readonly FileEntry[];
  readonly options: CallOptions;
}

async function* pack(tree: TarTree, { base, entries, options }: Packing): AsyncGenerator<Uint8Array, void, void> {
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

/** The value; `null` when the entry is no longer what was listed. */
function present<T>(result: Result<T, ConnectionError>): T | null {
  if (result.isOk()) return result.value;
  if (hasVanished(result.error)) return null;
  throw new CarrelException<CarrelError>(result.error);
}

/** Whether the error says that another thing, or nothing, is where an entry was listed. */
function hasVanished({ type }: ConnectionError): boolean {
  return VANISHED.some((vanished) => vanished === type);
}

/** A link to outside or in a circle, or one of its parents, stands where a file was. */
const VANISHED: readonly ConnectionError['type'][] = [
  'file/not-found',
  'file/is-a-directory',
  'file/not-a-directory',
  'file/special',
  'file/outside-root',
  'file/too-many-links',
];

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
