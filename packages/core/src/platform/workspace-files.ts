import { CarrelException, ResultAsync, type InvalidInput } from '../kernel/index.js';
import type { FileService, FileWatchEvent } from '../files/index.js';
import type { CallOptions, FileContent, FileEntry, ReadOptions, WatchOptions, WriteOptions } from '../runtime/index.js';
import type { StoredError } from '../storage/index.js';
import type { ReachError } from '../workspaces/index.js';
import type { WorkspaceLife } from './workspace-life.js';

type Failure = ReachError | InvalidInput | StoredError;

/** The files of one life of a workspace, by paths relative to its root. */
export class WorkspaceFiles {
  constructor(
    private readonly life: WorkspaceLife,
    private readonly service: FileService,
  ) {}

  /** The whole file as text, decoded as UTF-8. */
  readText(path: string, options: CallOptions = {}): ResultAsync<string, Failure> {
    return this.readBytes(path, options).map((bytes) => Buffer.from(bytes).toString('utf8'));
  }

  /** The whole file. */
  readBytes(path: string, options: CallOptions = {}): ResultAsync<Uint8Array, Failure> {
    return this.read(path, options).andThen(({ data }) => collect(data));
  }

  /** The file, or a part of it, as a stream. */
  read(
    path: string,
    options: Pick<ReadOptions, 'start' | 'length' | 'signal'> = {},
  ): ResultAsync<FileContent, Failure> {
    return this.service.read(this.life.caller, this.place(path), { ...options, incarnation: this.life.incarnation });
  }

  /** Replaced as a whole when ok, with its parents made. */
  write(
    path: string,
    data: string | Uint8Array | AsyncIterable<Uint8Array>,
    options: Pick<WriteOptions, 'exclusive' | 'expectTag' | 'mode' | 'signal'> = {},
  ): ResultAsync<FileEntry, Failure> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    const call = { ...options, incarnation: this.life.incarnation };
    return this.service.write(this.life.caller, { ...this.place(path), data: bytes }, call);
  }

  list(
    path = '',
    options: CallOptions & { readonly recursive?: boolean } = {},
  ): ResultAsync<readonly FileEntry[], Failure> {
    return this.service.list(this.life.caller, this.place(path), { ...options, incarnation: this.life.incarnation });
  }

  stat(path: string, options: CallOptions = {}): ResultAsync<FileEntry, Failure> {
    return this.service.stat(this.life.caller, this.place(path), this.call(options));
  }

  makeDirectory(path: string, options: CallOptions = {}): ResultAsync<void, Failure> {
    return this.service.makeDirectory(this.life.caller, this.place(path), this.call(options));
  }

  /** `file/exists` when `to` is there. */
  move(from: string, to: string, options: CallOptions = {}): ResultAsync<void, Failure> {
    return this.service.move(this.life.caller, { ...this.place(from), to }, this.call(options));
  }

  /** Gone with everything below it when ok. */
  remove(path: string, options: CallOptions = {}): ResultAsync<void, Failure> {
    return this.service.remove(this.life.caller, this.place(path), this.call(options));
  }

  /** What changes from now on, or from a retained position on; ends with `signal`. */
  watch(path: string, options: WatchOptions = {}): ResultAsync<AsyncIterable<FileWatchEvent>, Failure> {
    return this.service.watch(this.life.caller, this.place(path), { ...options, incarnation: this.life.incarnation });
  }

  private place(path: string) {
    return { sessionId: this.life.sessionId, path };
  }

  private call({ signal }: CallOptions) {
    return { incarnation: this.life.incarnation, signal };
  }
}

/** All of a stream; its own exception, which the port documents, becomes the error. */
const collect = ResultAsync.fromThrowable(
  async (data: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of data) chunks.push(chunk);
    return Buffer.concat(chunks);
  },
  (thrown): Failure => {
    if (thrown instanceof CarrelException) return thrown.error as Failure;
    throw thrown;
  },
);
