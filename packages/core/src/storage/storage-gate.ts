import { aborted, CarrelException, err, isAborted, ok, ResultAsync, type Result } from '../kernel/index.js';
import { isStorageError, storageClosed, storageFailed, type StorageError } from './storage-errors.js';

/** One operation under way. */
interface Task {
  /** Fires when the operation is to end: its caller gave up, or the storage is disposed. */
  readonly over: AbortSignal;
  /** The error that ends it, for whatever was thrown. */
  readonly errorOf: (thrown: unknown) => StorageError;
  readonly end: () => void;
}

/**
 * What is the same for every `StorageProvider`: operations fail with `storage/closed` while it is not open and with `request/aborted`
 * once their signal fired, whatever is thrown becomes an error, and `close` ends what is under way and waits for it.
 */
export class StorageGate {
  private state: 'new' | 'open' | 'disposed' = 'new';
  private readonly tasks = new Set<AbortController>();
  private readonly underWay = new Set<Promise<unknown>>();

  /** Open when `prepare` is ok. `storage/closed` after `close`. */
  open(prepare: (over: AbortSignal) => Promise<Result<void, StorageError>>): ResultAsync<void, StorageError> {
    return new ResultAsync(this.track(this.prepared(prepare)));
  }

  /**
   * What `work` gives, while the storage is open.
   *
   * @param work must end soon after the signal that it gets has fired; what it answers or throws then counts for nothing, unless it
   * is ok.
   */
  run<T>(
    operation: string,
    signal: AbortSignal | undefined,
    work: (over: AbortSignal) => PromiseLike<Result<T, StorageError>>,
  ): ResultAsync<T, StorageError> {
    return new ResultAsync(this.track(this.attempt(operation, signal, work)));
  }

  /** The chunks of `source`; its end for a reason of `run` is a thrown `CarrelException`, between two chunks at the latest. */
  async *read(
    operation: string,
    signal: AbortSignal | undefined,
    source: (over: AbortSignal) => AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array, undefined, undefined> {
    const task = this.begin(operation, signal);
    try {
      for await (const chunk of source(task.over)) {
        task.over.throwIfAborted();
        yield chunk;
        task.over.throwIfAborted();
      }
    } catch (thrown) {
      throw new CarrelException(task.errorOf(thrown));
    } finally {
      task.end();
    }
  }

  /** Nothing is under way when resolved, and nothing begins any more. */
  async close(): Promise<void> {
    this.state = 'disposed';
    for (const task of this.tasks) task.abort();
    await Promise.allSettled(this.underWay);
  }

  private async prepared(
    prepare: (over: AbortSignal) => Promise<Result<void, StorageError>>,
  ): Promise<Result<void, StorageError>> {
    if (this.isDisposed()) return err(storageClosed());
    const task = this.begin('Opening the storage', undefined);
    try {
      const result = await prepare(task.over);
      if (this.isDisposed()) return err(storageClosed());
      if (result.isOk()) this.state = 'open';
      return result;
    } catch (thrown) {
      return err(task.errorOf(thrown));
    } finally {
      task.end();
    }
  }

  private async attempt<T>(
    operation: string,
    signal: AbortSignal | undefined,
    work: (over: AbortSignal) => PromiseLike<Result<T, StorageError>>,
  ): Promise<Result<T, StorageError>> {
    if (this.state !== 'open') return err(storageClosed());
    if (isAborted(signal)) return err(aborted(operation));
    const task = this.begin(operation, signal);
    try {
      const result = await work(task.over);
      return result.isOk() ? ok(result.value) : err(task.errorOf(result.error));
    } catch (thrown) {
      return err(task.errorOf(thrown));
    } finally {
      task.end();
    }
  }

  private begin(operation: string, signal: AbortSignal | undefined): Task {
    const controller = new AbortController();
    const stop = (): void => {
      controller.abort();
    };
    signal?.addEventListener('abort', stop, { once: true });
    if (isAborted(signal) || this.isDisposed()) stop();
    this.tasks.add(controller);
    return {
      over: controller.signal,
      errorOf: (thrown) => {
        if (this.isDisposed()) return storageClosed();
        return isAborted(signal) ? aborted(operation) : toStorageError(thrown);
      },
      end: () => {
        signal?.removeEventListener('abort', stop);
        this.tasks.delete(controller);
      },
    };
  }

  private isDisposed(): boolean {
    return this.state === 'disposed';
  }

  private track<T>(work: Promise<T>): Promise<T> {
    this.underWay.add(work);
    const forget = (): void => {
      this.underWay.delete(work);
    };
    work.then(forget, forget);
    return work;
  }
}

/** An error of a storage as it is, be it thrown in a `CarrelException` or not; anything else is `storage/failed` with it as `cause`. */
function toStorageError(thrown: unknown): StorageError {
  const error: unknown = thrown instanceof CarrelException ? thrown.error : thrown;
  return isStorageError(error) ? error : storageFailed(thrown);
}
