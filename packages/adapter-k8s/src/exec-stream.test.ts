import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import { afterEach, describe, expect, it } from 'vitest';
import { ExecStream } from './exec-stream.js';

const servers: WebSocketServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    server.close();
  }
});

interface Pair {
  readonly stream: ExecStream;
  readonly socket: WebSocket;
  /** What came to the server, a message each. */
  readonly received: Buffer[];
  readonly server: WebSocket;
}

async function open(protocol = 'v5.channel.k8s.io'): Promise<Pair> {
  const host = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => protocol });
  servers.push(host);
  await once(host, 'listening');
  const connected = once(host, 'connection');
  const socket = new WebSocket(`ws://127.0.0.1:${(host.address() as AddressInfo).port}`, [protocol]);
  const stream = new ExecStream(socket);
  stream.on('error', () => undefined);
  const [server] = (await connected) as [WebSocket];
  const received: Buffer[] = [];
  server.on('message', (data) => received.push(data as Buffer));
  if (socket.readyState !== socket.OPEN) await once(socket, 'open');
  return { stream, socket, received, server };
}

const on = (channel: number, text: string): Buffer => Buffer.concat([Buffer.of(channel), Buffer.from(text)]);
const SUCCESS = on(3, '{"status":"Success"}');

async function textOf(stream: ExecStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('ExecStream', () => {
  it('gives what comes on standard output alone, and how the program ended', async () => {
    const { stream, server } = await open();
    for (const message of [on(1, 'one '), on(2, 'noise'), on(1, ''), on(1, 'two'), SUCCESS]) server.send(message);
    server.close(1000);
    expect(await textOf(stream)).toBe('one two');
    expect(await stream.ended).toEqual({ type: 'exited', code: 0 });
    expect(stream.stderr).toBe('noise');
  });

  it('tells that nobody knows the end where the socket ends first', async () => {
    const { stream, server } = await open();
    server.send(on(1, 'half'));
    server.close(1000);
    expect(await textOf(stream)).toBe('half');
    expect((await stream.ended).type).toBe('failed');
  });

  it('ends what reads it when the connection breaks', async () => {
    const { stream, server } = await open();
    const ended = once(stream, 'close');
    stream.resume();
    server.terminate();
    await ended;
    expect((await stream.ended).type).toBe('failed');
  });

  it('writes all bytes in their order, in messages of bounded size', async () => {
    const { stream, received } = await open();
    const bytes = Buffer.alloc(300_000);
    bytes.forEach((_, index) => bytes.writeUInt8(index % 251, index));
    await new Promise((resolve) => stream.write(bytes, resolve));
    await new Promise((resolve) => stream.write(Buffer.from('end'), resolve));
    const wanted = Buffer.concat([bytes, Buffer.from('end')]);
    for (let waited = 0; Buffer.concat(received.map((each) => each.subarray(1))).length < wanted.length; waited += 5) {
      expect(waited).toBeLessThan(5_000);
      await pause(5);
    }
    expect(Buffer.concat(received.map((each) => each.subarray(1))).equals(wanted)).toBe(true);
    expect(received.every((each) => each[0] === 0 && each.length <= 64 * 1024 + 1)).toBe(true);
  });

  it('tells the end of input by the fifth version of the protocol, and reads on', async () => {
    const { stream, received, server } = await open();
    await new Promise<void>((resolve) => stream.end('last', resolve));
    for (let waited = 0; received.length < 2; waited += 5) {
      expect(waited).toBeLessThan(5_000);
      await pause(5);
    }
    expect(received.map((each) => [...each.subarray(0, 2)])).toEqual([
      [0, 'l'.charCodeAt(0)],
      [255, 0],
    ]);
    server.send(on(1, 'answer'));
    server.send(SUCCESS);
    server.close(1000);
    expect(await textOf(stream)).toBe('answer');
  });

  it('has no word for the end of input by the fourth, and reads on', async () => {
    const { stream, received, server } = await open('v4.channel.k8s.io');
    await new Promise<void>((resolve) => stream.end('last', resolve));
    server.send(on(1, 'answer'));
    server.send(SUCCESS);
    server.close(1000);
    expect(await textOf(stream)).toBe('answer');
    expect(received.map(String)).toEqual(['\0last']);
  });

  it('closes the socket when it is destroyed, and tells the program first', async () => {
    const { stream, received, server } = await open();
    const closed = once(server, 'close');
    stream.destroy();
    await closed;
    expect(received.map((each) => [...each])).toEqual([[255, 0]]);
  });

  it('takes no more from the network than is read', async () => {
    const { stream, socket, server } = await open();
    const piece = Buffer.concat([Buffer.of(1), Buffer.alloc(256 * 1024)]);
    const sent: Promise<void>[] = [];
    for (let number = 0; number < 256; number += 1) {
      sent.push(new Promise((resolve) => server.send(piece, () => resolve())));
    }
    for (let waited = 0; !socket.isPaused; waited += 5) {
      expect(waited).toBeLessThan(5_000);
      await pause(5);
    }
    expect(stream.readableLength).toBeLessThan(4 * 1024 * 1024);
    expect(server.bufferedAmount).toBeGreaterThan(0);
    let read = 0;
    stream.on('data', (chunk: Buffer) => {
      read += chunk.length;
    });
    await Promise.all(sent);
    server.close(1000);
    await once(stream, 'end');
    expect(read).toBe(256 * 256 * 1024);
  });

  it('refuses to write once the socket is closed', async () => {
    const { stream, server } = await open();
    server.terminate();
    stream.resume();
    await once(stream, 'close');
    const error = await new Promise((resolve) => stream.write('x', resolve));
    expect(error).toBeInstanceOf(Error);
  });
});
