import { aborted, err, isAborted, ResultAsync, stoppable, type Aborted, type Result } from '../kernel/index.js';
import { connectionLost, type ConnectionLost } from '../runtime/index.js';

type Work<T, E> = (over: AbortSignal) => Result<T, E> | Promise<Result<T, E>>;

/** The link between a client and a box, without its latency: it can break at any moment, and what goes on in the box does not. */
export class MemoryLink {
  /** Resolves when the link is over, whoever ended it. */
  readonly closed: Promise<void>;
  private over = false;
  private close = (): void => undefined;
  /** What ends with the link. */
  private readonly pending = new Set<AbortController>();

  /** @param thawed resolves when the box is not frozen. */
  constructor(private readonly thawed: () => Promise<void>) {
    this.closed = new Promise((resolve) => (this.close = resolve));
  }

  get broken(): boolean {
    return this.over;
  }

  break(): void {
    this.over = true;
    for (const stop of [...this.pending]) stop.abort();
    this.close();
  }

  /** What `work` gives, unless the link breaks or `signal` fires before; the work then goes on unheard. */
  call<T, E>(
    operation: string,
    signal: AbortSignal | undefined,
    work: Work<T, E>,
  ): ResultAsync<T, E | Aborted | ConnectionLost> {
    return new ResultAsync<T, E | Aborted | ConnectionLost>(this.run(operation, signal, work));
  }

  /** The items of `open` until one is the last, or until the link breaks: then `failed` is. Ends quietly with `signal`. */
  follow<T>(
    open: (over: AbortSignal) => AsyncIterable<T>,
    options: { readonly signal: AbortSignal | undefined; readonly isLast: (item: T) => boolean; readonly failed: T },
  ): AsyncIterable<T> {
    return stoppable((over) => this.items(open, { ...options, over }), options.signal);
  }

  private async run<T, E>(
    operation: string,
    signal: AbortSignal | undefined,
    work: Work<T, E>,
  ): Promise<Result<T, E | Aborted | ConnectionLost>> {
    const stop = this.stopWith(signal);
    try {
      const stopped = new Promise<void>((resolve) => {
        stop.signal.addEventListener('abort', () => {
          resolve();
        });
        if (stop.signal.aborted) resolve();
      });
      const result = stop.signal.aborted ? undefined : await Promise.race([this.work(work, stop.signal), stopped]);
      if (result !== undefined && !stop.signal.aborted) return result;
      return err(isAborted(signal) ? aborted(operation) : connectionLost());
    } finally {
      stop.release();
    }
  }

  private async work<T, E>(work: Work<T, E>, over: AbortSignal): Promise<Result<T, E> | undefined> {
    await this.thawed();
    return over.aborted ? undefined : work(over);
  }

  private async *items<T>(
    open: (over: AbortSignal) => AsyncIterable<T>,
    { over, isLast, failed }: { over: AbortSignal; isLast: (item: T) => boolean; failed: T },
  ): AsyncGenerator<T, undefined, undefined> {
    const stop = this.stopWith(over);
    try {
      for await (const item of open(stop.signal)) {
        yield item;
        if (isLast(item)) return;
      }
      if (!over.aborted) yield failed;
    } finally {
      stop.release();
    }
  }

  /** A signal that fires with `signal` and when the link breaks, until it is released. */
  private stopWith(signal: AbortSignal | undefined) {
    const stop = new AbortController();
    const fire = () => {
      stop.abort();
    };
    this.pending.add(stop);
    signal?.addEventListener('abort', fire, { once: true });
    if (this.over || isAborted(signal)) fire();
    const release = () => {
      this.pending.delete(stop);
      signal?.removeEventListener('abort', fire);
    };
    return { signal: stop.signal, release };
  }
}
