import { hasScope, ResultAsync } from '@carrel/core/kernel';
import type { TerminalAttachment } from '@carrel/core/terminals';
import { z } from 'zod';
import type { ApiError } from '../http/api-error.js';
import { terminalParam } from '../http/path-param.js';
import { count } from '../http/request-query.js';
import { socketRoute } from './socket-route.js';
import type { Socket, SocketEnd } from './socket.js';
import { controlFrame } from './terminal-frames.js';
import { TerminalInput } from './terminal-input.js';
import { TerminalOutput } from './terminal-output.js';

const description = `Frames are binary; the first byte is the channel.
From the server: \`0x01\` output, an offset of 8 bytes (big-endian) and the bytes from there; \`0x02\` JSON with a \`type\`:
\`ready { offset, truncatedBefore, cols, rows, canWrite }\` first, then \`gap { from, to }\`, \`resized { cols, rows, by }\`,
\`exit { exitCode, signal, reason }\`, \`warning { reason, … }\`, \`pong { id? }\`.
From the client: \`0x11\` input; \`0x12\` JSON with a \`type\`: \`resize { cols, rows }\`, \`signal { signal }\`, \`ping { id? }\`.
Input of somebody who may only watch is refused by a \`warning\` with the reason \`terminal/read-only\`.
Connect again with \`since\` one past the last byte that was received.`;

export const terminalSocket = socketRoute({
  path: '/ws/terminals/:tid',
  summary: 'A terminal: what it wrote since an offset, what it writes, and its keyboard.',
  description,
  scope: 'terminals:read',
  params: { tid: terminalParam },
  query: z.object({ since: count.exactOptional() }),
  serve: ({ params, query }, socket, carrel, caller) => {
    const readOnly = !hasScope(caller, 'terminals:write');
    return carrel.terminals
      .attach(caller, params.tid, { since: query.since, readOnly, signal: socket.signal })
      .andThen((attachment) => ResultAsync.fromSafePromise<SocketEnd, ApiError>(serveTerminal(socket, attachment)));
  },
});

async function serveTerminal(socket: Socket, attachment: TerminalAttachment): Promise<SocketEnd> {
  const { ready, events, sessionId } = attachment;
  socket.enter(sessionId);
  socket.send(controlFrame({ type: 'ready', ...ready }));
  try {
    const output = new TerminalOutput(socket, ready.offset).pump(events);
    const input = new TerminalInput(socket, attachment).take();
    return await Promise.race([output, input]);
  } finally {
    attachment.detach();
  }
}
