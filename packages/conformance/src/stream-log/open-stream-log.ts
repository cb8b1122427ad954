import assert from 'node:assert/strict';
import type { StreamEnd, StreamEvent, StreamLog, StreamReadOptions, StreamRetention } from '@carrel/core/streams';
import type { CaseSubject } from '../cases.js';
import { expectOk } from '../expect-result.js';
import { Reading } from './reading.js';
import type { StreamLogFaults, StreamLogSubject } from './stream-log-subject.js';

/** Enough of everything for what is not about retention. */
export const AMPLE: StreamRetention = { ttlMs: 600_000, maxChunks: 100_000, maxBytes: 16_777_216 };

export const COMPLETED: StreamEnd = { reason: 'completed' };

/** The key of the stream that most cases are about. */
export const KEY = 'the stream';

/** `count` chunks whose texts tell where they are. */
export function numbered(count: number, from = 0): readonly string[] {
  return Array.from({ length: count }, (_, index) => `chunk ${from + index};`);
}

/** A log that is open, as each case gets it. */
export class OpenStreamLog implements CaseSubject {
  private readonly others: StreamLog[] = [];

  private constructor(
    readonly log: StreamLog,
    private readonly subject: StreamLogSubject,
  ) {}

  static async open(subject: StreamLogSubject): Promise<OpenStreamLog> {
    await expectOk(subject.subject.open());
    return new OpenStreamLog(subject.subject, subject);
  }

  /** Makes a stream with `chunks` in it. */
  async stream(chunks: readonly string[] = [], retention: Partial<StreamRetention> = {}, key = KEY): Promise<void> {
    await expectOk(this.log.create(key, { ...AMPLE, ...retention }));
    if (chunks.length > 0) await expectOk(this.log.append(key, chunks));
  }

  append(chunks: readonly string[], key = KEY): Promise<number> {
    return expectOk(this.log.append(key, chunks));
  }

  end(end: StreamEnd = COMPLETED, key = KEY): Promise<void> {
    return expectOk(this.log.end(key, end));
  }

  events(options: StreamReadOptions = {}, key = KEY, log = this.log): Promise<AsyncIterable<StreamEvent>> {
    return expectOk(log.read(key, options));
  }

  /** Somebody who reads from now on. */
  async follow(options: StreamReadOptions = {}, key = KEY, log = this.log): Promise<Reading> {
    return Reading.of(await this.events(options, key, log), options.from);
  }

  /** What a reader of an ended stream gets. */
  async readAll(from = 0, key = KEY, log = this.log): Promise<Reading> {
    return Reading.toEnd(await this.events({ from }, key, log), from);
  }

  /** Another open log over the same place. */
  async another(): Promise<StreamLog> {
    const log = await this.subject.another?.();
    assert.ok(log !== undefined, 'a subject that does not lack "another" has it');
    this.others.push(log);
    await expectOk(log.open());
    return log;
  }

  get faults(): StreamLogFaults {
    assert.ok(this.subject.faults !== undefined, 'a subject that does not lack "faults" has them');
    return this.subject.faults;
  }

  async advance(ms: number): Promise<void> {
    if (this.subject.advance !== undefined) await this.subject.advance(ms);
    else await new Promise((resolve) => setTimeout(resolve, ms));
  }

  async dispose(): Promise<void> {
    for (const other of this.others) await other.dispose();
    await this.log.dispose();
    await this.subject.dispose();
  }
}
