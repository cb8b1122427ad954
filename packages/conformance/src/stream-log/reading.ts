import assert from 'node:assert/strict';
import type { StreamEnd, StreamEvent, StreamLogError } from '@carrel/core/streams';
import { eventually } from '../eventually.js';

/** Positions that a reader was told are gone. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** Somebody who reads a stream in the background, and notes what comes; the first event that is out of order is noted as `broken`. */
export class Reading {
  readonly chunks: string[] = [];
  readonly gaps: Gap[] = [];
  /** The position of what comes next. */
  position: number;
  ended: StreamEnd | null = null;
  failure: StreamLogError | null = null;
  /** Resolves when nothing follows. */
  readonly over: Promise<void>;
  private broken: string | null = null;
  private isOver = false;

  private constructor(events: AsyncIterable<StreamEvent>, from: number) {
    this.position = from;
    this.over = this.consume(events);
  }

  static of(events: AsyncIterable<StreamEvent>, from = 0): Reading {
    return new Reading(events, from);
  }

  /** Everything to the end. */
  static async toEnd(events: AsyncIterable<StreamEvent>, from = 0): Promise<Reading> {
    const reading = new Reading(events, from);
    await reading.finished();
    assert.ok(reading.ended !== null, `the reading has an end, and not ${JSON.stringify(reading.failure)}`);
    return reading;
  }

  /** Waits until what comes next has this position. */
  async reaches(position: number): Promise<void> {
    await eventually(() => {
      this.check();
      assert.ok(this.position >= position, `read up to ${this.position} of ${position}`);
    });
  }

  /** Waits until nothing follows. */
  async finished(): Promise<void> {
    await eventually(() => {
      this.check();
      assert.ok(this.isOver, `the reading at ${this.position} is over`);
    });
  }

  private check(): void {
    assert.equal(this.broken, null);
  }

  private async consume(events: AsyncIterable<StreamEvent>): Promise<void> {
    for await (const event of events) this.note(event);
    this.isOver = true;
  }

  private note(event: StreamEvent): void {
    if (this.ended !== null || this.failure !== null) this.broken ??= `${event.type} after the last event`;
    if (event.type === 'failed') this.failure = event.error;
    else if (event.type === 'gap') this.skip(event);
    else {
      // What ends before the position wanted has the position of its end.
      if (event.type === 'chunks' && event.position !== this.position) this.misplaced(event);
      if (event.type === 'end') this.finish(event);
      else this.take(event.chunks);
    }
  }

  private take(chunks: readonly string[]): void {
    if (chunks.length === 0) this.broken ??= `an event of no chunks at ${this.position}`;
    this.chunks.push(...chunks);
    this.position += chunks.length;
  }

  private skip(gap: Gap): void {
    if (gap.from !== this.position || gap.to <= gap.from) this.misplaced(gap);
    this.gaps.push({ from: gap.from, to: gap.to });
    this.position = gap.to;
  }

  private finish(event: Extract<StreamEvent, { readonly type: 'end' }>): void {
    if (event.position > this.position) this.misplaced(event);
    this.ended = event.end;
  }

  private misplaced(event: object): void {
    this.broken ??= `${JSON.stringify(event)} where ${this.position} comes next`;
  }
}
