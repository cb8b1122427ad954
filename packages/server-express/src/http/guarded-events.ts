import type { Clock, ResultAsync } from '@carrel/core/kernel';
import type { ApiError } from './api-error.js';
import { toProblem } from './problem.js';
import type { ServerSentEvent } from './server-sent-event.js';

export interface EventGuard {
  /** An error of type `auth/…` that will not pass ends the stream; any other says nothing about the token. */
  readonly check: () => ResultAsync<unknown, ApiError>;
  /** Makes the events end. */
  readonly stop: () => void;
  /** Calls `wake` when it may be time to check, until what it gave is called. */
  readonly watch: (wake: () => void) => () => void;
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly requestId: string;
}

/** The events for as long as whoever asked for them may have them; then one last event, `failed`, says why they end. */
export async function* guardedEvents(
  events: AsyncIterable<ServerSentEvent>,
  { check, stop, watch, clock, intervalMs, requestId }: EventGuard,
): AsyncGenerator<ServerSentEvent, void, void> {
  let refusal: ApiError | null = null;
  let cancel: () => void = () => undefined;
  const look = async () => {
    const checked = await check();
    if (over) return;
    if (checked.isErr() && checked.error.type.startsWith('auth/') && !checked.error.retryable) {
      refusal = checked.error;
      stop();
    } else schedule();
  };
  const schedule = () => {
    cancel();
    cancel = clock.setTimer(intervalMs, () => void look());
  };
  let over = false;
  schedule();
  const unwatch = watch(() => {
    cancel();
    void look();
  });
  try {
    for await (const event of events) {
      if (refusal !== null) break;
      yield event;
    }
    if (refusal !== null) yield { event: 'failed', data: toProblem(refusal, requestId) };
  } finally {
    over = true;
    cancel();
    unwatch();
  }
}
