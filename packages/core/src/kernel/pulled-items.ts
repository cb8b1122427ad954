/** What an iteration takes its items from. */
export interface ItemSource<T> {
  /** Takes what comes next; `null` while nothing is there, `over` once nothing follows. Not asked again after that, nor after the last. */
  take(): { readonly item: T; readonly isLast: boolean } | 'over' | null;
  /** Calls back when there may be something to take, until the returned function is called. Not before the first item is asked for. */
  watch(look: () => void): () => void;
  /** Nothing more is taken: all was, or whoever took it `left`. Told once. */
  close(why: 'all' | 'left'): void;
}

type Step<T> = IteratorResult<T, undefined>;

const OVER: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * An iteration over what comes and goes elsewhere. It ends with its source, when its reader leaves, and quietly when `signal` fires,
 * also while it waits. No generator: what a terminal writes passes here on its way to a screen, and every turn of the queue counts.
 */
export class PulledItems<T> implements AsyncIterableIterator<T, undefined> {
  private begun = false;
  private over = false;
  private unwatch: () => void = () => undefined;
  private answer: ((step: Step<T>) => void) | null = null;
  private pending: Promise<Step<T>> = Promise.resolve(OVER);

  constructor(
    private readonly source: ItemSource<T>,
    private readonly signal?: AbortSignal,
  ) {}

  next(): Promise<Step<T>> {
    if (this.answer !== null) return this.pending.then(() => this.next());
    this.begin();
    const step = this.step();
    if (step !== null) return Promise.resolve(step);
    this.pending = new Promise((resolve) => {
      this.answer = resolve;
    });
    return this.pending;
  }

  return(): Promise<Step<T>> {
    this.stop();
    return Promise.resolve(OVER);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private begin(): void {
    if (this.begun || this.over) return;
    this.begun = true;
    this.unwatch = this.source.watch(this.look);
    this.signal?.addEventListener('abort', this.stop, { once: true });
    if (this.signal?.aborted === true) this.stop();
  }

  private readonly look = (): void => {
    if (this.answer === null) return;
    const step = this.step();
    if (step === null) return;
    const { answer } = this;
    this.answer = null;
    answer(step);
  };

  private readonly stop = (): void => {
    this.close('left');
    this.look();
  };

  private step(): Step<T> | null {
    if (this.over) return OVER;
    const taken = this.source.take();
    if (taken === null) return null;
    if (taken === 'over' || taken.isLast) this.close('all');
    return taken === 'over' ? OVER : { done: false, value: taken.item };
  }

  private close(why: 'all' | 'left'): void {
    if (this.over) return;
    this.over = true;
    this.unwatch();
    this.signal?.removeEventListener('abort', this.stop);
    this.source.close(why);
  }
}
