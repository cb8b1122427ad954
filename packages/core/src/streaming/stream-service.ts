import {
  err,
  errAsync,
  invalidInput,
  ok,
  okAsync,
  ResultAsync,
  streamId,
  toTimestamp,
  type Caller,
  type Clock,
  type IdSource,
  type Result,
  type StreamId,
} from '../kernel/index.js';
import type { AccessError } from '../sessions/index.js';
import type { StreamEnd, StreamEvent, StreamLog } from '../streams/index.js';
import { shuttingDown } from '../workspaces/index.js';
import type { FoundStream, StreamAccess } from './stream-access.js';
import { streamElsewhere, type StreamError } from './stream-errors.js';
import type { ResolvedStreamOptions } from './stream-options.js';
import type { StreamRecord, StreamRepository } from './stream-repository.js';
import type { StreamSettler } from './stream-settler.js';
import type { StreamWriter } from './stream-writer.js';
import type { StreamWriters } from './stream-writers.js';
import { keyInLog, type NewStream, type Stream } from './stream.js';
import type { TaskStreams } from './task-streams.js';

export interface StreamServiceDeps {
  readonly log: StreamLog;
  readonly repository: StreamRepository;
  readonly access: StreamAccess;
  readonly writers: StreamWriters;
  readonly settler: StreamSettler;
  readonly taskStreams: TaskStreams;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Who this replica is, as a writer. */
  readonly holder: string;
  /** Whether what a holder wrote alone is gone with it. */
  readonly isGone: (holder: string) => boolean;
  readonly options: ResolvedStreamOptions;
}

/** What a reader of a stream gets. `failed` ends the reading alone: of the log, or because the caller may not read on. */
export type StreamReadEvent =
  | Exclude<StreamEvent, { readonly type: 'failed' | 'end' }>
  /** `chunksGone` where the log that had its chunks is gone: nobody knows how many there were, and `position` is where was read from. */
  | (Extract<StreamEvent, { readonly type: 'end' }> & { readonly chunksGone?: true })
  | { readonly type: 'failed'; readonly error: StreamError };

export interface ReadStreamOptions {
  /** The position of the first chunk wanted, 0 or more. @default 0 */
  readonly from?: number | undefined;
  /** Ends the reading quietly. */
  readonly signal?: AbortSignal | undefined;
}

const MAX_PURPOSE = 64;
const CHUNKS_GONE: StreamEnd = {
  reason: 'lost',
  error: { type: 'stream/chunks-gone', message: 'The log that had its chunks is gone.' },
};

/** Streams of chunks that somebody writes, and everybody who may reads, from wherever they are. */
export class StreamService {
  constructor(private readonly deps: StreamServiceDeps) {}

  /**
   * A stream that this process writes, on behalf of the caller. `session/not-found` and `session/forbidden` for who may not write in
   * the session, `session/archived` for one that is; `request/invalid` for a purpose that is none, `stream/limit` when the
   * caller's user has as many open as may be, `stream/log-full` when the log has as many as it may, `service/shutting-down` while this process ends.
   */
  create(caller: Caller, { purpose, sessionId, taskId }: NewStream): ResultAsync<StreamWriter, StreamError> {
    const { access, writers } = this.deps;
    if (typeof purpose !== 'string' || purpose.length === 0 || purpose.length > MAX_PURPOSE)
      return errAsync(invalidInput([{ path: 'purpose', message: `expected 1 to ${MAX_PURPOSE} characters` }]));
    if (writers.isClosed) return errAsync(shuttingDown());
    const allowed: ResultAsync<unknown, StreamError> =
      sessionId === undefined ? okAsync(null) : access.inSession(caller, sessionId);
    return allowed
      .andThen(() => writers.hold())
      .andThen(() => this.begin(caller, { purpose, ...(sessionId && { sessionId }), ...(taskId && { taskId }) }));
  }

  /** What is known of the stream. `stream/not-found` for who may not read it. */
  get(caller: Caller, id: StreamId): ResultAsync<Stream, StreamError> {
    return this.deps.access.find(caller, id, 'streams.read').map(({ stream }) => toStream(stream));
  }

  /**
   * The chunks from `from` on, then what follows, to the end; also of a stream that ended, until it expires. `stream/not-found` for who
   * may not read it, `request/invalid` for a position that is none, `stream/elsewhere` when another replica has it in its memory.
   * Whoever leaves changes nothing for the stream; access that ends ends the reading.
   */
  read(
    caller: Caller,
    id: StreamId,
    { from = 0, signal }: ReadStreamOptions = {},
  ): ResultAsync<AsyncIterable<StreamReadEvent>, StreamError> {
    if (!Number.isSafeInteger(from) || from < 0)
      return errAsync(invalidInput([{ path: 'from', message: 'expected a whole number, 0 or more' }]));
    return this.deps.access.find(caller, id, 'streams.read').andThen((found) =>
      this.deps.access.follow<StreamReadEvent, StreamError>(caller, found, signal, {
        open: (over) => this.open(found, from, over),
        toEvent: (error: AccessError) => ({ type: 'failed', error }),
      }),
    );
  }

  /**
   * The stream ends as `cancelled`, and whoever writes it is told, in whatever replica; ok also when it has ended before, as it did
   * then. That of a task has the task cancelled, and ends as that does. `stream/not-found` for who may not know of it,
   * `session/forbidden` for a role that may only read, or may not cancel the task; `auth/forbidden` for a token that may not do that.
   */
  cancel(caller: Caller, id: StreamId): ResultAsync<Stream, StreamError> {
    return this.deps.access
      .find(caller, id, 'streams.write')
      .andThen(({ stream }) =>
        this.cancelTaskOf(caller, stream).andThen((isEnding): ResultAsync<Stream, StreamError> =>
          isEnding ? okAsync(toStream(stream)) : new ResultAsync(this.cancelOpen(stream)),
        ),
      );
  }

  /** Whether there is a task that ends the stream. */
  private cancelTaskOf(caller: Caller, { end, id, taskId }: StreamRecord): ResultAsync<boolean, StreamError> {
    if (taskId === undefined || end !== undefined) return okAsync(false);
    return this.deps.taskStreams.cancel(caller, { id, taskId });
  }

  private begin(caller: Caller, { purpose, sessionId, taskId }: NewStream): ResultAsync<StreamWriter, StreamError> {
    const { clock, holder, ids, log, options, repository, writers } = this.deps;
    const now = clock.now();
    const record = {
      ...{ tenantId: caller.tenantId, id: streamId.create(ids), ownerId: caller.userId, purpose },
      ...{ writer: holder, holder },
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(taskId === undefined ? {} : { taskId }),
      ...{ createdAt: toTimestamp(now), expiresAt: toTimestamp(now + options.maxLifetimeMs) },
    };
    // The record is first, so that what is in the log is always somebody's.
    return repository.insert(record, options.maxOpenPerUser).andThen((inserted) =>
      log
        .create(keyInLog(inserted), options)
        .map((): StreamWriter => writers.open(toStream(inserted)))
        .orElse((error) => repository.erase(inserted).andThen(() => err(error))),
    );
  }

  private open(
    { stream }: FoundStream,
    from: number,
    signal: AbortSignal | undefined,
  ): ResultAsync<AsyncIterable<StreamReadEvent>, StreamError> {
    return this.deps.log
      .read(keyInLog(stream), { from, ...(signal && { signal }) })
      .orElse((error): Result<AsyncIterable<StreamReadEvent>, StreamError> => {
        if (error.type !== 'stream/not-found') return err(error);
        if (stream.end === undefined && this.isElsewhere(stream)) return err(streamElsewhere());
        const end = withoutChunks(stream.end ?? CHUNKS_GONE);
        return ok(only({ type: 'end', position: from, end, chunksGone: true }));
      });
  }

  /** Whether what the log does not have may be in the memory of another replica. */
  private isElsewhere({ holder }: StreamRecord): boolean {
    return holder !== undefined && holder !== this.deps.holder && !this.deps.isGone(holder);
  }

  private async cancelOpen(stream: StreamRecord): Promise<Result<Stream, StreamError>> {
    const { clock, log, repository, settler, writers } = this.deps;
    const asked = await repository.cancel(stream, toTimestamp(clock.now()));
    if (asked.isErr()) return err(asked.error);
    const current = asked.value ?? stream;
    if (current.end !== undefined) return ok(toStream(current));
    if (current.holder === this.deps.holder) await writers.cancel(stream);
    else {
      const here = await log.info(keyInLog(stream));
      // Its writer ends it when this fails, or when only it has the chunks.
      const isOthers = here.isOk() && here.value === null && this.isElsewhere(current);
      if (!isOthers) await settler.settle(stream, { reason: 'cancelled' }).unwrapOr(null);
    }
    const ended = await repository.get(stream);
    return ok(toStream(ended.unwrapOr(null) ?? current));
  }
}

function toStream({ holder: _holder, writer: _writer, ...stream }: StreamRecord): Stream {
  return stream;
}

/** A stream of which nothing but its end is known. */
function withoutChunks(end: StreamEnd): StreamEnd {
  return end.reason === 'completed' ? CHUNKS_GONE : end;
}

async function* only(event: StreamReadEvent): AsyncGenerator<StreamReadEvent, undefined, undefined> {
  yield await Promise.resolve(event);
}
