import { codeSocket } from './code-socket.js';
import { documentSocket } from './document-socket.js';
import type { SocketRoute } from './socket-route.js';
import { streamSocket } from './stream-socket.js';
import { terminalSocket } from './terminal-socket.js';

/** Every WebSocket of the interface. */
export const apiSockets: readonly SocketRoute[] = [terminalSocket, streamSocket, documentSocket, codeSocket];
