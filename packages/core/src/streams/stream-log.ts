import type { ResultAsync } from '../kernel/index.js';
import type { StreamEnd } from './stream-end.js';
import type { StreamEvent } from './stream-event.js';
import type { StreamLogError } from './stream-log-errors.js';

export interface StreamCallOptions {
  /** Gives up waiting with `request/aborted`; whether it happened is then not known. */
  readonly signal?: AbortSignal;
}

/** How long and how much of a stream is kept. */
export interface StreamRetention {
  /** The stream is gone this long after it was last created, appended to or ended. In milliseconds. */
  readonly ttlMs: number;
  /** The most of the latest chunks that stay readable. */
  readonly maxChunks: number;
  /** The most bytes, in UTF-8, of the latest chunks that stay readable. The newest chunk always stays. */
  readonly maxBytes: number;
}

export interface AppendOptions extends StreamCallOptions {
  /**
   * The position that the first of the chunks must get. With it an append whose answer was lost is tried again without harm: a
   * `stream/conflict` that names a higher position says that it had happened, or that somebody else writes too.
   * @default whatever comes next
   */
  readonly at?: number;
}

export interface StreamReadOptions {
  /**
   * The position of the first chunk wanted, 0 or more. A dropped one gives a `gap` first; one that is not written yet is waited for,
   * and when the stream ends before it, so does the reading.
   * @default 0
   */
  readonly from?: number;
  /** Ends the reading quietly. */
  readonly signal?: AbortSignal;
}

export interface StreamInfo {
  /** The position of the oldest chunk that is still readable. */
  readonly first: number;
  /** How many chunks were appended so far, which is the position of the next one. */
  readonly next: number;
  /** `null` while it goes on. */
  readonly end: StreamEnd | null;
  /** Milliseconds since the Unix epoch, by the log's clock: when it is gone if nothing happens to it before. */
  readonly expiresAt: number;
}

/**
 * Ordered, resumable logs of text chunks, each with an end and a time to live: what a model says, what a task tells of itself.
 *
 * Chunks have positions 0, 1, 2 and so on, without holes, and are read as they were written; only half a surrogate pair may come
 * back as U+FFFD. A key is any text of 1 to 256 bytes, `stream/key-invalid` otherwise; what it means and who may use it is not the
 * log's matter. A stream that expired, was removed or never was fails with `stream/not-found`, except where a method says otherwise.
 * Every operation fails with `stream/log-closed` before `open` and after `dispose`, with `request/aborted` when its `signal` fired,
 * and with `stream/log-unavailable` when it is not known whether it happened.
 */
export interface StreamLog {
  readonly name: string;
  /** Whether other processes that use the same log read and write the same streams. */
  readonly shared: boolean;
  /** The most bytes of one chunk, in UTF-8. */
  readonly maxChunkBytes: number;
  /** Usable when ok. Idempotent. */
  open(): ResultAsync<void, StreamLogError>;
  /**
   * There is an empty stream when ok. `stream/exists` when there is one already, ended or not; nothing changes then.
   * `stream/log-full` when the log has as many streams as it may.
   */
  create(key: string, retention: StreamRetention, options?: StreamCallOptions): ResultAsync<void, StreamLogError>;
  /**
   * All chunks are readable by every reader when ok, next to each other and in their order, or none is; gives the position of the
   * next one. Without chunks only the time to live begins anew. Appends of one process to one stream happen in the order of the
   * calls. `stream/ended` after its end, `stream/conflict` when `at` is not the next position, `stream/chunk-too-large` past
   * `maxChunkBytes`, `stream/log-full` when all streams together have as many bytes as they may; nothing changes then.
   */
  append(key: string, chunks: readonly string[], options?: AppendOptions): ResultAsync<number, StreamLogError>;
  /**
   * Readers get the end after the last chunk when ok, now and until the stream expires. It comes after every append that was called
   * before. `stream/ended` when it had ended before, with the end that it has; `stream/conflict` when `at` is not the next position.
   */
  end(key: string, end: StreamEnd, options?: AppendOptions): ResultAsync<void, StreamLogError>;
  /**
   * What is kept from `from` on, then what follows, without a seam: nothing is lost or doubled between the two. Ends with `end`, with
   * `failed` (`stream/not-found` once the stream expired), or quietly with the signal. Readers are independent of each other and of
   * the writer: a slow one costs no memory and gets a `gap` for what was dropped meanwhile. Reading keeps no stream from expiring.
   */
  read(key: string, options?: StreamReadOptions): ResultAsync<AsyncIterable<StreamEvent>, StreamLogError>;
  /** `null` where there is no such stream. */
  info(key: string, options?: StreamCallOptions): ResultAsync<StreamInfo | null, StreamLogError>;
  /** The stream is gone when ok; its readers get `failed` with `stream/not-found`. Ok also when there was none. */
  remove(key: string, options?: StreamCallOptions): ResultAsync<void, StreamLogError>;
  /** Whether it takes and gives chunks now. */
  health(): ResultAsync<void, StreamLogError>;
  /** Closes what this object holds open, and ends its readers with `stream/log-closed`. Idempotent; never throws. */
  dispose(): Promise<void>;
}
