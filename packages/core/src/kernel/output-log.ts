import { ByteRing } from './byte-ring.js';
import { invariant } from './invariant.js';
import { LogReaders } from './log-readers.js';

/** What a reader of a log gets, in order. Offsets count all bytes of the log, whatever the channel, from 0. */
export type OutputItem<Channel extends string, End> =
  | { readonly type: 'output'; readonly offset: number; readonly channel: Channel; readonly data: Uint8Array }
  /** The bytes from `from` up to `to` were dropped before this reader took them. */
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  /** Nothing follows; `offset` is how many bytes there were in all. */
  | { readonly type: 'end'; readonly offset: number; readonly value: End };

export interface OutputLogOptions {
  /** How many of the latest bytes stay readable. @default 1048576 */
  readonly retainBytes?: number;
  /** The most bytes of one `output` item. @default 65536 */
  readonly maxItemBytes?: number;
  /** The offset of the first byte; a reader that wants earlier ones gets a `gap`. @default 0 */
  readonly startOffset?: number;
}

export interface OutputReadOptions {
  /** The first byte wanted. A dropped one gives a `gap` first; one that is not written yet is waited for. @default 0 */
  readonly from?: number;
  /** Ends the reading quietly. */
  readonly signal?: AbortSignal;
}

const RETAIN_BYTES = 1_048_576;
const MAX_ITEM_BYTES = 65_536;

/** Where the bytes of one channel begin; they go on to the next run. */
interface Run<Channel> {
  readonly offset: number;
  readonly channel: Channel;
}

/**
 * A bounded log of bytes on named channels, with an end: written once, read by any number of readers from any offset.
 *
 * Readers are positions in the one log, so a slow one costs nothing and holds up nobody: it gets a `gap` for what the log
 * dropped meanwhile. A read is what was kept and then what follows, without a seam.
 */
export class OutputLog<Channel extends string, End> {
  private readonly kept: ByteRing;
  private readonly maxItemBytes: number;
  private runs: Run<Channel>[] = [];
  private ending: Extract<OutputItem<Channel, End>, { type: 'end' }> | null = null;
  private readonly readers: LogReaders<OutputItem<Channel, End>>;
  private readonly watching = new Set<() => void>();

  constructor({ retainBytes = RETAIN_BYTES, maxItemBytes = MAX_ITEM_BYTES, startOffset = 0 }: OutputLogOptions = {}) {
    this.kept = new ByteRing(retainBytes, startOffset);
    this.maxItemBytes = maxItemBytes;
    this.readers = new LogReaders<OutputItem<Channel, End>>({
      first: () => this.firstOffset,
      next: () => this.endOffset,
      last: () => this.ending,
      take: (offset) => this.take(offset),
    });
  }

  /** The offset of the oldest byte that is still readable. */
  get firstOffset(): number {
    return this.kept.first;
  }

  /** How many bytes were written so far. */
  get endOffset(): number {
    return this.kept.end;
  }

  get ended(): boolean {
    return this.ending !== null;
  }

  /** Copies `bytes` to the end of the log. Nothing may be appended after the end. */
  append(channel: Channel, bytes: Uint8Array): void {
    invariant(this.ending === null, 'an ended log takes no more bytes');
    if (bytes.length === 0) return;
    if (this.runs.at(-1)?.channel !== channel) this.runs.push({ offset: this.endOffset, channel });
    this.kept.append(bytes);
    this.dropRuns();
    this.wake();
  }

  /**
   * The bytes from `endOffset` up to `offset` are not to be had: whoever writes the log missed them itself. What was kept before
   * is dropped with them, so that what is kept has no holes.
   */
  skip(offset: number): void {
    invariant(this.ending === null && offset >= this.endOffset, 'a log skips forward, before its end');
    if (offset === this.endOffset) return;
    this.kept.restart(offset);
    this.runs = [];
    this.wake();
  }

  /** Closes the log; readers get `value` after the last byte. A second end changes nothing. */
  end(value: End): void {
    if (this.ending !== null) return;
    this.ending = { type: 'end', offset: this.endOffset, value };
    this.wake();
  }

  /** From `from` on to the end, or until `signal` fires. Each reading is independent of every other. */
  read(options: OutputReadOptions = {}): AsyncIterable<OutputItem<Channel, End>> {
    return this.readers.read(options);
  }

  /** What a reader at the offset `from` gets next; `null` when that is not there yet. Takes nothing away. */
  next(from: number): OutputItem<Channel, End> | null {
    if (from < this.firstOffset) return { type: 'gap', from, to: this.firstOffset };
    return from < this.endOffset ? this.take(from).event : this.ending;
  }

  /** Calls back at each change, and when readers are told to look, until the returned function is called. */
  watch(look: () => void): () => void {
    this.watching.add(look);
    return () => {
      this.watching.delete(look);
    };
  }

  /** Has everybody who waits look again. */
  wake(): void {
    this.readers.wake();
    for (const look of this.watching) look();
  }

  /** The bytes at `offset`, of one channel. */
  private take(offset: number) {
    const index = lastAtOrBefore(this.runs, offset);
    const run = this.runs[index];
    invariant(run !== undefined, 'every kept byte belongs to a run');
    const end = Math.min(this.runs[index + 1]?.offset ?? this.endOffset, offset + this.maxItemBytes);
    const data = this.kept.slice(offset, end);
    return { event: { type: 'output', offset, channel: run.channel, data }, next: end } as const;
  }

  /** Forgets runs of which no byte is kept, many at a time so that it costs little for each byte. */
  private dropRuns(): void {
    const dropped = lastAtOrBefore(this.runs, this.firstOffset);
    if (dropped > this.runs.length / 2) this.runs = this.runs.slice(dropped);
  }
}

/** Where a reader goes on after `item`. */
export function positionAfter(item: OutputItem<string, unknown>): number {
  if (item.type === 'output') return item.offset + item.data.length;
  return item.type === 'gap' ? item.to : item.offset;
}

/** The index of the last run that begins at or before `offset`. */
function lastAtOrBefore(runs: readonly Run<unknown>[], offset: number): number {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((runs[middle]?.offset ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
