import { CarrelException, err, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import {
  fileFailed,
  fileOutsideRoot,
  type CallOptions,
  type ConnectionError,
  type FileConnection,
  type FileEntry,
} from '@carrel/core/runtime';
import { extract, pack, type Header } from 'tar-stream';

export interface TarTarget {
  readonly files: FileConnection;
  /** Makes a symbolic link. */
  link(path: string, target: string): ResultAsync<void, ConnectionError>;
}

export interface TarUpload {
  /** The directory that the entries go beneath. */
  readonly path: string;
  readonly tar: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal | undefined;
}

/** Unpacks a tar stream, entry by entry as it comes: files, directories and symbolic links, and nothing else. */
export function uploadTar(target: TarTarget, upload: TarUpload): ResultAsync<void, ConnectionError> {
  return new ResultAsync(unpack(target, upload));
}

/**
 * A tar stream of everything below `path`.
 *
 * Files that change their size meanwhile end the stream with a thrown `CarrelException`, as other failures do.
 */
export function downloadTar(
  files: FileConnection,
  path: string,
  options: CallOptions,
): ResultAsync<AsyncIterable<Uint8Array>, ConnectionError> {
  return files
    .list(path, { ...options, recursive: true })
    .map((entries) => packEntries(files, { path, entries, signal: options.signal }));
}

async function unpack(target: TarTarget, { path, tar, signal }: TarUpload): Promise<Result<void, ConnectionError>> {
  const extractor = extract();
  const fed = feed(tar, extractor);
  try {
    for await (const entry of extractor) {
      const unpacked = await unpackEntry(target, join(path, entry.header.name), {
        header: entry.header,
        body: bytesOf(entry),
        signal,
      });
      if (unpacked.isErr()) return err(unpacked.error);
    }
    const failure = await fed;
    return failure === null ? ok(undefined) : err(fileFailed(path));
  } catch {
    // The bytes are no tar archive, or their source failed.
    return err(fileFailed(path));
  } finally {
    extractor.destroy();
  }
}

async function feed(tar: AsyncIterable<Uint8Array>, extractor: ReturnType<typeof extract>): Promise<unknown> {
  try {
    for await (const chunk of tar) {
      if (extractor.destroyed) return null;
      if (!extractor.write(chunk)) await drained(extractor);
    }
    extractor.end(undefined);
    return null;
  } catch (error) {
    extractor.destroy(error instanceof Error ? error : new Error('The source of an archive failed.'));
    return error;
  }
}

interface Sink {
  once(event: 'drain' | 'close', listener: () => void): unknown;
}

function drained(sink: Sink): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      resolve();
    };
    sink.once('drain', go);
    sink.once('close', go);
  });
}

async function* bytesOf(source: AsyncIterable<unknown>): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of source) if (chunk instanceof Uint8Array) yield chunk;
}

interface TarEntry {
  readonly header: Header;
  readonly body: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal | undefined;
}

async function unpackEntry(
  { files, link }: TarTarget,
  path: string,
  { header, body, signal }: TarEntry,
): Promise<Result<void, ConnectionError>> {
  const call = signal === undefined ? {} : { signal };
  const { type, mode, linkname } = header;
  if (type === 'file' || type === 'contiguous-file') {
    return (await files.write(path, body, { ...call, mode: mode & 0o777 })).map(() => undefined);
  }
  for await (const _rest of body);
  if (type === 'directory') return path === '' ? ok(undefined) : files.makeDirectory(path, call);
  if (type === 'symlink') return link(path, linkname);
  return err(fileOutsideRoot(path));
}

type EntryHeader = Pick<Header, 'name' | 'mode' | 'mtime'>;

interface Packing {
  readonly path: string;
  readonly entries: readonly FileEntry[];
  readonly signal: AbortSignal | undefined;
}

async function* packEntries(files: FileConnection, packing: Packing): AsyncGenerator<Uint8Array, void, void> {
  const packer = pack();
  const packed = packAll(files, packing, packer);
  packed.catch((error: unknown) => {
    packer.destroy(error instanceof Error ? error : new Error('An archive could not be made.'));
  });
  try {
    yield* bytesOf(packer);
    await packed;
  } finally {
    packer.destroy();
  }
}

async function packAll(
  files: FileConnection,
  { path, entries, signal }: Packing,
  packer: ReturnType<typeof pack>,
): Promise<void> {
  for (const entry of entries) {
    const name = path === '' ? entry.path : entry.path.slice(path.length + 1);
    const header = { name, mode: entry.mode, mtime: new Date(entry.modifiedAt) };
    if (entry.type === 'directory') packer.entry({ ...header, type: 'directory' });
    else if (entry.type === 'file') await packFile(files, { entry, header, signal }, packer);
  }
  packer.finalize();
}

async function packFile(
  files: FileConnection,
  file: { readonly entry: FileEntry; readonly header: EntryHeader; readonly signal: AbortSignal | undefined },
  packer: ReturnType<typeof pack>,
): Promise<void> {
  const { entry, header, signal } = file;
  const content = await files.read(entry.path, signal === undefined ? {} : { signal });
  if (content.isErr()) throw new CarrelException(content.error);
  const { size } = content.value.entry;
  const sink = packer.entry({ ...header, type: 'file', size });
  let left = size;
  for await (const chunk of content.value.data) {
    const piece = chunk.subarray(0, left);
    left -= piece.length;
    if (!sink.write(piece)) await drained(sink);
    if (left === 0) break;
  }
  if (left > 0) throw new CarrelException(fileFailed(entry.path));
  sink.end(undefined);
}

function join(base: string, name: string): string {
  const relative = name.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
  if (base === '' || relative === '') return base === '' ? relative : base;
  return `${base}/${relative}`;
}
