import { z } from 'zod';
import { noBody } from '../http/body-spec.js';
import { streamParam } from '../http/path-param.js';
import { emptyReply, eventsReply } from '../http/reply.js';
import { count, noQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import type { ServerSentEvent } from '../http/server-sent-event.js';
import { streamMessages, type StreamMessage } from '../wire/stream-body.js';
import { gapEvent } from './gap-event.js';
import { nextPosition } from './resume-from.js';
import { failedEvent, serverEvents } from './server-events.js';

const params = { id: streamParam };

const readStream = bearerRoute({
  method: 'GET',
  path: '/streams/:id',
  summary: 'The chunks of a stream from a position on, what is there and what follows, to its end.',
  scope: 'streams:read',
  cost: 1,
  wait: 'stream',
  params,
  query: z.object({ from: count.exactOptional() }),
  body: noBody,
  responses: { 200: null },
  handle: ({ params: { id }, query, headers, requestId, signal }, carrel, caller) =>
    nextPosition(headers, query.from)
      .asyncAndThen((from) => carrel.streams.read(caller, id, { from, signal }))
      .map((events) =>
        eventsReply(serverEvents(streamMessages(events), (message) => toEvent(message, requestId), requestId)),
      ),
});

const cancelStream = bearerRoute({
  method: 'POST',
  path: '/streams/:id/cancel',
  summary: 'Ends a stream, and tells whoever writes it.',
  scope: 'streams:write',
  cost: 1,
  wait: 'request',
  params,
  query: noQuery,
  body: noBody,
  responses: { 204: null },
  handle: ({ params: { id } }, carrel, caller) => carrel.streams.cancel(caller, id).map(() => emptyReply()),
});

export const streamRoutes: readonly Route[] = [readStream, cancelStream];

/** The id is the position of the chunk, so that a reader that comes again goes on with the next one. */
function toEvent(message: StreamMessage, requestId: string): ServerSentEvent {
  switch (message.type) {
    case 'chunk': {
      const { position, text } = message;
      return { event: 'chunk', id: position, data: { position, text } };
    }
    case 'gap':
      return gapEvent(message);
    case 'end': {
      const { type: _type, ...data } = message;
      return { event: 'end', id: message.position, data };
    }
    case 'failed':
      return failedEvent(message.error, requestId);
    default:
      return message satisfies never;
  }
}
