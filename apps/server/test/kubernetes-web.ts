import { request } from 'node:http';
import { WebSocket } from 'ws';
import type { ApiClient } from './api-client.js';
import type { ServerProcess } from './server-process.js';

const PORT = 8000;

/** Beneath it are the host names of ports. */
export const DOMAIN = 'ports.example.com';

/** Says which path it was asked for, of whom, to everyone, and says what it hears on a WebSocket, until it is ended. */
export const WEB = `
use IO::Socket::INET;
use Digest::SHA 'sha1_base64';
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => ${String(PORT)}, Listen => 5, ReuseAddr => 1) or die;
while (my $client = $server->accept) {
  my ($first, $session, $key) = ('', '', '');
  while (my $line = <$client>) {
    $first ||= $line;
    $session = $1 if $line =~ /^X-Carrel-Session: (\\S+)/i;
    $key = $1 if $line =~ /^Sec-WebSocket-Key: (\\S+)/i;
    last if $line eq "\\r\\n";
  }
  if ($key eq '') {
    my $body = (split ' ', $first)[1] . " $session";
    print $client "HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: " . length($body) . "\\r\\n\\r\\n$body";
  } else {
    my $accept = sha1_base64($key . '258EAFA5-E914-47DA-95CA-C5AB0DC85B11') . '=';
    print $client "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: $accept\\r\\n\\r\\n";
    $client->flush;
    read($client, my $head, 2);
    read($client, my $mask, 4);
    my $length = ord(substr($head, 1)) & 127;
    read($client, my $masked, $length);
    print $client chr(129) . chr($length) . ($masked ^ substr($mask x $length, 0, $length));
    $client->flush;
    read($client, my $rest, 1);
  }
  close $client;
}
`;

/** How a port is asked for. */
export type Way = 'path' | 'host';
export const WAYS = ['path', 'host'] as const satisfies readonly Way[];

export interface Told {
  readonly status: number;
  readonly text: string;
}

/** Asks for what listens in the workspace of a session, in one of the two ways. */
export class Visitor {
  constructor(
    private readonly server: ServerProcess,
    private readonly client: ApiClient,
  ) {}

  get(session: string, way: Way, path: string): Promise<Told> {
    const { target, headers } = this.place(session, way);
    return new Promise((resolve, reject) => {
      const url = new URL(this.server.origin);
      const sent = request({ host: url.hostname, port: url.port, path: target + path, headers, agent: false });
      sent.on('error', reject).end();
      sent.on('response', (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('error', reject).on('end', () => {
          resolve({ status: answer.statusCode ?? 0, text });
        });
      });
    });
  }

  /** What is said to `text` on a WebSocket, or the status of the refusal. */
  say(session: string, way: Way, text: string): Promise<string | number> {
    const { target, headers } = this.place(session, way);
    const socket = new WebSocket(`${this.server.origin.replace('http', 'ws')}${target}/`, { headers });
    return new Promise((resolve, reject) => {
      socket.on('error', reject).on('open', () => {
        socket.send(text);
      });
      socket.on('message', (data: Buffer) => {
        resolve(data.toString());
        socket.terminate();
      });
      socket.on('unexpected-response', (_request, response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      });
    });
  }

  private place(session: string, way: Way) {
    const Authorization = `Bearer ${this.client.token ?? ''}`;
    if (way === 'path')
      return { target: `/api/v5/sessions/${session}/ports/${String(PORT)}`, headers: { Authorization } };
    return { target: '', headers: { Authorization, Host: `${String(PORT)}-${session.slice(4)}.${DOMAIN}` } };
  }
}
