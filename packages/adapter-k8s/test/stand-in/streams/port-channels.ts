import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { bytesOf, framed } from './exec.js';

/**
 * Port-forward over numbered channels: two for each port, data and errors, each begun with the port's number. The protocol cannot
 * say that one side has ended; the connection ends as a whole when every port has.
 */
export function forwardChannels(
  socket: WebSocket,
  ports: readonly number[],
  dial: (port: number) => Promise<Duplex>,
): void {
  const links = ports.map((port, index) => {
    const announced = Buffer.alloc(2);
    announced.writeUInt16LE(port);
    socket.send(framed(index * 2, announced));
    socket.send(framed(index * 2 + 1, announced));
    return dial(port);
  });
  const left = new Set(links);
  links.forEach((link, index) => {
    const ended = () => {
      left.delete(link);
      if (left.size === 0) socket.close(1000);
    };
    link.then(
      (stream) => join(socket, stream, { channel: index * 2, ended }),
      (cause: unknown) => {
        socket.send(framed(index * 2 + 1, Buffer.from(String(cause))));
        ended();
      },
    );
  });
  socket.on('message', (data: RawData) => {
    const message = bytesOf(data);
    const link = links[(message[0] ?? 0) / 2];
    link?.then(
      (stream) => stream.write(message.subarray(1)),
      () => undefined,
    );
  });
  socket.on('close', () => {
    for (const link of links) {
      link.then(
        (stream) => stream.destroy(),
        () => undefined,
      );
    }
  });
}

function join(socket: WebSocket, stream: Duplex, { channel, ended }: { channel: number; ended: () => void }): void {
  stream.on('data', (chunk: Buffer) => {
    stream.pause();
    socket.send(framed(channel, chunk), () => stream.resume());
  });
  stream.on('error', () => undefined);
  stream.on('close', ended);
}
