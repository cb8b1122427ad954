import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutputLog, type OutputItem } from './output-log.js';

type Channel = 'stdout' | 'stderr';
type Item = OutputItem<Channel, number>;

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array) => new TextDecoder().decode(data);
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function collect(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('OutputLog', () => {
  it('gives what was kept, then what follows, then the end', async () => {
    const log = new OutputLog<Channel, number>();
    log.append('stdout', bytes('ab'));
    const reading = collect(log.read());
    await settle();
    log.append('stderr', bytes('c'));
    log.end(7);
    expect(await reading).toEqual([
      { type: 'output', offset: 0, channel: 'stdout', data: bytes('ab') },
      { type: 'output', offset: 2, channel: 'stderr', data: bytes('c') },
      { type: 'end', offset: 3, value: 7 },
    ]);
  });

  it('starts in the middle of what was written at once', async () => {
    const log = new OutputLog<Channel, number>();
    log.append('stdout', bytes('abcdef'));
    log.end(0);
    expect(await collect(log.read({ from: 4 }))).toEqual([
      { type: 'output', offset: 4, channel: 'stdout', data: bytes('ef') },
      { type: 'end', offset: 6, value: 0 },
    ]);
  });

  it('keeps the last bytes and says which were dropped', async () => {
    const log = new OutputLog<Channel, number>({ retainBytes: 4 });
    log.append('stdout', bytes('abc'));
    log.append('stderr', bytes('defgh'));
    log.end(0);
    expect(log.firstOffset).toBe(4);
    expect(await collect(log.read())).toEqual([
      { type: 'gap', from: 0, to: 4 },
      { type: 'output', offset: 4, channel: 'stderr', data: bytes('efgh') },
      { type: 'end', offset: 8, value: 0 },
    ]);
  });

  it('keeps 1 MiB and gives 64 KiB at a time when not told otherwise', async () => {
    const log = new OutputLog<Channel, number>();
    const written = Uint8Array.from({ length: 1_048_577 }, (_, index) => index % 251);
    for (let at = 0; at < written.length; at += 5_000) log.append('stdout', written.subarray(at, at + 5_000));
    log.end(0);
    const items = await collect(log.read());
    expect(items[0]).toEqual({ type: 'gap', from: 0, to: 1 });
    const data = items.flatMap((item) => (item.type === 'output' ? [item.data] : []));
    expect(data.map(({ length }) => length)).toEqual(Array.from({ length: 16 }, () => 65_536));
    expect(Buffer.concat(data).equals(written.subarray(1))).toBe(true);
  });

  it('keeps nothing when told to', async () => {
    const log = new OutputLog<Channel, number>({ retainBytes: 0 });
    log.append('stdout', bytes('abc'));
    log.end(0);
    expect(await collect(log.read())).toEqual([
      { type: 'gap', from: 0, to: 3 },
      { type: 'end', offset: 3, value: 0 },
    ]);
  });

  it('waits for an offset that is not written yet', async () => {
    const log = new OutputLog<Channel, number>();
    const reading = collect(log.read({ from: 3 }));
    log.append('stdout', bytes('ab'));
    await settle();
    log.append('stdout', bytes('cdef'));
    log.end(0);
    const [first] = await reading;
    expect(first).toEqual({ type: 'output', offset: 3, channel: 'stdout', data: bytes('def') });
  });

  it('shows its readers copies, so that none can change the log', async () => {
    const log = new OutputLog<Channel, number>();
    const written = bytes('ab');
    log.append('stdout', written);
    written.fill(0);
    log.end(0);
    for (const item of await collect(log.read())) if (item.type === 'output') item.data.fill(0);
    const [again] = await collect(log.read());
    expect(again?.type === 'output' && text(again.data)).toBe('ab');
  });

  it('ends a waiting reader when its signal fires', async () => {
    const log = new OutputLog<Channel, number>();
    const controller = new AbortController();
    const reading = collect(log.read({ signal: controller.signal }));
    await settle();
    controller.abort();
    expect(await reading).toEqual([]);
    expect(await collect(log.read({ signal: AbortSignal.abort() }))).toEqual([]);
  });

  it('lets a reader leave while it waits', async () => {
    const log = new OutputLog<Channel, number>();
    const iterator = log.read()[Symbol.asyncIterator]();
    const pending = iterator.next();
    await settle();
    await iterator.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
  });

  it('refuses bytes after the end and keeps the first end', async () => {
    const log = new OutputLog<Channel, number>();
    log.end(1);
    log.end(2);
    expect(() => {
      log.append('stdout', bytes('a'));
    }).toThrow('an ended log takes no more bytes');
    expect(await collect(log.read())).toEqual([{ type: 'end', offset: 0, value: 1 }]);
  });

  it('gives every reader each byte once or says that it is gone, whatever the schedule', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ retainBytes: fc.integer({ min: 0, max: 40 }), maxItemBytes: fc.integer({ min: 1, max: 20 }) }),
        fc.array(step, { maxLength: 60 }),
        async (options, steps) => {
          const run = new Schedule(options);
          for (const next of steps) await run.take(next);
          await run.finish();
        },
      ),
      { numRuns: 300 },
    );
  });
});

type Step =
  | { readonly type: 'write'; readonly channel: Channel; readonly size: number }
  | { readonly type: 'pull' | 'disconnect'; readonly reader: number };

const READERS = 3;
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constant('write' as const),
    channel: fc.constantFrom<Channel>('stdout', 'stderr'),
    size: fc.integer({ min: 0, max: 50 }),
  }),
  fc.record({
    type: fc.constantFrom('pull' as const, 'disconnect' as const),
    reader: fc.integer({ min: 0, max: READERS - 1 }),
  }),
);

/** A log, what was written to it, and readers that pull one item at a time, leave, and come back to where they were. */
class Schedule {
  private readonly log: OutputLog<Channel, number>;
  private readonly written: { readonly byte: number; readonly channel: Channel }[] = [];
  private readonly readers = Array.from({ length: READERS }, () => new Reader());

  constructor(private readonly options: { readonly retainBytes: number; readonly maxItemBytes: number }) {
    this.log = new OutputLog(options);
  }

  async take(next: Step): Promise<void> {
    if (next.type === 'write') this.write(next);
    else if (next.type === 'pull') this.readers[next.reader]?.pull(this.log, this.check);
    else await this.readers[next.reader]?.disconnect();
    await settle();
  }

  async finish(): Promise<void> {
    this.log.end(this.written.length);
    await settle();
    for (const reader of this.readers) {
      while (!reader.ended) {
        reader.pull(this.log, this.check);
        await settle();
        expect(reader.failure).toBeUndefined();
      }
    }
  }

  private write({ channel, size }: { readonly channel: Channel; readonly size: number }): void {
    const data = Uint8Array.from({ length: size }, (_, index) => (this.written.length + index) % 251);
    for (const byte of data) this.written.push({ byte, channel });
    this.log.append(channel, data);
  }

  /** Where the reader is after `item`, which must begin where it was before. */
  private readonly check = (item: Item, position: number): number => {
    if (item.type === 'end') {
      expect(position).toBe(this.written.length);
      expect(item).toEqual({ type: 'end', offset: this.written.length, value: this.written.length });
      return position;
    }
    if (item.type === 'gap') {
      expect(item.from).toBe(position);
      expect(item.to).toBeGreaterThan(item.from);
      expect(item.to).toBeLessThanOrEqual(Math.max(0, this.written.length - this.options.retainBytes));
      return item.to;
    }
    expect(item.offset).toBe(position);
    expect(item.data.length).toBeLessThanOrEqual(this.options.maxItemBytes);
    const expected = this.written.slice(position, position + item.data.length);
    expect([...item.data].map((byte) => ({ byte, channel: item.channel }))).toEqual(expected);
    return position + item.data.length;
  };
}

class Reader {
  private position = 0;
  private iterator: AsyncIterator<Item> | undefined;
  private pulling = false;
  ended = false;
  failure: unknown;

  pull(log: OutputLog<Channel, number>, check: (item: Item, position: number) => number): void {
    if (this.pulling || this.ended) return;
    this.pulling = true;
    this.iterator ??= log.read({ from: this.position })[Symbol.asyncIterator]();
    const take = (result: IteratorResult<Item>): void => {
      this.pulling = false;
      if (result.done === true) return;
      this.position = check(result.value, this.position);
      this.ended = result.value.type === 'end';
    };
    this.iterator
      .next()
      .then(take)
      .catch((error: unknown) => {
        this.failure = error;
      });
  }

  async disconnect(): Promise<void> {
    await this.iterator?.return?.();
    this.iterator = undefined;
  }
}

describe('a log whose writer missed something', () => {
  it('says so to everybody who has not read up to there, and goes on', async () => {
    const log = new OutputLog<Channel, number>({ startOffset: 100, retainBytes: 8 });
    expect([log.firstOffset, log.endOffset]).toEqual([100, 100]);
    log.append('stdout', bytes('abc'));
    const ahead = collect(log.read({ from: 103 }));
    await settle();
    log.skip(110);
    log.append('stdout', bytes('0123456789'));
    log.end(1);
    const rest = [
      { type: 'output', offset: 112, channel: 'stdout', data: bytes('23456789') },
      { type: 'end', offset: 120, value: 1 },
    ];
    expect(await collect(log.read({ from: 101 }))).toEqual([{ type: 'gap', from: 101, to: 112 }, ...rest]);
    expect(await ahead).toEqual([{ type: 'gap', from: 103, to: 112 }, ...rest]);
  });

  it('has every byte where it belongs, however it was written and skipped', () => {
    const step = fc.record({ skip: fc.nat({ max: 20 }), bytes: fc.integer({ min: 1, max: 9_000 }) });
    const run = (start: number, retainBytes: number, steps: readonly { skip: number; bytes: number }[]) => {
      const log = new OutputLog<Channel, number>({ startOffset: start, retainBytes });
      let floor = start;
      for (const { skip, bytes: length } of steps) {
        if (skip > 10) log.skip((floor = log.endOffset + skip));
        const from = log.endOffset;
        log.append(
          'stdout',
          Uint8Array.from({ length }, (_, at) => (from + at) % 251),
        );
        expect(log.firstOffset).toBe(Math.max(floor, log.endOffset - retainBytes));
        for (let at = log.firstOffset; at < log.endOffset;) {
          const item = log.next(at);
          if (item?.type !== 'output') return expect.fail();
          expect(item.data.every((byte, index) => byte === (at + index) % 251)).toBe(true);
          at += item.data.length;
        }
      }
    };
    fc.assert(fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 20_000 }), fc.array(step, { maxLength: 8 }), run));
  });
});
