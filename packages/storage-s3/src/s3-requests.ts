import { setMaxListeners } from 'node:events';
import { CarrelException, delay, errAsync, ResultAsync, Semaphore, type Clock } from '@carrel/core/kernel';
import { storageFailed } from '@carrel/core/storage';
import type { ResolvedS3Options } from './s3-options.js';
import { toFailure, type S3Failure } from './s3-failure.js';

/** A request that failed for good. */
export class S3RequestError extends CarrelException<S3Failure['error']> {
  constructor(
    /** What the service calls it. */
    readonly code: string,
    error: S3Failure['error'],
  ) {
    super(error);
  }
}

/** Sends requests: a bounded number at a time, each within its time, and again while the service is at fault. */
export class S3Requests {
  private readonly places: Semaphore;
  private readonly clock: Clock;

  constructor(private readonly options: ResolvedS3Options) {
    this.places = new Semaphore(options.maxConnections);
    this.clock = options.clock;
  }

  /**
   * What `attempt` gives, which is called anew for each attempt, so it sends nothing that can only be read once.
   *
   * @throws S3RequestError; soon after `over` has fired whatever it may be.
   */
  async send<T>(over: AbortSignal, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
    // One signal ends all requests of an operation.
    setMaxListeners(0, over);
    for (let count = 1; ; count += 1) {
      over.throwIfAborted();
      const result = await this.places.run('The request', () => this.once(over, attempt), over);
      if (result.isOk()) return result.value;
      over.throwIfAborted();
      if (!('isTransient' in result.error)) throw new CarrelException(storageFailed(result.error));
      const { isTransient, error, code } = result.error;
      if (!isTransient || count >= this.options.maxAttempts) throw new S3RequestError(code, error);
      await delay(this.clock, this.delayAfter(count), over);
    }
  }

  private once<T>(over: AbortSignal, attempt: (signal: AbortSignal) => Promise<T>): ResultAsync<T, S3Failure> {
    if (over.aborted) return errAsync(toFailure(over.reason));
    return ResultAsync.fromThrowable(() => this.limited(over, attempt), toFailure)();
  }

  /** Does not wait for a client that ignores its signal, such as one that asks for credentials. */
  private async limited<T>(over: AbortSignal, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const limit = new AbortController();
    let stop = (): void => undefined;
    const stopped = new Promise<never>((_, reject) => {
      stop = () => {
        limit.abort();
        reject(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
      };
    });
    over.addEventListener('abort', stop, { once: true });
    const cancel = this.clock.setTimer(this.options.requestTimeoutMs, stop);
    try {
      return await Promise.race([stopped, attempt(limit.signal)]);
    } finally {
      cancel();
      over.removeEventListener('abort', stop);
    }
  }

  /** Between half of the longest wait and all of it, so that clients that failed together do not come back together. */
  private delayAfter(count: number): number {
    const { retryDelayMs, maxRetryDelayMs } = this.options;
    return Math.min(maxRetryDelayMs, retryDelayMs * 2 ** (count - 1)) * (0.5 + Math.random() / 2);
  }
}
