import { ResultAsync } from '@carrel/core/kernel';
import { z } from 'zod';
import type { ApiError } from '../http/api-error.js';
import { streamParam } from '../http/path-param.js';
import { count } from '../http/request-query.js';
import { streamMessages, type StreamMessage } from '../wire/stream-body.js';
import { atPosition, endOf, NORMAL, TRY_AGAIN_LATER, UNSUPPORTED_DATA } from './close-code.js';
import { socketRoute } from './socket-route.js';
import type { Socket, SocketEnd } from './socket.js';

const description = `Each message of the server is JSON as text, with a \`type\`: \`chunk { position, text }\`, \`gap { from, to }\`, and at
last \`end { position, reason, error? }\`, behind which it closes with 1000. The client sends nothing.
Connect again with \`from\` one past the position of the last chunk.`;

export const streamSocket = socketRoute({
  path: '/ws/streams/:id',
  summary: 'The chunks of a stream from a position on, what is there and what follows, to its end.',
  description,
  scope: 'streams:read',
  params: { id: streamParam },
  query: z.object({ from: count.exactOptional() }),
  serve: ({ params, query }, socket, carrel, caller) =>
    carrel.streams.read(caller, params.id, { from: query.from, signal: socket.signal }).andThen((events) => {
      void carrel.streams.get(caller, params.id).match(
        ({ sessionId }) => {
          if (sessionId !== undefined) socket.enter(sessionId);
        },
        () => undefined,
      );
      return ResultAsync.fromSafePromise<SocketEnd, ApiError>(
        Promise.race([tell(socket, streamMessages(events), query.from ?? 0), hear(socket)]),
      );
    }),
});

/** Sends what is read; takes no more while the client does not. */
async function tell(socket: Socket, messages: AsyncIterable<StreamMessage>, from: number): Promise<SocketEnd> {
  let next = from;
  for await (const message of messages) {
    if (message.type === 'failed') return endOf(message.error, atPosition(next));
    const hasRoom = socket.send(JSON.stringify(message));
    if (message.type === 'end') return { code: NORMAL, reason: 'ended' };
    next = message.type === 'gap' ? message.to : message.position + 1;
    if (hasRoom) continue;
    const drained = await socket.drained();
    if (drained === 'stalled') return { code: TRY_AGAIN_LATER, reason: `too slow ${atPosition(next)}` };
    if (drained === 'gone') break;
  }
  return { code: NORMAL, reason: 'left' };
}

/** Nothing is to be heard of a reader. */
async function hear(socket: Socket): Promise<SocketEnd> {
  for await (const _ of socket.messages) return { code: UNSUPPORTED_DATA, reason: 'this socket takes no messages' };
  return { code: NORMAL, reason: 'left' };
}
