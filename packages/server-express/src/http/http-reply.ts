import type { ApiError } from './api-error.js';
import { problemHeaders, toProblem } from './problem.js';
import type { Reply } from './reply.js';
import type { ServerSentEvent } from './server-sent-event.js';

export type HttpReplyBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly chunks: AsyncIterable<Uint8Array>; readonly length: number | null }
  /** Until `events` ends; `stop` makes it end soon. */
  | { readonly kind: 'events'; readonly events: AsyncIterable<ServerSentEvent>; readonly stop: () => void };

/** What became of an answer. */
export interface Written {
  /** How many bytes were sent for it, its headers included. */
  readonly bytes: number;
  /** Whether all of it was sent. */
  readonly complete: boolean;
}

/** An answer that only has to be written: every header is set, and what becomes JSON is text. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: HttpReplyBody;
  /** To be called once, when the answer was written or broke off: the log gets its line then. */
  readonly written?: (written: Written) => void;
}

/**
 * What goes out for a route's reply.
 *
 * @param common the headers that every answer to this request carries.
 * @param stop ends what the route has under way for this request.
 */
export function toHttpReply(
  { status, headers, body }: Reply,
  common: Readonly<Record<string, string>>,
  stop: () => void,
): HttpReply {
  switch (body.kind) {
    case 'json':
      return textReply(status, JSON.stringify(body.value), {
        'Content-Type': 'application/json',
        ...common,
        ...headers,
      });
    case 'events':
      return { status, headers: { ...EVENT_HEADERS, ...common, ...headers }, body: { ...body, stop } };
    case 'bytes':
      return { status, headers: { ...lengthHeader(body.length), ...common, ...headers }, body };
    case 'none':
      return { status, headers: { ...common, ...headers }, body };
    default:
      return body satisfies never;
  }
}

export function toErrorReply(error: ApiError, requestId: string, common: Readonly<Record<string, string>>): HttpReply {
  const problem = toProblem(error, requestId);
  return textReply(problem.status, JSON.stringify(problem), { ...common, ...problemHeaders(error) });
}

/** The same answer as `HEAD` gets it. */
export function withoutBody(reply: HttpReply): HttpReply {
  return { ...reply, body: { kind: 'none' } };
}

const EVENT_HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache, no-transform',
  // A proxy that collects the answer would hold events back.
  'X-Accel-Buffering': 'no',
};

function lengthHeader(length: number | null): Record<string, string> {
  return length === null ? {} : { 'Content-Length': String(length) };
}

function textReply(status: number, text: string, headers: Record<string, string>): HttpReply {
  headers['Content-Length'] = String(Buffer.byteLength(text));
  return { status, headers, body: { kind: 'text', text } };
}
