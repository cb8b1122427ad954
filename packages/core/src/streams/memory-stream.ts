import { err, ItemLog, LogReaders, ok, type LogReading, type Result } from '../kernel/index.js';
import type { StreamEnd } from './stream-end.js';
import type { StreamEvent } from './stream-event.js';
import {
  streamConflict,
  streamEnded,
  streamNotFound,
  type StreamConflict,
  type StreamEnded,
} from './stream-log-errors.js';
import type { AppendOptions, StreamInfo, StreamReadOptions, StreamRetention } from './stream-log.js';

/** The most chunks of one event. */
const MAX_EVENT_CHUNKS = 1_024;
/** What a chunk takes beside its text, about. */
export const CHUNK_OVERHEAD = 32;

type Chunks = Extract<StreamEvent, { readonly type: 'chunks' }>;

/** A stream in memory: one log of chunks, and readers that are positions in it. */
export class MemoryStream {
  /** What its chunks take, in bytes. */
  size = 0;
  expiresAt: number;
  private readonly log = new ItemLog<string>();
  private readonly readers: LogReaders<StreamEvent>;
  private ending: Extract<StreamEvent, { readonly type: 'end' }> | null = null;
  private gone: StreamEvent | null = null;
  /** What was read last: readers that keep up are all at the same place. */
  private taken: { readonly event: Chunks; readonly next: number } | null = null;

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
      take: (position) => this.take(position),
    });
  }

  /** Whether an append or an end may happen. */
  admit({ at }: AppendOptions): Result<void, StreamEnded | StreamConflict> {
    if (this.ending !== null) return err(streamEnded(this.ending.end));
    return at === undefined || at === this.log.next ? ok(undefined) : err(streamConflict(this.log.next));
  }

  /** @param bytes what the chunks take, as by `sizeOf`. Gives the position of the next one. */
  append(chunks: readonly string[], bytes: number, now: number): number {
    for (const chunk of chunks) this.log.push(chunk);
    this.size += bytes;
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

  private take(position: number) {
    const { log, taken } = this;
    if (
      taken?.event.position === position &&
      (taken.next === log.next || taken.event.chunks.length === MAX_EVENT_CHUNKS)
    )
      return taken;
    const chunks = log.slice(position, MAX_EVENT_CHUNKS);
    return (this.taken = { event: { type: 'chunks', position, chunks }, next: position + chunks.length });
  }

  private drop(): void {
    const { maxBytes, maxChunks } = this.retention;
    const { log } = this;
    while (log.length > 1 && (log.length > maxChunks || this.size - log.length * CHUNK_OVERHEAD > maxBytes))
      this.size -= sizeOf(log.shift());
  }
}

/** What a chunk takes, in bytes. */
export function sizeOf(chunk: string): number {
  return Buffer.byteLength(chunk) + CHUNK_OVERHEAD;
}
