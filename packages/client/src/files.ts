import type { CallOptions } from './client-options.js';
import { followEvents, type FollowFailed, type FollowOptions, type Meaning } from './follow-events.js';
import { decodeText, path, type Answer, type Http, type QueryValue } from './http.js';
import { err, ok, type Outcome, type Result } from './result.js';
import { protocolFault, type ClientError } from './errors.js';
import { chunksOf } from './read-bytes.js';
import { toBytes } from './to-bytes.js';
import type { FileEntry, Page, PageRequest } from './types.js';

/** What changes in a tree. */
export type FileWatchEvent =
  | { readonly type: 'created' | 'changed' | 'removed'; readonly path: string }
  | { readonly type: 'moved'; readonly path: string; readonly from: string }
  /** Changes were missed: look at the tree anew. */
  | { readonly type: 'overflow' }
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  | FollowFailed;

export interface WriteOptions extends CallOptions {
  /** Only where nothing is; else `request/precondition-failed`. @default false */
  readonly exclusive?: boolean | undefined;
  /** Only a file with this entity tag, or with `*` only one that is there; else `request/precondition-failed`. */
  readonly ifMatch?: string | undefined;
}

/** A file with its entity tag, by which a write can be made to depend on it. */
export interface FileContent {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly tag: string | null;
}

/** The files of a session, by paths relative to its root: those of its workspace, or the stored ones where none runs. */
export class FilesClient {
  private readonly path: string;

  constructor(
    private readonly http: Http,
    readonly sessionId: string,
  ) {
    this.path = path`/sessions/${sessionId}/files`;
  }

  /** The whole file as text, decoded as UTF-8. */
  readText(file: string, call: CallOptions = {}): Outcome<string> {
    return this.read(file, call).map(({ bytes }) => decodeText(bytes));
  }

  /** The whole file. `client/protocol` past `maxAnswerBytes`. */
  readBytes(file: string, call: CallOptions = {}): Outcome<Uint8Array<ArrayBuffer>> {
    return this.read(file, call).map(({ bytes }) => bytes);
  }

  /** The whole file with its entity tag, or `length` bytes from `start` on. */
  read(file: string, { start, length, ...call }: ReadOptions = {}): Outcome<FileContent> {
    const range = start === undefined && length === undefined ? undefined : rangeOf(start ?? 0, length);
    return this.http
      .answer({ ...this.get('/content', { path: file }), headers: { Range: range }, isWork: true }, call)
      .map(({ bytes, headers }: Answer) => ({ bytes, tag: headers.get('ETag') }));
  }

  /** The file as it is read, however large. Rejects when it breaks off. To be read to its end or left by `return`. */
  readStream(file: string, call: CallOptions = {}): Outcome<AsyncGenerator<Uint8Array, void, void>> {
    return this.http
      .open({ ...this.get('/content', { path: file }), isWork: true }, call)
      .map(({ response, close }) => closing(chunksOf(response), close));
  }

  /** Replaced as a whole when ok, with its directories made. */
  write(
    file: string,
    data: Uint8Array | string | Blob,
    { exclusive, ifMatch, ...call }: WriteOptions = {},
  ): Outcome<FileEntry> {
    const condition =
      exclusive === true ? { 'If-None-Match': '*' } : ifMatch === undefined ? {} : { 'If-Match': ifMatch };
    const isPlain = Object.keys(condition).length === 0;
    return this.http.json(
      {
        ...{ method: 'PUT', path: `${this.path}/content`, query: { path: file }, isWork: true },
        headers: { 'Content-Type': 'application/octet-stream', ...condition },
        bytes: data instanceof Blob ? data : toBytes(data),
        // The second of two that depend on what there is would be refused for what the first did.
        idempotent: isPlain,
      },
      call,
    );
  }

  /** One page of the entries of a directory by name, or of everything below it. */
  list(directory = '', { recursive, limit, cursor, ...call }: ListOptions = {}): Outcome<Page<FileEntry>> {
    return this.http.json({ ...this.get('', { path: directory, recursive, limit, cursor }), isWork: true }, call);
  }

  stat(file: string, call: CallOptions = {}): Outcome<FileEntry> {
    return this.http.json(this.get('/stat', { path: file }), call);
  }

  makeDirectory(directory: string, call: CallOptions = {}): Outcome<FileEntry> {
    // Where it is there, nothing is done.
    const spec = {
      method: 'POST',
      path: `${this.path}/directories`,
      json: { path: directory },
      idempotent: true,
    } as const;
    return this.http.json(spec, call);
  }

  /** `file/exists` when `to` is there. It is sent once. */
  move(from: string, to: string, call: CallOptions = {}): Outcome<FileEntry> {
    return this.http.json({ method: 'POST', path: `${this.path}/move`, json: { from, to } }, call);
  }

  /** Gone with everything below it when ok. */
  remove(file: string, call: CallOptions = {}): Outcome<void> {
    return this.http.done({ method: 'DELETE', path: this.path, query: { path: file } }, call);
  }

  /** Everything below a directory as a tar stream. */
  download(directory = '', call: CallOptions = {}): Outcome<Uint8Array<ArrayBuffer>> {
    return this.http
      .answer({ ...this.get('/archive', { path: directory }), isWork: true }, call)
      .andThen(({ bytes }): Result<Uint8Array<ArrayBuffer>, ClientError> =>
        // Without its end the stream was cut, and the answer has no length that says so.
        isWholeTar(bytes) ? ok(bytes) : err(protocolFault('The archive breaks off.')),
      );
  }

  /** Unpacks a tar stream beneath a directory. */
  upload(directory: string, tar: Uint8Array | Blob, call: CallOptions = {}): Outcome<void> {
    const bytes = tar instanceof Blob ? tar : toBytes(tar);
    const headers = { 'Content-Type': 'application/x-tar' };
    const spec = { method: 'PUT', path: `${this.path}/archive`, query: { path: directory }, isWork: true } as const;
    return this.http.done({ ...spec, headers, bytes }, call);
  }

  /**
   * What changes below a path from now on, or from a retained position on, across reconnects. `overflow` and `gap` say that
   * changes are missing: look at the tree anew.
   */
  watch(
    directory = '',
    { recursive, from, signal }: FollowOptions & { readonly recursive?: boolean; readonly from?: number } = {},
  ): AsyncGenerator<FileWatchEvent, void, void> {
    const query = { path: directory, recursive, from };
    const followed = { path: `${this.path}/watch`, query, meaning: watchMeaning, missed: MISSED };
    return followEvents<FileWatchEvent>(this.http, followed, { signal });
  }

  private get(below: string, query: Readonly<Record<string, QueryValue>>) {
    return { method: 'GET', path: this.path + below, query } as const;
  }
}

export interface ReadOptions extends CallOptions {
  /** The first byte. @default 0 */
  readonly start?: number | undefined;
  /** How many bytes, or as many as there are. @default all that follow */
  readonly length?: number | undefined;
}

export interface ListOptions extends CallOptions, PageRequest {
  /** @default false */
  readonly recursive?: boolean | undefined;
}

const MISSED: FileWatchEvent = { type: 'overflow' };

function watchMeaning(event: string, data: never): Meaning<FileWatchEvent> {
  switch (event) {
    case 'created':
    case 'changed':
    case 'removed':
    case 'moved':
    case 'overflow':
    case 'gap':
      return { kind: 'item', item: { type: event, ...(data as object) } as FileWatchEvent };
    default:
      return { kind: 'none' };
  }
}

function rangeOf(start: number, length: number | undefined): string {
  return `bytes=${String(start)}-${length === undefined ? '' : String(start + length - 1)}`;
}

/** A tar stream ends in two blocks of zeros. */
function isWholeTar(bytes: Uint8Array): boolean {
  return bytes.byteLength >= 1_024 && bytes.subarray(-1_024).every((byte) => byte === 0);
}

async function* closing<T>(items: AsyncGenerator<T, void, void>, close: () => void): AsyncGenerator<T, void, void> {
  try {
    yield* items;
  } finally {
    close();
  }
}
