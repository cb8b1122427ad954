import assert from 'node:assert/strict';
import type { Exit, OutputChannel, ProcessEvent } from '@carrel/core/runtime';

type LastEvent = Extract<ProcessEvent, { readonly type: 'exit' | 'failed' }>;

/** Everything that one reader got of a process. */
export interface Reading {
  readonly events: readonly ProcessEvent[];
  /** What came on each channel, in order. */
  readonly stdout: string;
  readonly stderr: string;
  readonly tty: string;
  /** All bytes, whatever the channel. */
  readonly bytes: Buffer;
  /** What was said to be dropped. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  /** `null` for a reader that ended the reading itself. */
  readonly last: LastEvent | null;
}

/** A reading of a process that ended. */
export interface FinishedReading extends Reading {
  readonly exit: Exit;
  readonly truncated: boolean;
  readonly end: number;
}

/** How long a case waits for what a runtime must do soon, in milliseconds: what a machine under full load may need, too. */
export const DEADLINE_MS = 30_000;

/** What `promise` gives; throws when that takes longer than a healthy runtime can take. */
export async function within<T>(promise: PromiseLike<T>, what: string, deadlineMs = DEADLINE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new assert.AssertionError({ message: `${what} took longer than ${deadlineMs} ms` }));
    }, deadlineMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The promise, for a case that does something else before it awaits it: when that fails, this one may fail unheard. */
export function awaitedLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/**
 * Takes events one at a time, and holds each against the promise of the port: offsets follow on each other, only a gap leaves
 * bytes out, and nothing follows the last event.
 */
export class ProcessReader {
  private readonly iterator: AsyncIterator<ProcessEvent>;
  private readonly taken: ProcessEvent[] = [];
  private last: LastEvent | null = null;
  private done = false;

  constructor(
    events: AsyncIterable<ProcessEvent>,
    private next = 0,
  ) {
    this.iterator = events[Symbol.asyncIterator]();
  }

  /** The offset after the last byte taken. */
  get position(): number {
    return this.next;
  }

  /** `null` at the end. */
  async take(): Promise<ProcessEvent | null> {
    const item = await within(this.iterator.next(), 'the next event of a process');
    if (item.done === true) {
      this.done = true;
      return null;
    }
    this.check(item.value);
    this.taken.push(item.value);
    return item.value;
  }

  /** Reads until the output so far holds `text`. */
  async until(text: string): Promise<void> {
    while (!this.reading().bytes.includes(text)) {
      assert.notEqual(await this.take(), null, `the output ended before ${JSON.stringify(text)}`);
    }
  }

  /** Reads to the last event, and that nothing follows it. */
  rest(): Promise<Reading> {
    return awaitedLater(this.readRest());
  }

  /** Leaves, as a reader does that has enough. */
  async leave(): Promise<void> {
    await this.iterator.return?.();
  }

  reading(): Reading {
    return {
      events: this.taken,
      stdout: textOf(this.taken, 'stdout'),
      stderr: textOf(this.taken, 'stderr'),
      tty: textOf(this.taken, 'tty'),
      bytes: Buffer.concat(this.taken.flatMap((event) => (event.type === 'output' ? [event.data] : []))),
      gaps: this.taken.flatMap((event) => (event.type === 'gap' ? [{ from: event.from, to: event.to }] : [])),
      last: this.last,
    };
  }

  private async readRest(): Promise<Reading> {
    while (!this.done) await this.take();
    return this.reading();
  }

  private check(event: ProcessEvent): void {
    assert.equal(this.last, null, `${event.type} came after the last event`);
    if (event.type === 'output') {
      assert.equal(event.offset, this.next, 'output must begin where the output before it ended');
      assert.ok(event.data.length > 0, 'output without a byte');
      this.next += event.data.length;
    } else if (event.type === 'gap') {
      assert.equal(event.from, this.next, 'a gap must begin where the output before it ended');
      assert.ok(event.to > event.from, 'a gap must leave something out');
      this.next = event.to;
    } else {
      this.last = event;
      if (event.type === 'exit') assert.equal(event.end, this.next, 'the exit must come after every byte');
    }
  }
}

/** Reads to the exit of the process. */
export async function readToExit(events: AsyncIterable<ProcessEvent>, from = 0): Promise<FinishedReading> {
  const reading = await new ProcessReader(events, from).rest();
  return finished(reading);
}

/** The reading, which must have come to the exit. */
export function finished(reading: Reading): FinishedReading {
  const { last } = reading;
  assert.equal(last?.type, 'exit', `the last event is ${JSON.stringify(last)}`);
  const { end, exit, truncated } = last;
  return { ...reading, end, exit, truncated };
}

/** What `count` and `tick` write of the numbers from `start` up to `end`. */
export function numbered(end: number, start = 0): string {
  let text = '';
  for (let number = start; number < end; number += 1) text += `${String(number).padStart(7, '0')}\n`;
  return text;
}

function textOf(events: readonly ProcessEvent[], channel: OutputChannel): string {
  const data = events.flatMap((event) => (event.type === 'output' && event.channel === channel ? [event.data] : []));
  return Buffer.concat(data).toString();
}
