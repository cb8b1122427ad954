import { err, invalidInput, ok, type InvalidInput, type Result } from '@carrel/core/kernel';
import { header, type RequestHeaders } from '../http/http-request.js';

const POSITION = /^\d{1,15}$/;

/**
 * Where a stream goes on whose ids are the positions of events: behind the last one seen, or at `from`. An empty id is that of a
 * reader who has seen none; `request/invalid` for one that no event ever has.
 */
export function nextPosition(
  headers: RequestHeaders,
  from: number | undefined,
): Result<number | undefined, InvalidInput> {
  return lastEventId(headers).map((seen) => (seen === undefined ? from : seen + 1));
}

/** The same of a stream that marks where it begins: `-1` is behind nothing, before the first event that ever is. */
export function nextMarkedPosition(
  headers: RequestHeaders,
  from: number | undefined,
): Result<number | undefined, InvalidInput> {
  return header(headers, 'last-event-id') === '-1' ? ok(0) : nextPosition(headers, from);
}

/** Where a stream goes on whose ids are the offsets behind events: at that of the last one seen, or at `from`; else the same. */
export function nextOffset(
  headers: RequestHeaders,
  from: number | undefined,
): Result<number | undefined, InvalidInput> {
  return lastEventId(headers).map((seen) => seen ?? from);
}

/** The id of the last event that a reader of the stream has seen, when it says so by `Last-Event-ID`. */
function lastEventId(headers: RequestHeaders): Result<number | undefined, InvalidInput> {
  const id = header(headers, 'last-event-id') ?? '';
  if (id === '') return ok(undefined);
  if (POSITION.test(id)) return ok(Number(id));
  return err(invalidInput([{ path: 'Last-Event-ID', message: 'expected the id of an event of this stream' }]));
}
