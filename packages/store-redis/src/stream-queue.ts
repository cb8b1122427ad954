import type { Result } from '@carrel/core/kernel';
import type { StreamEnd, StreamLogError } from '@carrel/core/streams';
import type { SizedChunks } from './chunk-entries.js';

/** An append or an end that waits for its turn. */
export interface StreamWrite {
  readonly part: SizedChunks;
  /** `null` when it goes on. */
  readonly end: StreamEnd | null;
  readonly at: number | undefined;
  /** @param next the position after it. */
  readonly settle: (result: Result<number, StreamLogError>) => void;
}

/** Writes of one stream that go to Redis as one. */
export interface StreamBatch {
  readonly writes: readonly StreamWrite[];
  readonly at: number | undefined;
}

/** How many bytes of writes go together. The first goes whatever it has. */
const MAX_BATCH_BYTES = 262_144;
const MAX_BATCH_WRITES = 4_096;

/** The writes of one process to one stream, in the order of the calls. One batch of them is under way at a time. */
export class StreamQueue {
  private waiting: StreamWrite[] = [];
  isBusy = false;

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  add(write: StreamWrite): void {
    this.waiting.push(write);
  }

  /** Puts writes back to where they came from. */
  putBack(writes: readonly StreamWrite[]): void {
    this.waiting = [...writes, ...this.waiting];
  }

  /** All that wait; none does any more. */
  drain(): readonly StreamWrite[] {
    const drained = this.waiting;
    this.waiting = [];
    return drained;
  }

  /** As many writes as happen or fail together: those that expect a position expect the one that is reached by then. */
  take(): StreamBatch {
    const at = this.waiting[0]?.at;
    let [count, bytes, next] = [0, 0, at];
    for (const { part, end, at: expected } of this.waiting) {
      if (count > 0 && (bytes + part.bytes > MAX_BATCH_BYTES || count === MAX_BATCH_WRITES)) break;
      if (count > 0 && expected !== undefined && expected !== next) break;
      count += 1;
      bytes += part.bytes;
      next = next === undefined ? undefined : next + part.chunks.length;
      if (end !== null) break;
    }
    return { writes: this.waiting.splice(0, count), at };
  }
}
