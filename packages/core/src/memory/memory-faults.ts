import { aborted, err, ok, type Result } from '../kernel/index.js';
import type { RuntimeError } from '../runtime/index.js';

/** An operation of the runtime that a test can make fail or hang. */
export type MemoryRuntimeOperation =
  | 'open'
  | 'prepareImage'
  | 'create'
  | 'start'
  | 'stop'
  | 'remove'
  | 'inspect'
  | 'list'
  | 'sweep'
  | 'connect'
  | 'stats'
  | 'pause'
  | 'resume'
  | 'snapshot'
  | 'removeSnapshot';

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

type Fault = (signal: AbortSignal | undefined) => Promise<Result<void, RuntimeError>>;

/** Faults that wait for the operations they are meant for, each for one call. */
export class MemoryFaults {
  private readonly queues = new Map<string, Fault[]>();

  fail(operation: MemoryRuntimeOperation, error: RuntimeError, options: FaultOptions): void {
    this.add(operation, options, () => Promise.resolve(err(error)));
  }

  hold(operation: MemoryRuntimeOperation, options: FaultOptions): HeldOperation {
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
    operation: MemoryRuntimeOperation,
    when: 'before' | 'after',
    signal: AbortSignal | undefined,
  ): Promise<Result<void, RuntimeError>> {
    const fault = this.queues.get(`${when} ${operation}`)?.shift();
    return fault === undefined ? ok(undefined) : fault(signal);
  }

  private add(operation: MemoryRuntimeOperation, { when = 'before' }: FaultOptions, fault: Fault): void {
    const key = `${when} ${operation}`;
    this.queues.set(key, [...(this.queues.get(key) ?? []), fault]);
  }
}

async function untilAborted(
  operation: string,
  released: Promise<void>,
  signal: AbortSignal | undefined,
): Promise<Result<void, RuntimeError>> {
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
