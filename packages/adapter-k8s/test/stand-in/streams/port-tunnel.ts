import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { bytesOf } from './exec.js';
import { SpdyConnection, type SpdyStream } from './spdy.js';

/** The protocol of `kubectl port-forward`: SPDY within the messages of a WebSocket. */
export const TUNNEL = 'SPDY/3.1+portforward.k8s.io';

type Dial = (port: number) => Promise<Duplex>;

/** Each connection of the client is a pair of streams with one request number: one for errors, one for data. */
export function forwardTunnel(socket: WebSocket, dial: Dial): void {
  const errors = new Map<string, SpdyStream>();
  const opened = (stream: SpdyStream): void => {
    stream.data.on('error', () => undefined);
    const request = stream.headers.get('requestid') ?? '';
    if (stream.headers.get('streamtype') === 'error') {
      errors.set(request, stream);
      stream.data.resume();
      return;
    }
    const error = errors.get(request);
    errors.delete(request);
    void carry(stream, error, dial);
  };
  const connection = new SpdyConnection(
    (bytes) => socket.send(bytes),
    opened,
    () => socket.terminate(),
  );
  socket.on('message', (data: RawData) => connection.receive(bytesOf(data)));
  socket.on('close', () => connection.close());
}

async function carry(stream: SpdyStream, error: SpdyStream | undefined, dial: Dial): Promise<void> {
  const port = Number(stream.headers.get('port'));
  try {
    const target = await dial(port);
    target.on('error', () => stream.data.end());
    stream.data.on('close', () => target.destroy());
    stream.data.pipe(target);
    target.pipe(stream.data);
    target.on('close', () => error?.data.end());
  } catch (cause) {
    error?.data.end(`error forwarding port ${port}: ${cause instanceof Error ? cause.message : String(cause)}`);
    stream.data.end();
  }
}
