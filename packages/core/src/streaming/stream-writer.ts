import type { ResultAsync, StreamId } from '../kernel/index.js';
import type { StreamEnd } from '../streams/index.js';
import type { StreamWriteError } from './stream-errors.js';
import type { Stream } from './stream.js';

/** The one who writes a stream. What is written in one turn of the process reaches the log, and readers, together. */
export interface StreamWriter {
  readonly id: StreamId;
  readonly stream: Stream;
  /** Fires when nobody wants more: somebody cancelled the stream or ended it, or the log has lost it. Its reason is the `StreamEnd`. */
  readonly signal: AbortSignal;
  /** How many chunks were written, which is the position of the next one. */
  readonly position: number;
  /**
   * The chunk will be the next one when ok, which is at once while the writer has room, and otherwise as soon as it has: await it.
   * `stream/ended` once it ended, whoever ended it; `stream/chunk-too-large` past the log's limit; `stream/overrun` for whoever does
   * not wait. Another error is what became of the log.
   */
  write(chunk: string): ResultAsync<void, StreamWriteError>;
  /** The log has all that was written when ok. Errors as of `write`. */
  flush(): ResultAsync<void, StreamWriteError>;
  /** All that was written, and the end, are there for readers when ok. `stream/ended` when it had ended before. */
  end(): ResultAsync<void, StreamWriteError>;
  /** The same, with the end `cancelled`: what the stream is about was stopped by somebody. */
  cancel(): ResultAsync<void, StreamWriteError>;
  /** The same, with the end `failed` for this reason. */
  fail(error: NonNullable<StreamEnd['error']>): ResultAsync<void, StreamWriteError>;
}
