import type { Clock, ResultAsync } from '../kernel/index.js';
import type { AccessError, SessionRole } from '../sessions/index.js';
import type { ReachError } from './workspace-errors.js';

/** Something that goes on, and how it tells that its reader may not have more of it. */
export interface Followed<T> {
  readonly open: (signal: AbortSignal | undefined) => ResultAsync<AsyncIterable<T>, ReachError>;
  readonly toEvent: (error: AccessError) => T;
  /** Hears what the reader is in the session, for what depends on more than whether it may read. */
  readonly roles?: RoleListener;
}

export interface RoleListener {
  /** It is being looked: until `look` resolves, what was heard before may be out of date. */
  looking(look: Promise<void>): void;
  is(role: SessionRole | null): void;
}

/** How it is known whether a reader may go on. */
export interface AccessGuard<T> {
  /** Why not; `null` while nothing is known against it. */
  readonly check: () => Promise<AccessError | null>;
  /** Calls back when to check, until the returned function is called. */
  readonly watch: (wake: () => void) => () => void;
  /** Hears of each look, until which nothing is known for sure. */
  readonly looking?: (look: Promise<void>) => void;
  readonly clock: Clock;
  readonly toEvent: (error: AccessError) => T;
}

/** How often it is looked for what other replicas changed. */
const RECHECK_MS = 1_000;

/** A signal that fires with another one, or by itself. */
export class Lifetime {
  private readonly controller = new AbortController();
  readonly signal: AbortSignal = this.controller.signal;

  constructor(private readonly outer: AbortSignal | undefined) {
    if (outer?.aborted === true) this.controller.abort();
    outer?.addEventListener('abort', this.end, { once: true });
  }

  readonly end = (): void => {
    this.outer?.removeEventListener('abort', this.end);
    this.controller.abort();
  };
}

/** The events for as long as the guard finds nothing against it; then one last event that says why they end. */
export function whileAllowed<T>(events: AsyncIterable<T>, lifetime: Lifetime, guard: AccessGuard<T>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const items = guarded(events, lifetime, guard);
      return {
        next: () => items.next(),
        // A generator that waits would only return after what it waits for.
        async return() {
          lifetime.end();
          await items.return();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

async function* guarded<T>(
  events: AsyncIterable<T>,
  lifetime: Lifetime,
  { check, watch, looking: announce, clock, toEvent }: AccessGuard<T>,
): AsyncGenerator<T, void, void> {
  let refusal: AccessError | null = null;
  let looking: Promise<void> = Promise.resolve();
  let cancel: () => void = () => undefined;
  const look = async () => {
    refusal ??= await check();
    if (refusal !== null) lifetime.end();
    else if (!lifetime.signal.aborted) schedule();
  };
  const wake = () => {
    cancel();
    // One after the other: a change that comes while it is looked may be newer than what was seen.
    looking = looking.then(look);
    announce?.(looking);
  };
  const schedule = () => {
    cancel();
    cancel = clock.setTimer(RECHECK_MS, wake);
  };
  const settled = async () => {
    for (let seen: Promise<void> | null = null; seen !== looking; await seen) seen = looking;
  };
  const unwatch = watch(wake);
  wake();
  try {
    for await (const event of events) {
      await settled();
      if (refusal !== null) break;
      yield event;
    }
    await settled();
    if (refusal !== null) yield toEvent(refusal);
  } finally {
    lifetime.end();
    unwatch();
    await looking;
    cancel();
  }
}
