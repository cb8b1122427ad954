import { err, invalidInput, ok, type InvalidInput, type Result } from '@carrel/core/kernel';
import { header, type RequestHeaders } from '../http/http-request.js';

const POSITION = /^\d{1,15}$/;

/** The id of the last event that a reader of the stream has seen, when it says so by `Last-Event-ID`. */
export function lastEventId(headers: RequestHeaders): number | undefined {
  const id = header(headers, 'last-event-id');
  return id !== undefined && POSITION.test(id) ? Number(id) : undefined;
}

/**
 * Where a stream goes on whose ids are the positions of events: behind the last one seen, or at `from`. An empty id is that of a
 * reader who has seen none; `request/invalid` for one that no event ever has.
 */
export function nextPosition(
  headers: RequestHeaders,
  from: number | undefined,
): Result<number | undefined, InvalidInput> {
  if ((header(headers, 'last-event-id') ?? '') === '') return ok(from);
  const seen = lastEventId(headers);
  if (seen !== undefined) return ok(seen + 1);
  return err(invalidInput([{ path: 'Last-Event-ID', message: 'expected the id of an event of this stream' }]));
}
