import { Changes, type Clock } from '@carrel/core/kernel';
import type { StreamEnd } from '@carrel/core/streams';
import { chunksFrom, parseChunks, type ChunkRun } from './chunk-entries.js';

/** Chunks, and what they cost to keep. */
interface HeardRun extends ChunkRun {
  readonly bytes: number;
}

/**
 * The latest of one stream, as it is published: one for all readers of a process. A reader whose position it does not hold reads from
 * Redis, so it keeps little, however many readers there are and however slow they are.
 */
export class LiveStream {
  /** Grows whenever something may have been missed: before it grew, readers know nothing of what is published since. 0 is not yet. */
  epoch = 0;
  private life = '';
  private runs: HeardRun[] = [];
  private bytes = 0;
  private ending: { readonly position: number; readonly end: StreamEnd } | null = null;
  private readonly changes = new Changes();
  private cancelCheck: (() => void) | null = null;

  constructor(private readonly options: { readonly clock: Clock; readonly maxBytes: number }) {}

  /** A message of the channel: the life of the key, what it is, and for chunks and the end the position after it and itself. */
  hear(message: string): void {
    const [life = '', kind, position] = message.split(' ', 3);
    if ((this.life !== life && this.life !== '') || kind === 'r') this.miss();
    this.life = life;
    const body = () => message.slice(life.length + (position?.length ?? 0) + 4);
    if (kind === 'c') this.add(parseChunks(Number(position), body()), message.length);
    else if (kind === 'e') this.ending = { position: Number(position), end: JSON.parse(body()) as StreamEnd };
    this.changes.tell();
  }

  /** Readers look into Redis before they wait again. */
  miss(): void {
    this.epoch += 1;
    this.forget();
    this.ending = null;
    this.changes.tell();
  }

  /** What follows `at` at once, of the life that a reader knows. */
  take(life: string, at: number): readonly string[] | null {
    if (life !== this.life) return null;
    for (let index = this.runs.length - 1; index >= 0; index -= 1) {
      const run = this.runs[index];
      if (run === undefined || run.end <= at) return null;
      if (run.start <= at) return chunksFrom(run, at);
    }
    return null;
  }

  /** Whether something is known that follows `at`. */
  isBehind(life: string, at: number): boolean {
    return life === this.life && Math.max(this.runs.at(-1)?.end ?? 0, this.ending?.position ?? 0) > at;
  }

  /** The end, where nothing comes between `at` and it. */
  endAt(life: string, at: number): { readonly position: number; readonly end: StreamEnd } | null {
    return life === this.life && this.ending !== null && this.ending.position <= at ? this.ending : null;
  }

  /** Until something is known that was not, or `over` fires. */
  change(over: AbortSignal): Promise<void> {
    return this.changes.next(over);
  }

  /** Has readers look into Redis `ms` from now, where nothing has them do so before. */
  checkIn(ms: number): void {
    this.cancelCheck ??= this.options.clock.setTimer(ms, () => {
      this.cancelCheck = null;
      this.miss();
    });
  }

  close(): void {
    this.cancelCheck?.();
    this.cancelCheck = null;
    this.miss();
  }

  private add(run: ChunkRun, bytes: number): void {
    // A hole says that the connection was lost in between; what was before it is no part of what follows.
    if ((this.runs.at(-1)?.end ?? run.start) !== run.start) this.forget();
    this.runs.push({ ...run, bytes });
    this.bytes += bytes;
    if (this.bytes <= this.options.maxBytes || this.runs.length === 1) return;
    // The older half at a time, so that it costs little for each message.
    const dropped = this.runs.splice(0, this.runs.length >> 1);
    this.bytes -= dropped.reduce((sum, old) => sum + old.bytes, 0);
  }

  private forget(): void {
    this.runs = [];
    this.bytes = 0;
  }
}
