import { CarrelException } from '@carrel/core/kernel';
import type { ApiError } from '../http/api-error.js';
import { isApiError } from '../http/error-answers.js';
import { toProblem } from '../http/problem.js';
import type { ServerSentEvent } from '../http/server-sent-event.js';

/** The events of a service as the wire has them; one that fails on the way ends with `failed`, and the reader comes again. */
export async function* serverEvents<T>(
  source: AsyncIterable<T>,
  toEvent: (item: T) => ServerSentEvent,
  requestId: string,
): AsyncGenerator<ServerSentEvent, void, void> {
  try {
    for await (const item of source) yield toEvent(item);
  } catch (cause) {
    const error = cause instanceof CarrelException ? (cause as CarrelException).error : null;
    if (error === null || !isApiError(error)) throw cause;
    yield failedEvent(error, requestId);
  }
}

export function failedEvent(error: ApiError, requestId: string): ServerSentEvent {
  return { event: 'failed', data: toProblem(error, requestId) };
}
