import { CarrelException, err, ok, type Caller, type Result } from '../kernel/index.js';
import type { FileContent } from '../runtime/index.js';
import type { BridgeFileError, BridgeFiles } from './bridge-files.js';
import type { DocumentFileReason } from './document-file.js';
import { digestOf } from './file-text.js';
import type { StoredDocumentFile } from './document-file-records.js';

/** The file that a document is bound to, as it was read. */
export interface FileSeen {
  /** Names this content; a write that expects it replaces no other. */
  readonly tag: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** Why there is nothing to go on with: something about the file, or an error that may be over later. */
export type FileTrouble =
  | { readonly type: 'reason'; readonly reason: DocumentFileReason; readonly error?: BridgeFileError }
  | { readonly type: 'failed'; readonly error: BridgeFileError }
  /** Somebody wrote to the file meanwhile. */
  | { readonly type: 'changed' };

export interface BoundFileDeps {
  readonly files: BridgeFiles;
  readonly maxBytes: number;
}

type Place = Pick<StoredDocumentFile, 'sessionId' | 'path'>;

/** One file, read and written as one caller. */
export class BoundFileAccess {
  private seen: FileSeen | null = null;

  constructor(
    private readonly deps: BoundFileDeps,
    private readonly caller: Caller,
    private readonly place: Place,
  ) {}

  /** What the file is. It is not read again while its tag is the same. */
  async read(signal?: AbortSignal): Promise<Result<FileSeen, FileTrouble>> {
    const { files, maxBytes } = this.deps;
    if (this.seen !== null) {
      const entry = await files.stat(this.caller, this.place, { signal });
      // The entry of a symbolic link says nothing of the file that it leads to.
      if (entry.isOk() && entry.value.type === 'file' && entry.value.tag === this.seen.tag) return ok(this.seen);
    }
    this.seen = null;
    const opened = await files.read(this.caller, this.place, { signal, length: maxBytes + 1 });
    if (opened.isErr()) return err(toTrouble(opened.error));
    if (opened.value.entry.size > maxBytes) {
      await discard(opened.value);
      return err(because('file-too-large'));
    }
    const bytes = await collect(opened.value);
    if (bytes.isErr()) return err(toTrouble(bytes.error));
    if (bytes.value.length > maxBytes) return err(because('file-too-large'));
    this.seen = { tag: opened.value.entry.tag, digest: digestOf(bytes.value), bytes: bytes.value };
    return ok(this.seen);
  }

  /** The file is this when ok, in place of what was seen, or as a new one for `null`. `changed` where it is another by now. */
  async write(bytes: Uint8Array, seen: FileSeen | null, signal?: AbortSignal): Promise<Result<FileSeen, FileTrouble>> {
    const { files, maxBytes } = this.deps;
    if (bytes.length > maxBytes) return err(because('file-too-large'));
    this.seen = null;
    const condition = seen === null ? { exclusive: true } : { expectTag: seen.tag };
    const written = await files.write(this.caller, { ...this.place, data: bytes }, { ...condition, signal });
    if (written.isErr()) return err(toTrouble(written.error));
    this.seen = { tag: written.value.tag, digest: digestOf(bytes), bytes };
    return ok(this.seen);
  }
}

export function because(reason: DocumentFileReason): FileTrouble {
  return { type: 'reason', reason };
}

/** Whether it is certain that nothing was written. */
export function isCertain(trouble: FileTrouble): boolean {
  return trouble.type !== 'failed';
}

const REASONS: Partial<Record<BridgeFileError['type'], DocumentFileReason>> = {
  'file/not-found': 'file-missing',
  'file/not-a-directory': 'file-missing',
  'file/too-large': 'file-too-large',
  'file/is-a-directory': 'file-unusable',
  'file/special': 'file-unusable',
  'file/invalid-path': 'file-unusable',
  'file/outside-root': 'file-unusable',
  'file/too-many-links': 'file-unusable',
  'file/permission-denied': 'file-unusable',
  'file/no-space': 'file-unusable',
  'request/invalid': 'file-unusable',
  'session/archived': 'session-archived',
  'session/not-found': 'access-lost',
  'session/forbidden': 'access-lost',
};

export function toTrouble(error: BridgeFileError): FileTrouble {
  if (error.type === 'file/changed' || error.type === 'file/exists') return { type: 'changed' };
  const reason = REASONS[error.type];
  return reason === undefined ? { type: 'failed', error } : { type: 'reason', reason, error };
}

async function collect({ data }: FileContent): Promise<Result<Uint8Array, BridgeFileError>> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of data) parts.push(part);
  } catch (thrown) {
    // The port documents that it is one of its own errors.
    if (thrown instanceof CarrelException) return err(thrown.error as BridgeFileError);
    throw thrown;
  }
  return ok(new Uint8Array(Buffer.concat(parts)));
}

/** Lets go of what is not read. */
async function discard({ data }: FileContent): Promise<void> {
  await data[Symbol.asyncIterator]().return?.();
}
