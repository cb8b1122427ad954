import type { CodeLink, LspMessage } from '@carrel/core/code';
import { ResultAsync } from '@carrel/core/kernel';
import { z } from 'zod';
import type { ApiError } from '../http/api-error.js';
import { sessionParam, textParam } from '../http/path-param.js';
import { endOf, NORMAL, POLICY_VIOLATION, TRY_AGAIN_LATER, UNSUPPORTED_DATA } from './close-code.js';
import { socketRoute } from './socket-route.js';
import type { Socket, SocketEnd, SocketMessage } from './socket.js';

const description = `The Language Server Protocol: each message is one message of JSON-RPC as text, without headers.
Files are \`file:///workspace/\` and their path in the session. The first message of the server is the notification
\`$/carrel/ready { language }\`, when the language server runs; the client begins with \`initialize\` then, or before.
Files follow those of the session; what the client has open counts for it instead, and is written to no file.
A message that is no JSON closes the socket with 1003, one that is none of the protocol is answered with an error.
When the language server is gone for good the socket closes with 1013: connect again.`;

export const codeSocket = socketRoute({
  path: '/ws/code/:sessionId/:language',
  summary: 'A line of an editor to the language server of a language, over the files of a session.',
  description,
  scope: 'files:read',
  params: { sessionId: sessionParam, language: textParam },
  query: z.object({}),
  serve: ({ params: { sessionId, language } }, socket, carrel, caller) =>
    carrel.code.connect(caller, { sessionId, language }, { signal: socket.signal }).andThen((link) => {
      socket.enter(sessionId);
      socket.send(JSON.stringify({ jsonrpc: '2.0', method: '$/carrel/ready', params: { language } }));
      return ResultAsync.fromSafePromise<SocketEnd, ApiError>(serveLink(socket, link));
    }),
});

async function serveLink(socket: Socket, link: CodeLink): Promise<SocketEnd> {
  try {
    return await Promise.race([tell(socket, link), hear(socket, link)]);
  } finally {
    await link.close();
  }
}

/** Sends what the server says; takes no more while the client does not. */
async function tell(socket: Socket, link: CodeLink): Promise<SocketEnd> {
  for await (const message of link.messages()) {
    if (socket.send(JSON.stringify(message))) continue;
    const drained = await socket.drained();
    if (drained === 'stalled') return { code: TRY_AGAIN_LATER, reason: 'too slow' };
    if (drained === 'gone') return { code: NORMAL, reason: 'left' };
  }
  if (link.lost !== null) return endOf(link.lost);
  return socket.isOver ? { code: NORMAL, reason: 'left' } : { code: TRY_AGAIN_LATER, reason: 'code/server-failed' };
}

async function hear(socket: Socket, link: CodeLink): Promise<SocketEnd> {
  for await (const message of socket.messages) {
    const parsed = parse(message);
    if (parsed === null) return { code: UNSUPPORTED_DATA, reason: 'expected a message of JSON-RPC as text' };
    const sent = await link.send(parsed);
    if (sent.isOk()) continue;
    const { error } = sent;
    if (error.type !== 'request/invalid') return endOf(link.lost ?? error);
    const refusal = refusalOf(parsed, error.message);
    if (refusal === null) return { code: POLICY_VIOLATION, reason: 'request/invalid' };
    socket.send(JSON.stringify(refusal));
  }
  return { code: NORMAL, reason: 'left' };
}

function parse(message: SocketMessage): LspMessage | null {
  if (message.kind !== 'text') return null;
  try {
    const parsed: unknown = JSON.parse(message.text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as LspMessage) : null;
  } catch {
    return null;
  }
}

/** JSON-RPC 2.0: the request is no valid one. */
const INVALID_REQUEST = -32_600;

/** The answer to a request that is refused; `null` where nobody waits for one. */
function refusalOf({ id }: LspMessage, message: string): LspMessage | null {
  if (typeof id !== 'string' && typeof id !== 'number') return null;
  return { jsonrpc: '2.0', id, error: { code: INVALID_REQUEST, message } };
}
