import { PROBLEM_TYPE } from '../http/problem.js';
import type { SocketRoute } from '../sockets/socket-route.js';
import type { Json } from './json-schema.js';
import type { OperationNote } from './operation-notes.js';

/** What opens a WebSocket, beside a bearer token. */
export const socketSecurity: Json = {
  ticket: {
    type: 'apiKey',
    in: 'query',
    name: 'token',
    description: 'A ticket of POST /auth/tickets: for this path, once, for a moment. Access tokens are not taken here.',
  },
  subprotocol: {
    type: 'apiKey',
    in: 'header',
    name: 'Sec-WebSocket-Protocol',
    description: 'carrel.v5, carrel.bearer.TOKEN: what a browser can send. The server chooses carrel.v5.',
  },
};

const CLOSING = `Who asks is known before the upgrade is accepted, or it is refused by problem details. From then on a refusal is a close
code: 1000 over, 1003 and 1008 a message that is not taken, 1009 too large, 1011 failed, 1012 the server is ending, 1013 too slow or
something is down, with where to go on from in the reason; 4400 the query is wrong, 4401 the token ran out or was revoked, 4403 not
allowed, 4404 missing, 4409 taken over, 4410 the workspace was stopped or replaced, 4429 too many.`;

/** A WebSocket as an operation: the request to upgrade, and what is spoken behind it. */
export function socketOperation(
  socket: SocketRoute,
  { id, tag }: Pick<OperationNote, 'id' | 'tag'>,
  parameters: readonly Json[],
): Json {
  const problem = { content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } } };
  return {
    operationId: id,
    summary: socket.summary,
    description: `A WebSocket. The token must allow \`${socket.scope}\`.\n\n${socket.description}\n\n${CLOSING}`,
    tags: [tag],
    security: [{ bearer: [] }, { subprotocol: [] }, { ticket: [] }],
    parameters,
    responses: {
      101: { description: 'The WebSocket is open.' },
      default: { description: 'Problem details: it is not known who asks, or nothing is served here.', ...problem },
    },
  };
}
