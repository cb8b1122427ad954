/** What one writes by hand: a PTY of `node-pty` for each WebSocket of `ws`, in a process of its own. `?argv=` is JSON. */
import { WebSocketServer } from 'ws';
import { spawn } from 'node-pty';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket, request) => {
  const [file, ...args] = JSON.parse(new URL(request.url, 'http://x').searchParams.get('argv'));
  const pty = spawn(file, args, { cols: 80, rows: 24, encoding: null });
  pty.onData((data) => socket.send(data));
  pty.onExit(() => socket.close(1000));
  socket.on('message', (data) => pty.write(data));
  socket.on('close', () => pty.kill());
});
server.on('listening', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
