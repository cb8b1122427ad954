import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** One connection that was opened to the closing server. */
export interface SeenConnection {
  readonly token: string;
  /** Where it began. */
  readonly from: number;
  readonly atMs: number;
}

/**
 * A server whose sockets close as the path says that they are opened at: `/CODE/REASON/TIMES/ID/ws/…`. So often they bring one
 * byte, or one chunk, and close with that; an ID that begins with `quiet` has a terminal bring nothing until it ends well; 1006 cuts them, and a code below 0 closes before anything was said. Behind that they
 * bring one more and end well.
 */
export interface ClosingServer extends AsyncDisposable {
  readonly port: number;
  seen(id: string): readonly SeenConnection[];
}

const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': '*, Authorization',
  'Access-Control-Allow-Methods': '*',
};
const TOKENS = { tokenType: 'Bearer', accessToken: 'second', expiresInMs: 600_000, refreshToken: 'other' };

const answer: RequestListener = ({ url = '' }, response) => {
  const body = url.endsWith('/auth/refresh') ? { tokens: TOKENS } : { id: 'one', state: 'ready', incarnation: 1 };
  response.writeHead(200, { ...CORS, 'Content-Type': 'application/json' }).end(JSON.stringify(body));
};

export async function closingServer(): Promise<ClosingServer> {
  const seen = new Map<string, SeenConnection[]>();
  const server = createServer(answer);
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'carrel.v5' });
  sockets.on('connection', (socket, { url, headers }) => {
    const { pathname, searchParams } = new URL(url ?? '', 'http://localhost');
    const [, code = '', reason = '', times = '', id = '', , kind] = pathname.split('/');
    const from = Number(searchParams.get('since') ?? searchParams.get('from'));
    const connections = seen.get(id) ?? [];
    const token = /carrel\.bearer\.(\S+)/.exec(headers['sec-websocket-protocol'] ?? '')?.[1] ?? '';
    connections.push({ token, from, atMs: Date.now() });
    seen.set(id, connections);
    const isQuiet = id.startsWith('quiet') && connections.length <= Number(times);
    const isLast = connections.length > Number(times);
    if (isLast || Number(code) > 0) (kind === 'streams' ? tellStream : tellTerminal)(socket, { from, isLast, isQuiet });
    if (isLast) socket.close(1000, kind === 'streams' ? 'ended' : 'exited');
    else end(socket, Math.abs(Number(code)), decodeURIComponent(reason));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    seen: (id) => seen.get(id) ?? [],
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function end(socket: WebSocket, code: number, reason: string): void {
  if (code === 1006) setTimeout(() => socket.terminate(), 20);
  else socket.close(code, reason);
}

interface Telling {
  readonly from: number;
  readonly isLast: boolean;
  /** Brings nothing new. */
  readonly isQuiet: boolean;
}

function tellTerminal(socket: WebSocket, { from, isLast, isQuiet }: Telling): void {
  const control = (value: object) => socket.send(Buffer.concat([Buffer.from([2]), Buffer.from(JSON.stringify(value))]));
  const output = Buffer.alloc(10, 'x');
  output.writeUInt8(1);
  output.writeBigUInt64BE(BigInt(from), 1);
  control({ type: 'ready', offset: from, truncatedBefore: 0, cols: 80, rows: 24, canWrite: true });
  if (!isQuiet) socket.send(output);
  if (isLast) control({ type: 'exit', exitCode: 0, signal: null, reason: 'exited' });
}

function tellStream(socket: WebSocket, { from, isLast }: Telling): void {
  const tell = (value: object) => socket.send(JSON.stringify(value));
  tell({ type: 'chunk', position: from, text: 'x' });
  if (isLast) tell({ type: 'end', position: from + 1, reason: 'completed' });
}
