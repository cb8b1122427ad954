import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { eventually, expectErr, expectOk } from '@carrel/conformance';
import type { WorkspaceConnection } from '@carrel/core/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeFrame, FrameParser, FrameType, type Frame } from '../src/frame.js';
import { PayloadWriter } from '../src/payload.js';
import { RequestType } from '../src/request-type.js';
import { runAgent, sanitizedBinary, TOKEN, type RunningAgent } from './running-agent.js';

const MIB = 1024 * 1024;

/** A program that listens on the loopback, with the streams that came to it. */
interface Listener extends AsyncDisposable {
  readonly port: number;
  readonly sockets: readonly Socket[];
}

async function listen(serve: (socket: Socket) => void, host = '127.0.0.1'): Promise<Listener> {
  const sockets: Socket[] = [];
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    serve(socket);
  });
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

let agent: RunningAgent;
beforeAll(async () => {
  agent = await runAgent({}, sanitizedBinary());
}, 120_000);
afterAll(() => agent[Symbol.asyncDispose]());

/** CPU time of the agent so far, in hundredths of a second. */
async function ticks(): Promise<number> {
  const [, fields = ''] = (await readFile(`/proc/${agent.pid}/stat`, 'utf8')).split(') ');
  return Number(fields.split(' ')[11]) + Number(fields.split(' ')[12]);
}

async function open(connection: WorkspaceConnection, port: number) {
  return (await expectOk(connection.openPort(port))).on('error', () => undefined);
}

describe('a port of a workspace', () => {
  const hasSecond = networkInterfaces()['lo']?.some(({ address }) => address === '::1') === true;
  it.runIf(hasSecond)('is reached on the second loopback when the first has nothing', async () => {
    const connection = await agent.connect();
    await using listener = await listen((socket) => socket.end('from six'), '::1');

    const stream = await open(connection, listener.port);
    stream.end();

    expect((await buffer(stream)).toString()).toBe('from six');
    await connection.close();
  });

  it('is refused where nobody accepts, and others go on meanwhile', { timeout: 120_000 }, async () => {
    const connection = await agent.connect();
    const script =
      'use Socket; $| = 1; socket(S, PF_INET, SOCK_STREAM, 0); bind(S, sockaddr_in(0, INADDR_LOOPBACK)); listen(S, 0);' +
      'print((sockaddr_in(getsockname(S)))[0], "\\n"); sleep 600';
    const events = await expectOk(connection.processes.spawnAttached({ id: 'deaf', argv: ['perl', '-e', script] }));
    let port = 0;
    for await (const event of events) {
      if (event.type === 'output') port = Number(Buffer.from(event.data).toString());
      break;
    }

    const opened = [1, 2, 3, 4].map(() =>
      connection
        .openPort(port)
        .map((stream) => stream.on('error', () => undefined))
        .mapErr(({ type }) => type),
    );
    await expectOk(connection.files.stat(''));
    const outcomes = await Promise.all(opened);

    expect(outcomes.map((outcome) => (outcome.isOk() ? 'open' : outcome.error))).toContain('port/refused');
    await expectOk(connection.processes.kill('deaf', { graceMs: 0 }));
    await connection.close();
  });

  it('gives up when its caller does', async () => {
    const connection = await agent.connect();
    const before = await agent.descriptors();
    await using listener = await listen(() => undefined);
    const gaveUp = new AbortController();
    const opening = connection.openPort(listener.port, { signal: gaveUp.signal });
    gaveUp.abort();

    await expectErr(opening, 'request/aborted');

    await eventually(async () => {
      expect(await agent.descriptors()).toBeLessThanOrEqual(before);
    });
    await connection.close();
  });

  it('costs nothing while its sides stand still or are half gone', async () => {
    const connection = await agent.connect();
    await using listener = await listen((socket) => {
      socket.pause();
      socket.write(Buffer.alloc(16 * MIB));
    });
    const streams = await Promise.all(Array.from({ length: 64 }, () => open(connection, listener.port)));
    for (const stream of streams) stream.write(Buffer.alloc(16 * MIB));
    streams[0]?.read(0);
    await eventually(() => {
      expect(listener.sockets).toHaveLength(64);
    });
    for (const socket of listener.sockets.slice(0, 16)) socket.resetAndDestroy();
    for (const socket of listener.sockets.slice(16, 32)) socket.destroy();

    let pauses = 0;
    await eventually(async () => {
      const before = await ticks();
      const spec = { id: `pause-${(pauses += 1)}`, argv: ['sleep', '0.5'] };
      for await (const { type } of await expectOk(connection.processes.spawnAttached(spec))) expect(type).toBe('exit');
      expect((await ticks()) - before).toBeLessThan(10);
    });
    for (const stream of streams) stream.destroy();
    await connection.close();
  });

  it('takes bounded memory and leaves no descriptor, however many stand still', async () => {
    await using release = await runAgent();
    const connection = await release.connect();
    const before = await release.descriptors();
    await using listener = await listen((socket) => {
      socket.pause();
      const more = () => {
        while (socket.write(Buffer.alloc(MIB)));
      };
      socket.on('drain', more);
      more();
    });
    const streams = await Promise.all(Array.from({ length: 64 }, () => open(connection, listener.port)));
    for (const stream of streams) stream.write(Buffer.alloc(16 * MIB));
    for (const stream of streams) stream.read(0);
    await expectOk(connection.files.write('beside', Buffer.alloc(8 * MIB)));

    expect(await release.memory()).toBeLessThan(64 * MIB);
    for (const stream of streams) stream.destroy();
    await eventually(async () => {
      expect(await release.descriptors()).toBeLessThanOrEqual(before);
    });
    await connection.close();
  });
});

/** What a client says on channel 1 after its hello, and once the port was opened; all that comes back until the link ends. */
async function untilEnded(port: number, ...said: Buffer[]): Promise<readonly Frame[]> {
  const stream = await agent.dial();
  const parser = new FrameParser();
  const frames: Frame[] = [];
  const hello = new PayloadWriter().u32(0x4352524c).u16(1).text(TOKEN).u64(7).finish();
  stream.write(encodeFrame(FrameType.hello, 0, hello));
  stream.write(encodeFrame(RequestType.port, 1, new PayloadWriter().u16(port).finish()));
  stream.on('error', () => undefined);
  stream.on('data', (chunk: Buffer) => {
    for (const frame of parser.push(chunk) ?? []) {
      frames.push(frame);
      if (frame.type === FrameType.ok) stream.write(Buffer.concat(said));
    }
  });
  await new Promise((resolve) => stream.once('close', resolve));
  return frames;
}

describe('a client that breaks the protocol on a port', () => {
  const block = encodeFrame(FrameType.data, 1, Buffer.alloc(65_536));

  it.each([
    ['sends more than was granted', [block, block, block, block, block]],
    ['goes on after its end', [encodeFrame(FrameType.end, 1), encodeFrame(FrameType.data, 1, Buffer.from('x'))]],
    ['ends twice', [encodeFrame(FrameType.end, 1), encodeFrame(FrameType.end, 1)]],
    ['sends too much at once', [encodeFrame(FrameType.data, 1, Buffer.alloc(65_537))]],
    ['claims more credit than there is', [encodeFrame(FrameType.credit, 1, Buffer.alloc(4, 0xff))]],
  ])('is cut off when it %s', async (_what, said) => {
    await using listener = await listen((socket) => socket.pause());
    const full = said.length === 5 ? Array.from({ length: 400 }, () => block) : said;

    const frames = await untilEnded(listener.port, ...full);

    expect(frames.map(({ type }) => type)).toContain(FrameType.ok);
    const connection = await agent.connect();
    await expectOk(connection.files.stat(''));
    await connection.close();
  });
});
