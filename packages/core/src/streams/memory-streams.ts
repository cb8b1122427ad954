import type { Clock } from '../kernel/index.js';
import { systemClock } from '../kernel/index.js';
import type { MemoryStream } from './memory-stream.js';

export interface MemoryStreamsOptions {
  /** What streams expire by. @default the machine's clock */
  readonly clock?: Clock;
  /** The most streams at a time; `stream/log-full` past it. @default 10000 */
  readonly maxStreams?: number;
  /** The most bytes of all chunks together, each with 32 more than its text has in UTF-8. @default 268435456 */
  readonly maxTotalBytes?: number;
}

const MAX_STREAMS = 10_000;
const MAX_TOTAL_BYTES = 268_435_456;
/** The least time between two looks for what expired by itself. */
const SWEEP_MS = 1_000;

/** What memory logs keep; it outlives them, as a server outlives its clients, and logs that are given the same one share it. */
export class MemoryStreams {
  readonly clock: Clock;
  private readonly maxStreams: number;
  private readonly maxTotalBytes: number;
  private readonly streams = new Map<string, MemoryStream>();
  private total = 0;
  /** Nothing expires before. */
  private quietUntil = Infinity;
  private sweepAt = Infinity;
  private cancelSweep: () => void = () => undefined;

  constructor({ clock, maxStreams, maxTotalBytes }: MemoryStreamsOptions = {}) {
    this.clock = clock ?? systemClock;
    this.maxStreams = maxStreams ?? MAX_STREAMS;
    this.maxTotalBytes = maxTotalBytes ?? MAX_TOTAL_BYTES;
  }

  /** How many streams there are, of which some may have expired and wait to be forgotten. */
  get count(): number {
    return this.streams.size;
  }

  /** What all chunks take together, in bytes. */
  get totalBytes(): number {
    return this.total;
  }

  find(key: string, now = this.clock.now()): MemoryStream | null {
    const stream = this.streams.get(key);
    if (stream === undefined) return null;
    if (stream.expiresAt > now) return stream;
    this.remove(key);
    return null;
  }

  /** Whether one more stream has room, once what expired is forgotten. */
  hasPlace(): boolean {
    if (this.streams.size >= this.maxStreams) this.sweep();
    return this.streams.size < this.maxStreams;
  }

  /** Whether `bytes` more have room, once what expired is forgotten. */
  hasRoom(bytes: number): boolean {
    if (this.total + bytes > this.maxTotalBytes) this.sweep();
    return this.total + bytes <= this.maxTotalBytes;
  }

  add(key: string, stream: MemoryStream): void {
    this.streams.set(key, stream);
    this.quietUntil = Math.min(this.quietUntil, stream.expiresAt);
    this.schedule(stream.expiresAt);
  }

  /** Counts by how much a stream grew, or shrank. */
  grow(bytes: number): void {
    this.total += bytes;
  }

  remove(key: string): void {
    const stream = this.streams.get(key);
    if (stream === undefined) return;
    this.streams.delete(key);
    this.total -= stream.size;
    stream.remove();
    if (this.streams.size > 0) return;
    this.cancelSweep();
    this.sweepAt = Infinity;
  }

  /** Forgets what expired. Costs nothing while nothing can have. */
  private sweep(): void {
    const now = this.clock.now();
    if (now < this.quietUntil) return;
    let next = Infinity;
    for (const [key, { expiresAt }] of this.streams) {
      if (expiresAt <= now) this.remove(key);
      else next = Math.min(next, expiresAt);
    }
    this.quietUntil = next;
  }

  /** One timer for all streams: most of them live on when it comes, and are looked at again when the next one may expire. */
  private schedule(at: number): void {
    if (this.sweepAt <= at) return;
    this.cancelSweep();
    this.sweepAt = at;
    this.cancelSweep = this.clock.setTimer(at - this.clock.now(), () => {
      this.sweepAt = Infinity;
      this.sweep();
      if (this.streams.size > 0) this.schedule(Math.max(this.quietUntil, this.clock.now() + SWEEP_MS));
    });
  }
}
