import { aborted, err, isAborted, ok, type Aborted, type Result } from '../kernel/index.js';
import { fileTooLarge, type FileEntry, type FileError, type WriteOptions } from '../runtime/index.js';
import type { MemoryFiles } from './memory-files.js';

type Written = Result<FileEntry, FileError | Aborted>;

/** A file to write. A source that throws fails the write with `request/aborted`: whoever wrote gave up. */
export interface MemoryWrite {
  readonly path: string;
  readonly data: Uint8Array | AsyncIterable<Uint8Array>;
  readonly options: WriteOptions;
}

export async function writeFile(files: MemoryFiles, { path, data, options }: MemoryWrite): Promise<Written> {
  if (data instanceof Uint8Array) return writeWhole(files, { path, data, options });
  try {
    const source = options.atomic === true ? collect : stream;
    return await source(files, { path, data, options });
  } catch (cause) {
    return err({ ...aborted('The write'), cause });
  }
}

function writeWhole(files: MemoryFiles, { path, data, options }: MemoryWrite & { readonly data: Uint8Array }): Written {
  const { maxBytes = Infinity } = options;
  return files
    .check(path, options)
    .andThen(() => (data.length > maxBytes ? err(fileTooLarge(path)) : files.write(path, data, options)));
}

async function collect(files: MemoryFiles, write: MemoryWrite & { data: AsyncIterable<Uint8Array> }): Promise<Written> {
  const { path, options } = write;
  const allowed = files.check(path, options);
  if (allowed.isErr()) return err(allowed.error);
  const chunks: Uint8Array[] = [];
  const taken = await takeEach(write, (chunk) => {
    chunks.push(chunk);
    return ok(undefined);
  });
  return taken.isErr() ? err(taken.error) : files.write(path, Buffer.concat(chunks), options);
}

async function stream(files: MemoryFiles, write: MemoryWrite & { data: AsyncIterable<Uint8Array> }): Promise<Written> {
  const opened = files.open(write.path, write.options);
  if (opened.isErr()) return err(opened.error);
  const taken = await takeEach(write, (chunk) => opened.value.append(chunk));
  return taken.map(() => opened.value.entry);
}

async function takeEach(
  { path, data, options: { maxBytes = Infinity, signal } }: MemoryWrite & { data: AsyncIterable<Uint8Array> },
  take: (chunk: Uint8Array) => Result<void, FileError>,
): Promise<Result<void, FileError | Aborted>> {
  let size = 0;
  for await (const chunk of data) {
    if (isAborted(signal)) return err(aborted('The write'));
    size += chunk.length;
    if (size > maxBytes) return err(fileTooLarge(path));
    const taken = take(chunk);
    if (taken.isErr()) return err(taken.error);
  }
  return ok(undefined);
}
