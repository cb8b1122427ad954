/** What a reader gets where positions that it wants are not kept any more. */
export interface LogGap {
  readonly type: 'gap';
  readonly from: number;
  readonly to: number;
}

/** A log of things at absolute positions, as its readers look at it. `Event` is what they get, gaps aside. */
export interface ReadableLog<Event> {
  /** The oldest position that is kept. */
  first(): number;
  /** The position after the newest. */
  next(): number;
  /** What readers get after everything, once nothing follows; `null` before. */
  last(): Event | null;
  /** What is kept at `position`, and as much of what follows as one event holds. */
  take(position: number): { readonly event: Event; readonly next: number };
}

export interface LogReadOptions<Event> {
  /** The first position wanted. A dropped one gives a `gap` first; one that is not written yet is waited for. @default 0 */
  readonly from?: number;
  /** Ends the reading quietly. */
  readonly signal?: AbortSignal | undefined;
  /** Where each reading is for as long as it goes on, so that they can be finished. @default nowhere */
  readonly among?: Set<LogReading<Event>>;
}

/** A reading that goes on. */
export interface LogReading<Event> {
  /** Gives the reader `event` next, and nothing after it. */
  finish(event: Event): void;
}

/**
 * Everybody who reads one log, each a position in it: a slow reader costs nothing and holds up nobody, and gets a `gap` for what the
 * log dropped meanwhile. A reading is what is kept and then what follows, without a seam.
 */
export class LogReaders<Event> {
  private readonly waiting = new Set<Reader<Event>>();
  private waking = false;

  constructor(private readonly log: ReadableLog<Event>) {}

  /** From `from` on, to the last event or until `signal` fires. Each iteration is a reading of its own. */
  read(options: LogReadOptions<Event> = {}): AsyncIterable<Event | LogGap> {
    return { [Symbol.asyncIterator]: () => new Reader(this.log, this.waiting, options) };
  }

  /** To be called after each change of the log; changes that are made in one go reach a reader who waits together. */
  wake(): void {
    if (this.waking || this.waiting.size === 0) return;
    this.waking = true;
    queueMicrotask(() => {
      this.waking = false;
      for (const reader of this.waiting) reader.wake();
    });
  }
}

type Step<Event> = IteratorResult<Event | LogGap, undefined>;

const OVER: IteratorReturnResult<undefined> = { done: true, value: undefined };

class Reader<Event> implements AsyncIterator<Event | LogGap, undefined>, LogReading<Event> {
  private position: number;
  private over = false;
  private final: { readonly event: Event } | null = null;
  private answer: ((step: Step<Event>) => void) | null = null;
  private pending: Promise<Step<Event>> = Promise.resolve(OVER);

  constructor(
    private readonly log: ReadableLog<Event>,
    private readonly waiting: Set<Reader<Event>>,
    private readonly options: LogReadOptions<Event>,
  ) {
    this.position = options.from ?? 0;
    options.among?.add(this);
    if (options.signal?.aborted === true) this.close();
    else options.signal?.addEventListener('abort', this.stop, { once: true });
  }

  next(): Promise<Step<Event>> {
    if (this.answer !== null) return this.pending.then(() => this.next());
    const step = this.step();
    if (step !== null) return Promise.resolve(step);
    this.pending = new Promise((resolve) => {
      this.answer = resolve;
      this.waiting.add(this);
    });
    return this.pending;
  }

  return(): Promise<Step<Event>> {
    this.stop();
    return Promise.resolve(OVER);
  }

  finish(event: Event): void {
    this.final ??= { event };
    this.wake();
  }

  /** Answers the reader who waits, when there is something to answer. */
  wake(): void {
    if (this.answer === null) return;
    const step = this.step();
    if (step === null) return;
    const { answer } = this;
    this.answer = null;
    this.waiting.delete(this);
    answer(step);
  }

  /** What comes next; `null` while nothing is there. */
  private step(): Step<Event> | null {
    if (this.over) return OVER;
    if (this.final !== null) return this.lastStep(this.final.event);
    const { log, position } = this;
    const first = log.first();
    if (position < first) {
      this.position = first;
      return { done: false, value: { type: 'gap', from: position, to: first } };
    }
    if (position < log.next()) {
      const { event, next } = log.take(position);
      this.position = next;
      return { done: false, value: event };
    }
    const last = log.last();
    return last === null ? null : this.lastStep(last);
  }

  private lastStep(event: Event): Step<Event> {
    this.close();
    return { done: false, value: event };
  }

  private readonly stop = (): void => {
    this.close();
    this.wake();
  };

  private close(): void {
    this.over = true;
    this.options.signal?.removeEventListener('abort', this.stop);
    this.options.among?.delete(this);
  }
}
