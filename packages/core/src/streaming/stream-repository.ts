import type { ResultAsync } from '../kernel/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { StreamEnd } from '../streams/index.js';
import type { StreamLimit } from './stream-errors.js';
import type { Stream, StreamKey } from './stream.js';

/** A stream as it is kept. */
export interface StreamRecord extends Stream {
  /** The replica that writes it, or wrote it. */
  readonly writer: string;
  /** The same, while it goes on. */
  readonly holder?: string;
}

/** Asks the replica that writes a stream to end it. */
export interface StreamCancellation extends StreamKey {
  readonly holder: string;
}

export type StreamRepositoryError = RecordError | StoreError;

/** Keeps what is known of streams. Each method is one transaction. */
export interface StreamRepository {
  /** `stream/limit` when `maxOpen` streams of its owner are open. */
  insert(
    stream: StreamRecord & { readonly holder: string },
    maxOpen: number,
  ): ResultAsync<StreamRecord, StreamLimit | StreamRepositoryError>;
  get(key: StreamKey): ResultAsync<StreamRecord | null, StoreError>;
  /** The stream, asked to stop at `at`, with a cancellation for its holder; unless it ended, or was asked before. `null` for none. */
  cancel(key: StreamKey, at: string): ResultAsync<StreamRecord | null, StreamRepositoryError>;
  /**
   * Writes the end of a stream unless it has one; gives it as it is then, `null` for none. A cancellation of it stays: its holder has
   * yet to hear of it.
   */
  end(key: StreamKey, end: StreamEnd, expiresAt: string): ResultAsync<StreamRecord | null, StreamRepositoryError>;
  /** Nothing is known of the stream any more. */
  erase(stream: StreamRecord): ResultAsync<void, StreamRepositoryError>;
  /** What `holder` is asked to end, at most `limit`. */
  cancellations(holder: string, limit: number): ResultAsync<readonly StreamCancellation[], StoreError>;
  /** The cancellation was heard of. */
  heeded(cancellation: StreamCancellation): ResultAsync<void, StreamRepositoryError>;
  /** The holder of open streams that is next after `after`, in their order; `null` for none. */
  nextHolder(after: string): ResultAsync<string | null, StoreError>;
  /** Open streams of `holder`, at most `limit`. */
  openOf(holder: string, limit: number): ResultAsync<readonly StreamRecord[], StoreError>;
  /** Streams, of any tenant, whose time is over at `now`, at most `limit`. */
  listExpired(now: string, limit: number): ResultAsync<readonly StreamRecord[], StoreError>;
  /** Calls `wake` when `holder` may have been asked to end something, until `signal` fires; ends early where that cannot be told. */
  watchCancellations(holder: string, wake: () => void, signal: AbortSignal): Promise<void>;
}
