import { delay, err, errAsync, ok, okAsync, ResultAsync, type Clock, type Result } from '../kernel/index.js';
import {
  streamChunkTooLarge,
  streamEnded,
  type StreamEnd,
  type StreamLog,
  type StreamLogError,
} from '../streams/index.js';
import { streamOverrun, type StreamWriteError } from './stream-errors.js';
import type { ResolvedStreamOptions } from './stream-options.js';
import type { StreamWriter } from './stream-writer.js';
import { keyInLog, type Stream } from './stream.js';

export interface LogStreamWriterDeps {
  readonly log: StreamLog;
  readonly clock: Clock;
  readonly options: ResolvedStreamOptions;
  /** Ends the stream for everybody, after the last chunk; gives how it ended. */
  readonly settle: (writer: LogStreamWriter, end: StreamEnd) => Promise<Result<StreamEnd, StreamWriteError>>;
  /** Is told that the log refused what was written, and that the writer has stopped. */
  readonly refused: (writer: LogStreamWriter, end: StreamEnd) => void;
}

type Written = Result<void, StreamWriteError>;

/** What is not waited for, is there at once. */
const TAKEN: ResultAsync<void, StreamWriteError> = okAsync(undefined);
/** The most bytes of one append. */
const MAX_APPEND_BYTES = 1_048_576;
const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 1_000;

/** Writes to a log what comes in one turn of the process at once, at the position where it must be. */
export class LogStreamWriter implements StreamWriter {
  readonly id: Stream['id'];
  readonly signal: AbortSignal;
  /** How many chunks the log has. */
  acknowledged = 0;
  /** When the log last heard of it, by the clock. */
  heardAt: number;
  private readonly controller = new AbortController();
  private readonly key: string;
  private queue: string[] = [];
  private queuedBytes = 0;
  /** How many chunks are on their way to the log. */
  private sent = 0;
  private flushing: Promise<Written> | null = null;
  private room: ResultAsync<void, StreamWriteError> | null = null;
  private ending: Promise<Written> | null = null;
  private ended: StreamEnd | null = null;

  constructor(
    readonly stream: Stream,
    private readonly deps: LogStreamWriterDeps,
  ) {
    this.id = stream.id;
    this.signal = this.controller.signal;
    this.key = keyInLog(stream);
    this.heardAt = deps.clock.now();
  }

  get position(): number {
    return this.acknowledged + this.sent + this.queue.length;
  }

  write(chunk: string): ResultAsync<void, StreamWriteError> {
    const { log, options } = this.deps;
    if (this.ended !== null) return errAsync(streamEnded(this.ended));
    if (this.ending !== null) return errAsync(streamEnded({ reason: 'completed' }));
    const bytes = Buffer.byteLength(chunk);
    if (bytes > log.maxChunkBytes) return errAsync(streamChunkTooLarge(bytes, log.maxChunkBytes));
    if (this.room !== null) return errAsync(streamOverrun());
    this.queue.push(chunk);
    this.queuedBytes += bytes;
    this.flushing ??= this.drain();
    if (this.queuedBytes < options.maxBufferedBytes) return TAKEN;
    return (this.room = new ResultAsync(this.flushing));
  }

  flush(): ResultAsync<void, StreamWriteError> {
    if (this.flushing !== null) return new ResultAsync(this.flushing);
    return this.ended === null ? TAKEN : errAsync(streamEnded(this.ended));
  }

  end(): ResultAsync<void, StreamWriteError> {
    return this.finish({ reason: 'completed' });
  }

  cancel(): ResultAsync<void, StreamWriteError> {
    return this.finish({ reason: 'cancelled' });
  }

  fail(error: NonNullable<StreamEnd['error']>): ResultAsync<void, StreamWriteError> {
    return this.finish({ reason: 'failed', error });
  }

  /** Tells the writer that its stream has ended. What it still holds is for nobody. */
  stop(end: StreamEnd): void {
    if (this.ended !== null) return;
    this.ended = end;
    this.queue = [];
    this.queuedBytes = 0;
    this.controller.abort(end);
  }

  /** Says to the log that the stream is still written, and hears from it whether it has ended. */
  async touch(): Promise<void> {
    if (this.flushing !== null || this.ending !== null) return;
    const touched = await this.deps.log.append(this.key, []);
    if (touched.isOk()) this.heardAt = this.deps.clock.now();
    else if (!touched.error.retryable) this.refuse(touched.error);
  }

  private finish(end: StreamEnd): ResultAsync<void, StreamWriteError> {
    if (this.ended !== null) return errAsync(streamEnded(this.ended));
    if (this.ending !== null) return errAsync(streamEnded(end));
    this.ending = this.settle(end);
    return new ResultAsync(this.ending);
  }

  private async settle(end: StreamEnd): Promise<Written> {
    (await this.flushing)?.unwrapOr(undefined);
    // What ended it meanwhile was before.
    if (this.ended !== null) return err(streamEnded(this.ended));
    const settled = await this.deps.settle(this, end);
    if (settled.isErr()) return err(settled.error);
    this.ended = settled.value;
    if (settled.value.reason === end.reason) return ok(undefined);
    this.controller.abort(settled.value);
    return err(streamEnded(settled.value));
  }

  /** Appends what is queued, and what comes meanwhile, until nothing is. */
  private async drain(): Promise<Written> {
    await new Promise((resolve) => setImmediate(resolve));
    let written: Written = ok(undefined);
    while (this.queue.length > 0 && written.isOk()) written = await this.appendQueued();
    this.flushing = null;
    this.room = null;
    if (written.isOk()) return written;
    this.refuse(written.error);
    return written;
  }

  private refuse(error: StreamLogError | StreamWriteError): void {
    if (this.ended !== null) return;
    const end = endBy(error);
    this.stop(end);
    this.deps.refused(this, end);
  }

  private async appendQueued(): Promise<Written> {
    const { chunks, bytes } = this.take();
    this.sent = chunks.length;
    const appended = await this.append(chunks);
    this.sent = 0;
    if (appended.isErr()) return appended;
    this.acknowledged += chunks.length;
    this.queuedBytes = Math.max(0, this.queuedBytes - bytes);
    this.heardAt = this.deps.clock.now();
    return ok(undefined);
  }

  /** What one append takes of the queue. */
  private take(): { readonly chunks: readonly string[]; readonly bytes: number } {
    const chunks = this.queue;
    let bytes = this.queuedBytes;
    if (bytes <= MAX_APPEND_BYTES) {
      this.queue = [];
      return { chunks, bytes };
    }
    bytes = 0;
    const over = chunks.findIndex((chunk, index) => {
      const size = Buffer.byteLength(chunk);
      if (index > 0 && bytes + size > MAX_APPEND_BYTES) return true;
      bytes += size;
      return false;
    });
    if (over === -1) this.queue = [];
    else this.queue = chunks.slice(over);
    return { chunks: over === -1 ? chunks : chunks.slice(0, over), bytes };
  }

  /** Tries until the log has the chunks, or says that it will not. */
  private async append(chunks: readonly string[]): Promise<Written> {
    const { clock, log, options } = this.deps;
    const at = this.acknowledged;
    const deadline = clock.now() + options.retryMs;
    for (let pauseMs = FIRST_RETRY_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_RETRY_MS)) {
      const appended = await log.append(this.key, chunks, { at });
      if (appended.isOk()) return ok(undefined);
      const { error } = appended;
      // An earlier attempt happened, and its answer was lost.
      if (error.type === 'stream/conflict' && pauseMs > FIRST_RETRY_MS && error.next === at + chunks.length)
        return ok(undefined);
      if (!error.retryable || clock.now() >= deadline || this.ended !== null) return err(error);
      await delay(clock, pauseMs, this.signal);
    }
  }
}

/** How a stream ended for a writer whom the log refused. */
function endBy(error: StreamWriteError | StreamLogError): StreamEnd {
  if (error.type === 'stream/ended') return error.end;
  const { type, message } = error;
  return { reason: error.retryable ? 'failed' : 'lost', error: { type, message } };
}
