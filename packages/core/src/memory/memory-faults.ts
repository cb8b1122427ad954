import { aborted, err, ok, type Aborted, type Result } from '../kernel/index.js';
import type { RuntimeError } from '../runtime/index.js';

/** An operation of the runtime that a test can make fail or hang. */
export type MemoryRuntimeOperation =
  | 'open'
  | 'prepareImage'
  | 'create'
  | 'start'
  | 'stop'
  | 'remove'
  | 'claim'
  | 'inspect'
  | 'list'
  | 'sweep'
  | 'connect'
  | 'stats'
  | 'pause'
  | 'resume'
  | 'snapshot'
  | 'listSnapshots'
  | 'removeSnapshot'
  | 'listSessionFiles'
  | 'forgetSessionFiles';

export interface FaultOptions {
  /** `before` it had any effect, or `after` it happened and before its answer. @default 'before' */
  readonly when?: 'before' | 'after';
}

/** An operation that hangs. */
export interface HeldOperation {
  /** Resolves when the operation was called and got to where it hangs. */
  readonly reached: Promise<void>;
  /** Lets it go on. */
  release(): void;
}

type Fault<E> = (signal: AbortSignal | undefined) => Promise<Result<void, E | Aborted>>;

/** Faults that wait for the operations they are meant for, each for one call. */
export class MemoryFaults<Operation extends string = MemoryRuntimeOperation, E = RuntimeError> {
  private readonly queues = new Map<string, Fault<E>[]>();

  fail(operation: Operation, error: E, options: FaultOptions): void {
    this.add(operation, options, () => Promise.resolve(err(error)));
  }

  hold(operation: Operation, options: FaultOptions): HeldOperation {
    let reach = (): void => undefined;
    let release = (): void => undefined;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    const released = new Promise<void>((resolve) => (release = resolve));
    this.add(operation, options, (signal) => {
      reach();
      return untilAborted(operation, released, signal);
    });
    return {
      reached,
      release: () => {
        release();
      },
    };
  }

  /** What the next fault for this moment of `operation` makes of it; ok when there is none. */
  async meet(
    operation: Operation,
    when: 'before' | 'after',
    signal: AbortSignal | undefined,
  ): Promise<Result<void, E | Aborted>> {
    const fault = this.queues.get(`${when} ${operation}`)?.shift();
    return fault === undefined ? ok(undefined) : fault(signal);
  }

  private add(operation: Operation, { when = 'before' }: FaultOptions, fault: Fault<E>): void {
    const key = `${when} ${operation}`;
    this.queues.set(key, [...(this.queues.get(key) ?? []), fault]);
  }
}

async function untilAborted(
  operation: string,
  released: Promise<void>,
  signal: AbortSignal | undefined,
): Promise<Result<void, Aborted>> {
  if (signal === undefined) return released.then(() => ok(undefined));
  const stopped = new Promise<void>((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
    if (signal.aborted) resolve();
  });
  return Promise.race([released.then(() => ok(undefined)), stopped.then(() => err(aborted(operation)))]);
}
