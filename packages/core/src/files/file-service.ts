import type { Caller, InvalidInput, SessionId, ResultAsync } from '../kernel/index.js';
import { err, errAsync, invalidInput, ok, type Result } from '../kernel/index.js';
import {
  pathBytes,
  type CallOptions,
  type FileContent,
  type FileEntry,
  type ReadOptions,
  type WatchEvent,
  type WatchOptions,
  type WriteOptions,
} from '../runtime/index.js';
import type {
  ActivityTracker,
  CallInWorkspace,
  ReachError,
  WorkspaceAccess,
  WorkspaceTarget,
} from '../workspaces/index.js';
import type { StoredError } from '../storage/index.js';
import type { ResolvedFileOptions } from './file-options.js';
import { isAsleep, type FileTree, type StoredAccess } from './stored-access.js';
import { keepAlive } from './watch-activity.js';
import { WatchPositions } from './watch-positions.js';

export interface FileServiceDeps {
  readonly access: WorkspaceAccess;
  readonly activity: ActivityTracker;
  readonly stored: StoredAccess;
  readonly options: ResolvedFileOptions;
  /** What `remove` asks of its caller. @default 'files.delete' */
  readonly removal?: 'files.delete' | 'files.write';
}

/** Where in a session a file is. */
export interface FilePlace {
  readonly sessionId: SessionId;
  /** Relative to the workspace's root; `''` is the root. */
  readonly path: string;
}

type Failure = ReachError | InvalidInput | StoredError;

/** As `WatchEvent`; `failed` also tells when this life of the workspace is over. */
export type FileWatchEvent =
  Exclude<WatchEvent, { readonly type: 'failed' }> | { readonly type: 'failed'; readonly error: ReachError };

/**
 * The files of a session: those of its workspace while one runs, else those that are stored. Which of the two is decided anew in
 * each call; without a storage and a workspace it is `workspace/not-running`. What is written while none runs is there in the next
 * one; while one is being stopped or started, a call waits for that. `watch`, and calls for one life, are for live ones alone. Paths are relative to its root and never lead outside: `file/outside-root`.
 * A missing one is `file/not-found`. How paths are read, what stands for names that are not UTF-8, and which entries there are,
 * is said by `FileConnection`.
 */
export class FileService {
  constructor(private readonly deps: FileServiceDeps) {}

  /** The entries of a directory by name, or everything below it. `connection/limit` past `files.maxListEntries`. */
  list(
    caller: Caller,
    place: FilePlace,
    { recursive = false, ...call }: CallInWorkspace & { readonly recursive?: boolean | undefined } = {},
  ): ResultAsync<readonly FileEntry[], Failure> {
    const { maxListEntries: maxEntries } = this.deps.options;
    return this.at(caller, place, { ...call, action: 'files.read' }, (files, path) =>
      files.list(path, { recursive, maxEntries, ...callOf(call) }),
    );
  }

  stat(caller: Caller, place: FilePlace, call: CallInWorkspace = {}): ResultAsync<FileEntry, Failure> {
    return this.at(caller, place, { ...call, action: 'files.read' }, (files, path) => files.stat(path, callOf(call)));
  }

  /** The bytes of a file, or a part of them, as a stream. `request/invalid` for a part that is none. */
  read(
    caller: Caller,
    place: FilePlace,
    { incarnation, ...options }: CallInWorkspace & Pick<ReadOptions, 'start' | 'length'> = {},
  ): ResultAsync<FileContent, Failure> {
    const { signal, ...part } = options;
    const wrong = (['start', 'length'] as const).find((field) => !isWhole(part[field]));
    if (wrong !== undefined) return errAsync(notWhole(wrong));
    const read = { ...part, ...callOf({ signal }) };
    return this.at(caller, place, { incarnation, signal, action: 'files.read' }, (files, path) =>
      files.read(path, read),
    );
  }

  /**
   * Replaced as a whole when ok, with its parents made. `file/too-large` past `files.maxFileBytes`, `request/invalid` for a mode or
   * data that is none.
   */
  write(
    caller: Caller,
    { data, ...place }: FilePlace & { readonly data: Uint8Array | AsyncIterable<Uint8Array> },
    { incarnation, signal, ...options }: CallInWorkspace & Conditions = {},
  ): ResultAsync<FileEntry, Failure> {
    const wanted = checkedWrite(options);
    if (wanted.isErr()) return errAsync(wanted.error);
    if (!isData(data))
      return errAsync(
        invalidInput([{ path: 'data', message: 'expected a text, bytes, or an async iterable of bytes' }]),
      );
    const write = {
      ...wanted.value,
      atomic: true,
      maxBytes: this.deps.options.maxFileBytes,
      ...callOf({ signal }),
    };
    return this.at(caller, place, { incarnation, signal, action: 'files.write' }, (files, path) =>
      files.write(path, data, write),
    );
  }

  makeDirectory(caller: Caller, place: FilePlace, call: CallInWorkspace = {}): ResultAsync<void, Failure> {
    return this.at(caller, place, { ...call, action: 'files.write' }, (files, path) =>
      files.makeDirectory(path, callOf(call)),
    );
  }

  /** `file/exists` when `to` is there, `file/into-itself` when it is below the directory that is moved. */
  move(
    caller: Caller,
    { to, ...place }: FilePlace & { readonly to: string },
    call: CallInWorkspace = {},
  ): ResultAsync<void, Failure> {
    const target = checkedPath(to, 'to');
    if (target.isErr()) return errAsync(target.error);
    return this.at(caller, place, { ...call, action: 'files.write' }, (files, path) =>
      files.move(path, target.value, callOf(call)),
    );
  }

  /** Gone with everything below it when ok. */
  remove(caller: Caller, place: FilePlace, call: CallInWorkspace = {}): ResultAsync<void, Failure> {
    const { removal = 'files.delete' } = this.deps;
    return this.at(caller, place, { ...call, action: removal }, (files, path) => files.remove(path, callOf(call)));
  }

  /**
   * What changes from now on, or from a retained position on; ends with `signal`. Positions rise over all lives of the session's
   * workspace: one of an earlier life gives a gap, and `request/invalid` what is none.
   */
  watch(
    caller: Caller,
    place: FilePlace,
    { from, incarnation, signal, ...options }: CallInWorkspace & Omit<WatchOptions, 'signal'> = {},
  ): ResultAsync<AsyncIterable<FileWatchEvent>, Failure> {
    const target = { caller, sessionId: place.sessionId, action: 'files.read', signal } as const;
    const path = checkedPath(place.path, 'path');
    if (path.isErr()) return errAsync(path.error);
    if (!isWhole(from)) return errAsync(notWhole('from'));
    const { access, activity } = this.deps;
    return access.reach({ ...target, incarnation }).andThen(({ connection, session, workspace }) => {
      const positions = new WatchPositions(workspace.incarnation);
      const begin = from === undefined ? options : { ...options, from: positions.inLife(from) };
      return access.follow<FileWatchEvent>(target, session, {
        open: (over) =>
          connection.files
            .watch(path.value, over === undefined ? begin : { ...begin, signal: over })
            .map((events) => positions.inSession(events, from))
            .map((events) => this.explained(events, { ...target, incarnation: workspace.incarnation }))
            .map((events) => keepAlive(events, () => activity.hold(workspace, 'file-watch'))),
        toEvent: (error) => ({ type: 'failed', error }),
      });
    });
  }

  /** Unpacks a tar stream beneath the path. */
  upload(
    caller: Caller,
    { tar, ...place }: FilePlace & { readonly tar: AsyncIterable<Uint8Array> },
    call: CallInWorkspace = {},
  ): ResultAsync<void, Failure> {
    return this.at(caller, place, { ...call, action: 'files.write' }, (files, path) =>
      files.upload(path, tar, callOf(call)),
    );
  }

  /** A tar stream of everything below the path, which is a directory. What may not be read fails before the first byte. */
  download(
    caller: Caller,
    place: FilePlace,
    call: CallInWorkspace = {},
  ): ResultAsync<AsyncIterable<Uint8Array>, Failure> {
    return this.at(caller, place, { ...call, action: 'files.read' }, (files, path) =>
      files.download(path, callOf(call)),
    );
  }

  /** A link that broke because its life of the workspace is over says that instead. */
  private async *explained(
    events: AsyncIterable<WatchEvent>,
    life: WorkspaceTarget,
  ): AsyncGenerator<FileWatchEvent, void, void> {
    for await (const event of events) {
      if (event.type !== 'failed') {
        yield event;
        continue;
      }
      const reached = await this.deps.access.reach(life);
      yield { type: 'failed', error: reached.isErr() ? reached.error : event.error };
    }
  }

  /** What changes files counts as use of the workspace; looking at them does not. */
  private at<T>(
    caller: Caller,
    { sessionId, path }: FilePlace,
    call: CallInWorkspace & Pick<WorkspaceTarget, 'action'>,
    work: (files: FileTree, path: string) => ResultAsync<T, ReachError | StoredError>,
  ): ResultAsync<T, Failure> {
    const checked = checkedPath(path, 'path');
    if (checked.isErr()) return errAsync(checked.error);
    const target = { caller, sessionId, ...call };
    const { access, activity } = this.deps;
    const live = () =>
      access.use<T, ReachError | StoredError>(target, ({ files }, workspace) =>
        call.action === 'files.read'
          ? work(files, checked.value)
          : activity.during(workspace, 'file-write', () => work(files, checked.value)),
      );
    return live().orElse((error) => {
      if (call.incarnation !== undefined || !isAsleep(error, call.action)) return errAsync(error);
      return this.deps.stored.use(target, { asleep: error, live, work: (files) => work(files, checked.value) });
    });
  }
}

function callOf({ signal }: CallInWorkspace): CallOptions {
  return signal === undefined ? {} : { signal };
}

const MAX_MODE = 0o7777;
const TAG = /^[\x21-\x7e]{1,1024}$/;
/** The tag of no file. */
const NO_TAG = 'none';

type Conditions = Pick<WriteOptions, 'exclusive' | 'expectTag' | 'mode'>;

/** The options as a box can be asked for them: what no file has as its tag is asked for as such. */
function checkedWrite({ mode, expectTag, ...rest }: Conditions): Result<Conditions, InvalidInput> {
  if (mode !== undefined && !(Number.isInteger(mode) && mode >= 0 && mode <= MAX_MODE))
    return err(invalidInput([{ path: 'mode', message: 'expected permission bits, 0 to 0o7777' }]));
  const isTag = typeof expectTag === 'string' && TAG.test(expectTag);
  const tag = expectTag === undefined || isTag ? expectTag : NO_TAG;
  return ok({ ...rest, ...(mode === undefined ? {} : { mode }), ...(tag === undefined ? {} : { expectTag: tag }) });
}

function isData(data: unknown): boolean {
  return data instanceof Uint8Array || (typeof data === 'object' && data !== null && Symbol.asyncIterator in data);
}

/** Whether it is a number of bytes or a position, or nothing. */
function isWhole(value: number | undefined): boolean {
  return value === undefined || (Number.isSafeInteger(value) && value >= 0);
}

function notWhole(path: string): InvalidInput {
  return invalidInput([{ path, message: 'expected a whole number, 0 or more' }]);
}

/** The kernel's bound on a path (PATH_MAX). */
const MAX_PATH = 4_096;

function checkedPath(path: string, field: string): Result<string, InvalidInput> {
  if (typeof path !== 'string') return err(invalidInput([{ path: field, message: 'expected a text' }]));
  if (path.includes('\0')) return err(invalidInput([{ path: field, message: 'expected no NUL character' }]));
  if (pathBytes(path).length >= MAX_PATH) {
    return err(invalidInput([{ path: field, message: `expected less than ${MAX_PATH} bytes` }]));
  }
  return ok(path);
}
