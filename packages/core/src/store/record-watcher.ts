import type { StoreError, StoreTooManyWatches } from './store-errors.js';

/** What a watch tells. */
export type RecordChange =
  /** What is watched may have changed: read it. */
  | { readonly type: 'changed' }
  /** The watch is over, and nothing follows: `store/closed` when the store was disposed. */
  | { readonly type: 'failed'; readonly error: StoreError | StoreTooManyWatches };

type Step = IteratorResult<RecordChange, undefined>;

/** One watch, for stores: whoever watches reads from it, and the store wakes it. It keeps one change, however many there were. */
export class RecordWatcher implements AsyncIterableIterator<RecordChange, undefined> {
  private pending: RecordChange | null = null;
  private isOver = false;
  private readonly waiting: ((step: Step) => void)[] = [];

  /** @param onEnd called once: when its reader leaves, its signal fires, or it failed. */
  constructor(
    private readonly onEnd: () => void,
    private readonly signal?: AbortSignal,
  ) {
    signal?.addEventListener('abort', this.close, { once: true });
  }

  /** Something changed. */
  wake(): void {
    if (!this.isOver) this.give({ type: 'changed' });
  }

  /** It is over, and its reader is told why. */
  fail(error: StoreError | StoreTooManyWatches): void {
    if (this.isOver) return;
    this.give({ type: 'failed', error });
    const told = this.pending;
    this.close();
    this.pending = told;
  }

  /** It is over, and its reader is told nothing. Idempotent. */
  readonly close = (): void => {
    if (this.isOver) return;
    this.isOver = true;
    this.pending = null;
    this.signal?.removeEventListener('abort', this.close);
    for (const take of this.waiting.splice(0)) take(END);
    this.onEnd();
  };

  next(): Promise<Step> {
    const { pending } = this;
    this.pending = null;
    if (pending !== null) return Promise.resolve({ done: false, value: pending });
    if (this.isOver) return Promise.resolve(END);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  return(): Promise<Step> {
    this.close();
    this.pending = null;
    return Promise.resolve(END);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private give(change: RecordChange): void {
    const take = this.waiting.shift();
    if (take === undefined) this.pending = change;
    else take({ done: false, value: change });
  }
}

const END: Step = { done: true, value: undefined };
