import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../kernel/index.js';
import type { CallOptions, ConnectionError, FileConnection } from '../runtime/index.js';
import { collectText } from './project-tree.js';

/** What an installation is to bring, as its program wrote it down. */
export interface LockFile {
  readonly text: string;
  /** Its SHA-256. */
  readonly digest: string;
}

/** One of more bytes counts as none. */
const MAX_BYTES = 16 * 1024 * 1024;

/** The first of `names` that is a file in `directory`; `null` when there is none. */
export async function readLockFile(
  files: FileConnection,
  {
    directory,
    names,
    call,
  }: { readonly directory: string; readonly names: readonly string[]; readonly call: CallOptions },
): Promise<Result<LockFile | null, ConnectionError>> {
  for (const name of names) {
    const path = directory === '' ? name : `${directory}/${name}`;
    const read = await files.read(path, { ...call, length: MAX_BYTES + 1 }).andThen(({ data }) => collectText(data));
    if (read.isErr() && !read.error.type.startsWith('file/')) return err(read.error);
    if (read.isErr()) continue;
    if (Buffer.byteLength(read.value) > MAX_BYTES) return ok(null);
    return ok({ text: read.value, digest: createHash('sha256').update(read.value).digest('hex') });
  }
  return ok(null);
}
