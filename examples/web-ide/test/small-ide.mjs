import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

/** As little as is an IDE to a router: a page whose WebSocket is opened again when it is cut, and a path that answers with little. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const PAGE = `<!doctype html><title>IDE</title><p id="said"></p><script>
window.opened = 0;
window.cut = 0;
const connect = () => {
  const socket = new WebSocket('ws://' + location.host + '/live');
  socket.onmessage = ({ data }) => { window.opened += 1; document.querySelector('#said').textContent = data; };
  socket.onclose = () => { window.cut += 1; setTimeout(connect, 100); };
};
connect();
</script>`;

const server = createServer((request, response) => {
  const { headers, url } = request;
  response.setHeader('Content-Type', 'text/html');
  response.end(url === '/healthz' ? 'ok' : url === '/seen' ? JSON.stringify(headers) : PAGE);
});
server.on('upgrade', (request, socket) => {
  const accept = createHash('sha1')
    .update(request.headers['sec-websocket-key'] + GUID)
    .digest('base64');
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  socket.on('error', () => socket.destroy());
  socket.write(`${lines.join('\r\n')}\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n\x81\x05hello`, 'latin1');
});
server.listen(48_400, '127.0.0.1');
