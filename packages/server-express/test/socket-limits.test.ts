import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { refusal } from './socket-client.js';
import { connected, endAll, flooded, held, stalled, start, tokenOf } from './socket-world.js';
import type { TestServer } from './test-server.js';
import { register } from './world.js';

afterEach(endAll);

describe('a limit of sockets', () => {
  it('holds for each user', async () => {
    const server = await start({ maxPerUser: 2 });
    const token = tokenOf(await register(server.client));
    const first = await connected(server, '/ws/echo/x', { token });
    await connected(server, '/ws/echo/x', { token });
    const third = await connected(server, '/ws/echo/x', { token });
    expect(await third.closed).toEqual({ code: 4429, reason: 'socket/limit' });
    await connected(server, '/ws/echo/x', { token: tokenOf(await register(server.client)) });
    first.ws.close();
    await first.closed;
    await eventually(async () => {
      const next = await connected(server, '/ws/echo/x', { token });
      return next
        .until(() => next.messages.length > 0)
        .then(
          () => true,
          () => false,
        );
    });
  });

  it('holds for all together, before anybody is asked who they are', async () => {
    const server = await start({ maxSockets: 1 });
    const token = tokenOf(await register(server.client));
    await connected(server, '/ws/echo/x', { token });
    expect((await refusal(connected(server, '/ws/echo/x'))).status).toBe(503);
  });

  it('holds for the size of a message', async () => {
    const server = await start({ maxMessageBytes: 1_000 });
    const token = tokenOf(await register(server.client));
    const client = await connected(server, '/ws/echo/x', { token });
    client.ws.send(Buffer.alloc(1_000));
    await client.until(() => client.messages.length === 2);
    client.ws.send(Buffer.alloc(1_001));
    expect((await client.closed).code).toBe(1009);
  });

  it('holds for the rate of messages, which wait', async () => {
    const server = await start({ maxMessagesPerSecond: 50 });
    const client = await connected(server, '/ws/echo/x', { token: tokenOf(await register(server.client)) });
    const began = Date.now();
    for (let sent = 0; sent < 150; sent += 1) client.ws.send(String(sent));
    await client.until(() => client.messages.length === 151);
    expect(Date.now() - began).toBeGreaterThan(1_500);
  });

  it('has a message of 1 MiB pass by default', async () => {
    const server = await start();
    const client = await connected(server, '/ws/echo/x', { token: tokenOf(await register(server.client)) });
    const sent = Buffer.alloc(1_048_576, 'p');
    client.ws.send(sent);
    await client.until(() => client.messages[1]?.data.equals(sent));
  });
});

describe('a client that does not read', () => {
  it('holds up its source, keeps little in memory, and is closed with where it was', async () => {
    const server = await start({ stallTimeoutMs: 700, maxBufferedBytes: 65_536 });
    const token = tokenOf(await register(server.client));
    const client = await connected(server, '/ws/flood/stall', { token });
    const other = await connected(server, '/ws/echo/x', { token });
    client.ws.pause();
    other.ws.send('unharmed');
    await other.until(() => other.text.includes('unharmed'));
    // It reads again only once the server has given it up, and has sent no more until then than lies between the two.
    await eventually(() => stalled.has('stall'));
    const sent = flooded.get('stall') ?? 0;
    expect(sent).toBeLessThan(32 * 1_048_576);
    client.ws.resume();
    expect(await client.closed).toEqual({ code: 1013, reason: `offset=${String(sent)}` });
  });

  it('is read no more than it is served', async () => {
    const server = await start();
    const client = await connected(server, '/ws/slow/x', { token: tokenOf(await register(server.client)) });
    for (let sent = 0; sent < 64; sent += 1) client.ws.send(Buffer.alloc(1_000_000));
    await eventually(() => held.length === 1);
    // The networks' buffers are filled when nothing more leaves.
    let [left, stillFor] = [-1, 0];
    await eventually(() => {
      stillFor = client.ws.bufferedAmount === left ? stillFor + 1 : 0;
      left = client.ws.bufferedAmount;
      return stillFor > 30;
    });
    expect(left).toBeGreaterThan(30_000_000);
    const letAllGo = setInterval(() => {
      for (const release of held.splice(0)) release();
    }, 1);
    await client.until(() => client.messages.length === 64);
    clearInterval(letAllGo);
  });

  it('is cut when it is gone without a word', async () => {
    const server = await start({ heartbeatMs: 1_000 });
    const token = tokenOf(await register(server.client));
    const alive = await connected(server, '/ws/echo/x', { token });
    const dead = await connected(server, '/ws/echo/x', { token, client: { autoPong: false } });
    expect((await dead.closed).code).toBe(1006);
    alive.ws.send('still');
    await alive.until(() => alive.text.includes('still'));
  });
});

describe('hostile frames', () => {
  it('end their own connection, and nothing else', async () => {
    const server = await start({ closeTimeoutMs: 200 });
    const token = tokenOf(await register(server.client));
    const other = await connected(server, '/ws/echo/x', { token });
    let state = 7;
    const random = (below: number) => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    for (let round = 0; round < 40; round += 1) {
      const frames = Buffer.from(Array.from({ length: 1 + random(200) }, () => random(256)));
      await rawClient(server, token, frames);
    }
    other.ws.send('unharmed');
    await other.until(() => other.text.includes('unharmed'));
    await eventually(() => server.server.connections <= 2);
  });
});

/** Upgrades by hand and sends the bytes; resolves when the server closed the connection, or some time later. */
function rawClient(server: TestServer, token: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1');
    const head = `GET /api/v5/ws/echo/x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from(head), bytes]));
    socket.on('error', () => undefined);
    socket.once('data', () => setTimeout(() => socket.destroy(), 30));
    socket.on('close', () => {
      resolve();
    });
  });
}
