/**
 * What one writes by hand, in a process of its own: a terminal for each WebSocket of `ws`, whose `?argv=` is JSON. `argv[2]` says where
 * its PTY is: `node-pty` in this process, or `relay` in a program apart, `argv[3]`, behind a unix socket.
 */
import { spawn } from 'node:child_process';
import { WebSocketServer } from 'ws';

const [, , kind, program] = process.argv;
const openTerminal = kind === 'relay' ? openRelay : await nodePty();

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket, request) => {
  const argv = JSON.parse(new URL(request.url, 'http://x').searchParams.get('argv'));
  const { write, end } = openTerminal(argv, { data: (data) => socket.send(data), end: () => socket.close(1000) });
  socket.on('message', write);
  socket.on('close', end);
});
server.on('listening', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());

async function nodePty() {
  const { spawn: open } = await import('node-pty');
  return ([file, ...args], on) => {
    const pty = open(file, args, { cols: 80, rows: 24, encoding: null });
    pty.onData(on.data);
    pty.onExit(on.end);
    return { write: (data) => pty.write(data), end: () => pty.kill() };
  };
}

function openRelay(argv, on) {
  // The fourth of them is both ends of a pair of unix sockets.
  const child = spawn(program, argv, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const stream = child.stdio[3];
  stream.on('data', on.data);
  stream.on('error', on.end);
  stream.on('close', on.end);
  return { write: (data) => stream.write(data), end: () => child.kill() };
}
