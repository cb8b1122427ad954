import { createHash, randomBytes } from 'node:crypto';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { mirrorWorld } from './port-programs.js';
import { site } from './port-world.js';

const world = await mirrorWorld();
const { client, port, token } = world;

afterAll(() => world[Symbol.asyncDispose]());

describe('large bodies', () => {
  const MIB = 1024 * 1024;
  const SIZE = 100 * MIB;

  it('pass up without being gathered', { timeout: 180_000 }, async () => {
    const received = createHash('sha256');
    let receivedBytes = 0;
    const path = await world.listen(
      site((incoming, response) => {
        incoming.on('data', (chunk: Buffer) => {
          received.update(chunk);
          receivedBytes += chunk.length;
        });
        incoming.on('end', () => response.end(received.digest('hex')));
      }),
    );
    const block = randomBytes(MIB);
    const sent = createHash('sha256');
    let furthest = 0;
    async function* blocks(): AsyncGenerator<Uint8Array> {
      for (let sentBytes = 0; sentBytes < SIZE; sentBytes += block.length) {
        furthest = Math.max(furthest, sentBytes - receivedBytes);
        sent.update(block);
        yield await Promise.resolve(block);
      }
    }
    const asked = request(`${client.base}${path}/`, { method: 'PUT', headers: { Authorization: `Bearer ${token}` } });
    const answered = new Promise<IncomingMessage>((resolve) => asked.once('response', resolve));
    Readable.from(blocks(), { objectMode: false }).pipe(asked);

    expect(await text(await answered)).toBe(sent.digest('hex'));
    // What is on the way at any time is bounded by buffers, not by the size.
    expect(furthest).toBeLessThan(SIZE / 3);
  });

  it('pass down whole', { timeout: 180_000 }, async () => {
    const block = randomBytes(MIB);
    const sent = createHash('sha256');
    const path = await world.listen(
      site((_incoming, response) => {
        const blocks = function* () {
          for (let bytes = 0; bytes < SIZE; bytes += block.length) {
            sent.update(block);
            yield block;
          }
        };
        Readable.from(blocks(), { objectMode: false }).pipe(response);
      }),
    );
    const received = createHash('sha256');
    const response = await client.open('GET', `${path}/`);
    for await (const chunk of response.body ?? []) received.update(chunk as Uint8Array);
    expect(received.digest('hex')).toBe(sent.digest('hex'));
  });

  it('wait for a slow reader', { timeout: 60_000 }, async () => {
    let written = 0;
    const path = await world.listen(
      site((_request, response) => {
        void (async () => {
          for (; written < SIZE && !response.destroyed; written += MIB)
            if (!response.write(Buffer.alloc(MIB)))
              await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
        })();
      }),
    );
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET /api/v5${path}/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    await new Promise((resolve) => socket.once('readable', resolve));
    let before = -1;
    await eventually(async () => {
      const isStill = written === before;
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 500));
      return isStill;
    });
    expect(written).toBeLessThan(SIZE / 2);
    socket.destroy();
  });
});
