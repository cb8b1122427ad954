import { createHash } from 'node:crypto';
import { CarrelException, err, ok, okAsync, ResultAsync, type Result } from '../kernel/index.js';
import type { CallOptions, ConnectionError, FileConnection, FileEntry, RuntimeError } from '../runtime/index.js';
import {
  contentDigest,
  type ContentDigest,
  type ManifestFile,
  type SmallContent,
  type StorageKey,
  type StoredContents,
  type StoredError,
} from '../storage/index.js';

export interface TreeReaderDeps {
  readonly files: FileConnection;
  readonly contents: StoredContents;
  readonly key: StorageKey;
  readonly call: CallOptions;
  /** Looks at what each file holds before it is stored; one that does not pass is skipped. @default every file passes */
  readonly check?: (path: string) => ContentCheck;
}

/** Whether one content may be stored, told by all of its bytes in their order. */
export interface ContentCheck {
  update(chunk: Uint8Array): void;
  passes(): boolean;
}

/** A file that was stored as it is, or why it was not: it kept changing, may not be read, or is not there any more. */
export type ReadFile =
  { readonly outcome: 'stored'; readonly file: ManifestFile } | { readonly outcome: 'skipped' | 'gone' };

export type SaveError = ConnectionError | RuntimeError | StoredError;

/** Files up to this size are read whole and stored many at once. */
const SMALL_BYTES = 256 * 1024;
/** How many small files are read at once, and how many bytes are held before they are stored. */
const READS_AT_ONCE = 16;
const BATCH_BYTES = 4 * 1024 * 1024;
const BATCH_FILES = 256;
/** How often a file that changes while it is read is read again. */
const ATTEMPTS = 3;

const GONE: readonly ConnectionError['type'][] = ['file/not-found', 'file/not-a-directory', 'file/is-a-directory'];
const SKIPPED: readonly ConnectionError['type'][] = [
  'file/permission-denied',
  'file/special',
  'file/outside-root',
  'file/too-many-links',
  'file/invalid-path',
  'file/failed',
];

interface Whole {
  readonly entry: FileEntry;
  readonly data: Uint8Array;
}

/**
 * Reads files of a live workspace and stores their contents. A file is stored as it was at one instant, or not at all: one that
 * changes while it is read is read again, a few times.
 *
 * A large file is read twice, once for its digest and once to store it: nothing of it is kept on the machine of the control plane
 * in between, and the second time is spared when the tenant has the content already.
 */
export class TreeReader {
  constructor(private readonly deps: TreeReaderDeps) {}

  /** In the order of `entries`. */
  async store(entries: readonly FileEntry[]): Promise<Result<readonly ReadFile[], SaveError>> {
    const read = new Map<string, ReadFile>();
    const small = entries.filter(({ size }) => size <= SMALL_BYTES);
    const stored = await this.storeSmall(small, read);
    if (stored.isErr()) return err(stored.error);
    for (const entry of entries.filter(({ size }) => size > SMALL_BYTES)) {
      const large = await this.storeLarge(entry);
      if (large.isErr()) return err(large.error);
      read.set(entry.path, large.value);
    }
    return ok(entries.map(({ path }) => read.get(path) ?? { outcome: 'skipped' }));
  }

  private async storeSmall(
    entries: readonly FileEntry[],
    read: Map<string, ReadFile>,
  ): Promise<Result<void, SaveError>> {
    let batch: SmallContent[] = [];
    let bytes = 0;
    // The next ones are read while these are stored.
    let storing: ResultAsync<void, SaveError> = okAsync(undefined);
    for (let at = 0; at < entries.length; at += READS_AT_ONCE) {
      const some = entries.slice(at, at + READS_AT_ONCE);
      const wholes = await Promise.all(some.map((entry) => this.readWhole(entry)));
      for (const [index, whole] of wholes.entries()) {
        const path = some[index]?.path ?? '';
        if (whole.isErr()) return storing.andThen(() => err(whole.error));
        if (typeof whole.value === 'string') read.set(path, { outcome: whole.value });
        else {
          const { data, entry } = whole.value;
          const digest = contentDigest(data);
          batch.push({ digest, data });
          bytes += data.length;
          read.set(path, { outcome: 'stored', file: toFile(entry, path, digest) });
        }
      }
      const isFull = bytes >= BATCH_BYTES || batch.length >= BATCH_FILES || at + READS_AT_ONCE >= entries.length;
      if (!isFull || batch.length === 0) continue;
      const stored = await storing;
      if (stored.isErr()) return err(stored.error);
      storing = this.deps.contents.putMany(this.deps.key, batch, this.deps.call);
      [batch, bytes] = [[], 0];
    }
    return storing;
  }

  private async readWhole({ path }: FileEntry): Promise<Result<Whole | 'skipped' | 'gone', SaveError>> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const chunks: Uint8Array[] = [];
      const seen = await this.readOnce(path, (chunk) => {
        chunks.push(chunk);
      });
      if (seen.isErr()) return failedRead(seen.error);
      if (seen.value === null) continue;
      const check = this.deps.check?.(path);
      for (const chunk of chunks) check?.update(chunk);
      return check?.passes() === false ? ok('skipped') : ok({ entry: seen.value, data: Buffer.concat(chunks) });
    }
    return ok('skipped');
  }

  private async storeLarge({ path }: FileEntry): Promise<Result<ReadFile, SaveError>> {
    const { call, contents, files, key } = this.deps;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const hash = createHash('sha256');
      const check = this.deps.check?.(path);
      const seen = await this.readOnce(path, (chunk) => {
        hash.update(chunk);
        check?.update(chunk);
      });
      if (seen.isErr()) return failedRead(seen.error).map((outcome) => ({ outcome }));
      if (seen.value === null) continue;
      if (check?.passes() === false) return ok({ outcome: 'skipped' });
      const entry = seen.value;
      const digest = hash.digest('hex') as ContentDigest;
      const data = () => again(files, entry, call);
      const stored = await contents.put(key, { digest, bytes: entry.size, data }, call);
      if (stored.isOk()) return ok({ outcome: 'stored', file: toFile(entry, path, digest) });
      // Another content by then.
      if (stored.error.type === 'storage/content-corrupt') continue;
      return failedRead(stored.error).map((outcome) => ({ outcome }));
    }
    return ok({ outcome: 'skipped' });
  }

  /** The file as it was from the first byte to the last; `null` when it changed in between. */
  private readOnce(path: string, take: (chunk: Uint8Array) => void): ResultAsync<FileEntry | null, ConnectionError> {
    const { call, files } = this.deps;
    return files.read(path, call).andThen(({ entry, data }) =>
      drain(data, take).andThen((bytes) =>
        files.stat(path, call).map((after) => {
          const same = after.type === 'file' && after.tag === entry.tag && bytes === entry.size;
          return same ? { ...entry, path } : null;
        }),
      ),
    );
  }
}

function toFile({ size, mode, modifiedAt, tag }: FileEntry, path: string, digest: ContentDigest): ManifestFile {
  return { path, type: 'file', size, mode, modifiedAt, tag, digest };
}

function failedRead(error: SaveError): Result<'skipped' | 'gone', SaveError> {
  if (GONE.some((type) => type === error.type)) return ok('gone');
  return SKIPPED.some((type) => type === error.type) ? ok('skipped') : err(error);
}

/** The bytes once more; what cannot be read ends them early, which the storage refuses. */
async function* again(
  files: FileConnection,
  { path }: FileEntry,
  call: CallOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const read = await files.read(path, call);
  if (read.isErr()) return;
  yield* read.value.data;
}

/** How many bytes there were; the stream's own exception, which the port documents, becomes the error. */
const drain = ResultAsync.fromThrowable(
  async (data: AsyncIterable<Uint8Array>, take: (chunk: Uint8Array) => void): Promise<number> => {
    let bytes = 0;
    for await (const chunk of data) {
      bytes += chunk.length;
      take(chunk);
    }
    return bytes;
  },
  (thrown): ConnectionError => {
    if (thrown instanceof CarrelException) return thrown.error as ConnectionError;
    throw thrown;
  },
);
