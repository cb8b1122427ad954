import type { ServerSentEvent } from '../http/server-sent-event.js';

/**
 * Tells that the events from position `from` up to `to` cannot be read any more. A reader that asked for positions which this
 * stream has not reached, such as those of an earlier one, goes on at `to` as well, with nothing in between.
 */
export function gapEvent({ from, to }: { readonly from: number; readonly to: number }): ServerSentEvent {
  const data = { from: Math.min(from, to), to };
  return to === 0 ? { event: 'gap', data } : { event: 'gap', id: to - 1, data };
}
