import { PROBLEM_TYPE } from '../http/problem.js';
import type { Json } from './json-schema.js';
import { socketSecurity } from './socket-operation.js';

export const PORT_PATH = '/sessions/{id}/ports/{port}/{path}';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

const description = `Any method is passed on to the program that listens on the port in the session's workspace, and its answer is passed
back, both as they come. The path may have any number of segments and goes on byte for byte, like the query. The program gets
X-Carrel-User and X-Carrel-Session, and no Authorization. A GET that asks for it opens a WebSocket, with a token of any kind that
WebSockets take. With \`ports.domain\` the same is at a host name of each port, where a browser comes in by a link. What
the program answers is its own; what the server answers is problem details: 409 the workspace does not run, 429 too many connections, 502
nothing listens or the answer is none, 504 no answer began in its time.`;

/** What may be asked of ports of workspaces, whose answers are those of their programs. */
export function portOperations(): Readonly<Record<string, Json>> {
  return Object.fromEntries(METHODS.map((method) => [method, operation(method)]));
}

function operation(method: (typeof METHODS)[number]): Json {
  const inPath = (name: string, schema: Json) => ({ name, in: 'path', required: true, schema });
  const isSocket = method === 'get';
  return {
    operationId: `${method}Port`,
    summary: 'Asks a program that listens in the workspace.',
    description,
    tags: ['ports'],
    security: [{ bearer: [] }, ...(isSocket ? Object.keys(socketSecurity).map((name) => ({ [name]: [] })) : [])],
    parameters: [
      inPath('id', { type: 'string' }),
      inPath('port', { type: 'integer', minimum: 1, maximum: 65_535 }),
      inPath('path', { type: 'string' }),
    ],
    responses: {
      ...(isSocket ? { 101: { description: 'The WebSocket is open' } } : {}),
      default: {
        description: 'What the program answers, or problem details of the server',
        content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}
