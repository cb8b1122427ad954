/** Where a reader goes on, without anything to tell: it comes back as `Last-Event-ID`, and readers see no event. */
export interface PositionMark {
  readonly event?: undefined;
  readonly id: number | string;
}

/** One event of an event stream, or a mark between two. */
export type ServerSentEvent = NamedEvent | PositionMark;

export interface NamedEvent {
  /** The event's name, without line breaks. */
  readonly event: string;
  /** Where a reader that has seen this event goes on; comes back as `Last-Event-ID`. */
  readonly id?: number | string;
  /** Sent as JSON. */
  readonly data: unknown;
}

/** The event as the wire has it. JSON holds no raw line break, so one `data` line is enough. */
export function encodeEvent(sent: ServerSentEvent): string {
  if (sent.event === undefined) return `: from here\nid: ${String(sent.id)}\n\n`;
  const { event, id, data } = sent;
  const position = id === undefined ? '' : `id: ${String(id)}\n`;
  return `event: ${event}\n${position}data: ${JSON.stringify(data)}\n\n`;
}

/** A line that readers ignore and that keeps the connection from looking idle. */
export const HEARTBEAT = ': keep-alive\n\n';

/** Tells a reader to come again after `delayMs`; the stream ends behind it. */
export function encodeReconnect(delayMs: number): string {
  return `retry: ${String(delayMs)}\n: the server is ending, connect again\n\n`;
}
