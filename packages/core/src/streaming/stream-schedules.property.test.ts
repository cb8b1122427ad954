import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import type { Caller, Carrel } from '../index.js';
import { VirtualClock } from '../memory/index.js';
import type { StreamReadEvent, StreamWriter } from './index.js';

const READERS = 3;
const TTL_MS = 60_000;

type Step =
  | { readonly type: 'write'; readonly count: number }
  /** Takes so many events, of what is there, and leaves. */
  | { readonly type: 'read'; readonly reader: number; readonly events: number }
  /** Takes one event, and stands still with the reading open until the next time. */
  | { readonly type: 'dawdle'; readonly reader: number }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'end' | 'cancel' };

const reader = fc.integer({ min: 0, max: READERS - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('write' as const), count: fc.integer({ min: 1, max: 30 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('read' as const), reader, events: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('dawdle' as const), reader }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: TTL_MS }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('end' as const, 'cancel' as const) }) },
);

/** What one reader got so far, over all its connections. */
class Reader {
  position = 0;
  /** Each chunk that it got, at its position. */
  readonly got = new Map<number, string>();
  last: StreamReadEvent | null = null;
  open: AsyncIterator<StreamReadEvent> | null = null;

  take(event: StreamReadEvent): void {
    expect(this.last, 'nothing follows the last event').toBeNull();
    if (event.type === 'gap') {
      expect(event.from).toBe(this.position);
      expect(event.to).toBeGreaterThan(event.from);
      this.position = event.to;
    } else if (event.type === 'chunks') {
      expect(event.position).toBe(this.position);
      for (const chunk of event.chunks) this.got.set(this.position++, chunk);
    } else this.last = event;
  }
}

let clock: VirtualClock;
let carrel: Carrel;
let ada: Caller;

beforeAll(async () => {
  clock = new VirtualClock();
  carrel = await memoryCarrel({ clock, streaming: { ttlMs: TTL_MS, maxChunks: 25 } });
  ada = await newCaller(carrel);
});

afterAll(() => carrel.dispose());

describe('any schedule of writes, disconnects, resumes, slow readers and expiry', () => {
  it('gives each reader each chunk once, or an explicit gap, and one end', { timeout: 120_000 }, async () => {
    const schedule = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => new Run().go(steps));
    await fc.assert(schedule, { numRuns: 60 });
  });
});

class Run {
  private readonly readers = Array.from({ length: READERS }, () => new Reader());
  private written = 0;
  private endedAt: number | null = null;

  async go(steps: readonly Step[]): Promise<void> {
    const writer = expectOk(await carrel.streams.create(ada, { purpose: 'test' }));
    for (const one of steps) await this.do(writer, one);
    if (this.endedAt === null) await this.do(writer, { type: 'end' });
    for (const index of this.readers.keys()) await this.read(writer, index, Infinity);
    for (const each of this.readers) this.check(each);
  }

  private async do(writer: StreamWriter, one: Step): Promise<void> {
    if (one.type === 'read') return this.read(writer, one.reader, one.events);
    if (one.type === 'dawdle') return this.dawdle(writer, one.reader);
    if (one.type === 'wait') return clock.advance(one.ms);
    if (this.endedAt !== null) return;
    if (one.type === 'write') {
      for (let count = 0; count < one.count; count += 1) expectOk(await writer.write(`chunk ${this.written++}`));
      expectOk(await writer.flush());
      return;
    }
    this.endedAt = clock.now();
    if (one.type === 'end') expectOk(await writer.end());
    else expectOk(await carrel.streams.cancel(ada, writer.id));
  }

  /** Whether the stream may be gone: it ended longer ago than it is kept. */
  private get hasExpired(): boolean {
    return this.endedAt !== null && clock.now() >= this.endedAt + TTL_MS;
  }

  /** Whether an event is there for the reader without waiting. */
  private isReady({ position, last }: Reader): boolean {
    return last === null && (position < this.written || this.endedAt !== null);
  }

  private async read({ id }: StreamWriter, index: number, events: number): Promise<void> {
    const each = this.readers[index] ?? new Reader();
    await each.open?.return?.();
    each.open = null;
    if (!this.isReady(each)) return;
    const reading = await carrel.streams.read(ada, id, { from: each.position });
    if (reading.isErr()) {
      expect([reading.error.type, this.hasExpired]).toEqual(['stream/not-found', true]);
      return;
    }
    let left = events;
    for await (const event of reading.value) {
      each.take(event);
      left -= 1;
      if (left <= 0 || !this.isReady(each)) return;
    }
  }

  private async dawdle({ id }: StreamWriter, index: number): Promise<void> {
    const each = this.readers[index] ?? new Reader();
    if (!this.isReady(each)) return;
    if (each.open === null) {
      const reading = await carrel.streams.read(ada, id, { from: each.position });
      if (reading.isErr()) return;
      each.open = reading.value[Symbol.asyncIterator]();
    }
    const { value, done } = await each.open.next();
    if (done !== true) each.take(value);
  }

  private check(each: Reader): void {
    for (const [position, chunk] of each.got) expect(chunk).toBe(`chunk ${position}`);
    if (each.last?.type === 'end') expect(each.position === this.written || isLost(each.last)).toBe(true);
    else expect(this.hasExpired).toBe(true);
  }
}

/** The end of a stream whose chunks are gone says so. */
function isLost(event: Extract<StreamReadEvent, { readonly type: 'end' }>): boolean {
  return event.end.error?.type === 'stream/chunks-gone' || event.end.reason === 'cancelled';
}
