import { aborted, err, isAborted, ok, ResultAsync, type LogReading, type Result } from '../kernel/index.js';
import type { StreamEnd } from './stream-end.js';
import type { StreamEvent } from './stream-event.js';
import { checkStreamKey } from './stream-key.js';
import {
  streamChunkTooLarge,
  streamExists,
  streamLogClosed,
  streamLogFull,
  streamNotFound,
  type StreamLogError,
} from './stream-log-errors.js';
import type {
  AppendOptions,
  StreamCallOptions,
  StreamInfo,
  StreamLog,
  StreamReadOptions,
  StreamRetention,
} from './stream-log.js';
import { CHUNK_OVERHEAD, MemoryStream, sizeOf } from './memory-stream.js';
import { MemoryStreams, type MemoryStreamsOptions } from './memory-streams.js';

export interface MemoryStreamLogOptions extends MemoryStreamsOptions {
  /** @default 'memory' */
  readonly name?: string;
  /** The most bytes of one chunk, in UTF-8; `stream/chunk-too-large` past it. @default 262144 */
  readonly maxChunkBytes?: number;
  /** Where the streams are, for several logs that share them; its clock and limits count. @default their own place */
  readonly streams?: MemoryStreams;
}

/** Keeps streams in this process alone: the reference of what a log does, and fast enough for a server of one process. */
export function memoryStreamLog(options: MemoryStreamLogOptions = {}): StreamLog {
  return new InMemoryStreamLog(options);
}

const MAX_CHUNK_BYTES = 262_144;

class InMemoryStreamLog implements StreamLog {
  readonly name: string;
  readonly shared: boolean;
  readonly maxChunkBytes: number;
  private readonly streams: MemoryStreams;
  private readonly readings = new Set<LogReading<StreamEvent>>();
  private state: 'new' | 'open' | 'disposed' = 'new';

  constructor(options: MemoryStreamLogOptions) {
    this.name = options.name ?? 'memory';
    this.shared = options.streams !== undefined;
    this.maxChunkBytes = options.maxChunkBytes ?? MAX_CHUNK_BYTES;
    this.streams = options.streams ?? new MemoryStreams(options);
  }

  open(): ResultAsync<void, StreamLogError> {
    if (this.state === 'disposed') return settled(err(streamLogClosed()));
    this.state = 'open';
    return settled(ok(undefined));
  }

  create(
    key: string,
    retention: StreamRetention,
    { signal }: StreamCallOptions = {},
  ): ResultAsync<void, StreamLogError> {
    const { streams } = this;
    const checked = this.check(key, signal);
    if (checked.isErr()) return settled(err(checked.error));
    if (streams.find(key) !== null) return settled(err(streamExists()));
    if (!streams.hasPlace()) return settled(err(streamLogFull()));
    streams.add(key, new MemoryStream(retention, streams.clock.now()));
    return settled(ok(undefined));
  }

  append(key: string, chunks: readonly string[], options: AppendOptions = {}): ResultAsync<number, StreamLogError> {
    return settled(this.appendNow(key, chunks, options));
  }

  end(key: string, end: StreamEnd, options: AppendOptions = {}): ResultAsync<void, StreamLogError> {
    return settled(
      this.find(key, options.signal).andThen((stream) =>
        stream.admit(options).map(() => {
          stream.end(end, this.streams.clock.now());
        }),
      ),
    );
  }

  read(key: string, options: StreamReadOptions = {}): ResultAsync<AsyncIterable<StreamEvent>, StreamLogError> {
    return settled(this.find(key, options.signal).map((stream) => stream.read(options, this.readings)));
  }

  info(key: string, { signal }: StreamCallOptions = {}): ResultAsync<StreamInfo | null, StreamLogError> {
    return settled(this.check(key, signal).map(() => this.streams.find(key)?.info() ?? null));
  }

  remove(key: string, { signal }: StreamCallOptions = {}): ResultAsync<void, StreamLogError> {
    return settled(
      this.check(key, signal).map(() => {
        this.streams.remove(key);
      }),
    );
  }

  health(): ResultAsync<void, StreamLogError> {
    return settled(this.state === 'open' ? ok(undefined) : err(streamLogClosed()));
  }

  dispose(): Promise<void> {
    this.state = 'disposed';
    for (const reading of this.readings) reading.finish({ type: 'failed', error: streamLogClosed() });
    return Promise.resolve();
  }

  private appendNow(key: string, chunks: readonly string[], options: AppendOptions): Result<number, StreamLogError> {
    const { streams, maxChunkBytes } = this;
    const now = streams.clock.now();
    const found = this.find(key, options.signal, now);
    if (found.isErr()) return err(found.error);
    const stream = found.value;
    const admitted = stream.admit(options);
    if (admitted.isErr()) return err(admitted.error);
    let bytes = 0;
    for (const chunk of chunks) {
      const size = sizeOf(chunk);
      if (size - CHUNK_OVERHEAD > maxChunkBytes) return err(streamChunkTooLarge(size - CHUNK_OVERHEAD, maxChunkBytes));
      bytes += size;
    }
    if (!streams.hasRoom(bytes)) return err(streamLogFull());
    const before = stream.size;
    const next = stream.append(chunks, bytes, now);
    streams.grow(stream.size - before);
    return ok(next);
  }

  private find(
    key: string,
    signal: AbortSignal | undefined,
    now = this.streams.clock.now(),
  ): Result<MemoryStream, StreamLogError> {
    const checked = this.check(key, signal);
    if (checked.isErr()) return err(checked.error);
    const stream = this.streams.find(key, now);
    return stream === null ? err(streamNotFound()) : ok(stream);
  }

  private check(key: string, signal: AbortSignal | undefined): Result<string, StreamLogError> {
    if (this.state !== 'open') return err(streamLogClosed());
    if (isAborted(signal)) return err(aborted('The call of the stream log'));
    return checkStreamKey(key);
  }
}

function settled<T>(result: Result<T, StreamLogError>): ResultAsync<T, StreamLogError> {
  return new ResultAsync(Promise.resolve(result));
}
