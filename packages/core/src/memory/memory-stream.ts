import { err, ItemLog, LogReaders, ok, type LogReading, type Result } from '../kernel/index.js';
import {
  streamConflict,
  streamEnded,
  streamNotFound,
  type AppendOptions,
  type StreamConflict,
  type StreamEnd,
  type StreamEnded,
  type StreamEvent,
  type StreamInfo,
  type StreamReadOptions,
  type StreamRetention,
} from '../streams/index.js';

/** The most chunks of one event. */
const MAX_EVENT_CHUNKS = 1_024;
/** What a chunk takes beside its text, about. */
const CHUNK_OVERHEAD = 32;

/** A stream in memory: one log of chunks, and readers that are positions in it. */
export class MemoryStream {
  /** What its chunks take, in bytes. */
  size = 0;
  expiresAt: number;
  private readonly log = new ItemLog<string>();
  private readonly readers: LogReaders<StreamEvent>;
  private ending: Extract<StreamEvent, { readonly type: 'end' }> | null = null;
  private gone: StreamEvent | null = null;

  constructor(
    private readonly retention: StreamRetention,
    now: number,
  ) {
    this.expiresAt = now + retention.ttlMs;
    const { log } = this;
    this.readers = new LogReaders<StreamEvent>({
      first: () => (this.gone === null ? log.first : 0),
      next: () => (this.gone === null ? log.next : 0),
      last: () => this.gone ?? this.ending,
      take: (position) => {
        const chunks = log.slice(position, MAX_EVENT_CHUNKS);
        return { event: { type: 'chunks', position, chunks }, next: position + chunks.length };
      },
    });
  }

  /** Whether an append or an end may happen. */
  admit({ at }: AppendOptions): Result<void, StreamEnded | StreamConflict> {
    if (this.ending !== null) return err(streamEnded(this.ending.end));
    return at === undefined || at === this.log.next ? ok(undefined) : err(streamConflict(this.log.next));
  }

  /** @param bytes of each chunk, in UTF-8. Gives the position of the next one. */
  append(chunks: readonly string[], bytes: readonly number[], now: number): number {
    for (const [index, chunk] of chunks.entries()) {
      this.log.push(chunk);
      this.size += sizeOf(bytes[index] ?? 0);
    }
    this.drop();
    this.expiresAt = now + this.retention.ttlMs;
    if (chunks.length > 0) this.readers.wake();
    return this.log.next;
  }

  end(end: StreamEnd, now: number): void {
    this.ending = { type: 'end', position: this.log.next, end };
    this.expiresAt = now + this.retention.ttlMs;
    this.readers.wake();
  }

  read({ from = 0, signal }: StreamReadOptions, among: Set<LogReading<StreamEvent>>): AsyncIterable<StreamEvent> {
    return this.readers.read({ from, signal, among });
  }

  /** Tells its readers that it is no more. */
  remove(): void {
    this.gone = { type: 'failed', error: streamNotFound() };
    this.readers.wake();
  }

  info(): StreamInfo {
    const { first, next } = this.log;
    return { first, next, end: this.ending?.end ?? null, expiresAt: this.expiresAt };
  }

  private drop(): void {
    const { maxBytes, maxChunks } = this.retention;
    const { log } = this;
    while (log.length > 1 && (log.length > maxChunks || this.size - log.length * CHUNK_OVERHEAD > maxBytes))
      this.size -= sizeOf(Buffer.byteLength(log.shift()));
  }
}

/** What a chunk of so many bytes takes. */
export function sizeOf(bytes: number): number {
  return bytes + CHUNK_OVERHEAD;
}
