import { header, type RequestHeaders } from '../http/http-request.js';

const POSITION = /^\d{1,15}$/;

/** The id of the last event that a reader of the stream has seen, when it says so by `Last-Event-ID`. */
export function lastEventId(headers: RequestHeaders): number | undefined {
  const id = header(headers, 'last-event-id');
  return id !== undefined && POSITION.test(id) ? Number(id) : undefined;
}

/** Where a stream goes on whose ids are the positions of events: behind the last one seen, or at `from`. */
export function nextPosition(headers: RequestHeaders, from: number | undefined): number | undefined {
  const seen = lastEventId(headers);
  return seen === undefined ? from : seen + 1;
}
