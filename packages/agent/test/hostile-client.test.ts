import type { Socket } from 'node:net';
import { eventually, expectOk } from '@carrel/conformance';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeFrame, FrameParser, FrameType, type Frame } from '../src/frame.js';
import { PayloadWriter } from '../src/payload.js';
import { RequestType } from '../src/request-type.js';
import { runAgent, sanitizedBinary, TOKEN, type RunningAgent } from './running-agent.js';

let agent: RunningAgent;
beforeAll(async () => {
  agent = await runAgent({}, sanitizedBinary());
}, 120_000);
afterAll(() => agent[Symbol.asyncDispose]());

function hello({ token = TOKEN, magic = 0x4352524c, version = 1, incarnation = 7 } = {}): Buffer {
  const payload = new PayloadWriter().u32(magic).u16(version).text(token).u64(incarnation);
  return encodeFrame(FrameType.hello, 0, payload.finish());
}

/** All frames that come until the agent closes the stream. */
function untilClosed(stream: Socket): Promise<Frame[]> {
  const parser = new FrameParser();
  const frames: Frame[] = [];
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => frames.push(...(parser.push(chunk) ?? [])));
    stream.on('error', () => undefined);
    stream.on('close', () => {
      resolve(frames);
    });
  });
}

/** Says so and closes; then the agent must still serve others, with no descriptor more than before. */
async function survives(...bytes: Buffer[]): Promise<void> {
  const stream = await agent.dial();
  stream.on('error', () => undefined);
  for (const each of bytes) stream.write(each);
  await new Promise((resolve) => setImmediate(resolve));
  stream.end();
  stream.destroy();
}

async function servesOthers(): Promise<void> {
  const connection = await agent.connect();
  const entry = await expectOk(connection.files.stat(''));
  expect(entry.type).toBe('directory');
  await connection.close();
}

describe('an agent', () => {
  it.each([
    ['a wrong token', { token: 'wrong' }, 2],
    ['another version', { version: 2 }, 3],
    ['another incarnation', { incarnation: 8 }, 4],
    ['another protocol', { magic: 1 }, 1],
  ])('refuses %s', async (_what, said, code) => {
    const stream = await agent.dial();
    const closed = untilClosed(stream);

    stream.write(hello(said));

    const [refused] = await closed;
    expect([refused?.type, refused?.payload.readUInt16BE()]).toEqual([FrameType.refused, code]);
  });

  it('survives streams that end at any byte of a request', async () => {
    const spawn = new PayloadWriter().text('cut').text('').u32(0).u16(0).u16(0).u64(0).u64(0).u32(0).u32(0).text('');
    const request = encodeFrame(RequestType.spawn, 1, spawn.u32(1).text('/bin/true').u32(0).finish());
    const whole = Buffer.concat([hello(), request]);

    for (let length = 0; length <= whole.length; length += 1) await survives(whole.subarray(0, length));

    await servesOthers();
  });

  it('survives every request with every truncation of a payload', async () => {
    const payload = new PayloadWriter()
      .text('name')
      .u32(7)
      .u64(1)
      .text('other')
      .u32(3)
      .u32(1)
      .text('x')
      .u32(0)
      .finish();
    for (const type of Object.values(RequestType)) {
      if (type === RequestType.shutdown) continue;
      const requests = Array.from({ length: payload.length + 1 }, (_, length) =>
        encodeFrame(type, length + 1, payload.subarray(0, length)),
      );
      await survives(hello(), ...requests);
    }

    await servesOthers();
  });

  it.each([
    ['a frame that is too long', Buffer.from('7fffffff', 'hex')],
    ['a frame that is too short', Buffer.from('00000001', 'hex')],
    ['an event of its own', encodeFrame(FrameType.event, 5, Buffer.from('x'))],
    ['an unknown frame for the link', encodeFrame(0x7f, 0)],
    ['a ping that is too long', encodeFrame(FrameType.ping, 0, Buffer.alloc(65))],
  ])('ends a link that sends %s', async (_what, bytes) => {
    const stream = await agent.dial();
    const closed = untilClosed(stream);

    stream.write(Buffer.concat([hello(), bytes]));

    await closed;
    await servesOthers();
  });

  it('ends a link that opens more than 4,096 requests at once', async () => {
    const stream = await agent.dial();
    const closed = untilClosed(stream);
    const watch = new PayloadWriter().text('').u8(0).u64(0).finish();
    stream.write(hello());

    for (let channel = 1; channel <= 4_097; channel += 1) stream.write(encodeFrame(RequestType.watch, channel, watch));

    await closed;
    await servesOthers();
  });

  it('ends a link that claims more credit than there is', async () => {
    const stream = await agent.dial();
    const closed = untilClosed(stream);
    const watch = new PayloadWriter().text('').u8(0).u64(0).finish();
    const credit = new PayloadWriter().u32(0xffff_ffff).finish();

    stream.write(
      Buffer.concat([hello(), encodeFrame(RequestType.watch, 1, watch), encodeFrame(FrameType.credit, 1, credit)]),
    );

    await closed;
  });

  it('takes 64 links, and more once some are gone', async () => {
    await eventually(async () => {
      expect(await agent.descriptors()).toBeLessThan(20);
    });
    const streams = await Promise.all(Array.from({ length: 64 }, () => agent.dial()));
    const refused = await agent.dial();

    await untilClosed(refused);
    for (const stream of streams) stream.destroy();

    await eventually(servesOthers);
  });

  it('survives a thousand links of noise, and leaks no descriptor', async () => {
    const before = await agent.descriptors();
    let seed = 1;
    const random = () => (seed = (seed * 48_271) % 0x7fff_ffff);
    // A watch is kept for a while after its reader, and so is its descriptor.
    const lasting: number[] = [RequestType.shutdown, RequestType.watch];
    const requests = Object.values(RequestType).filter((type) => !lasting.includes(type));
    for (let round = 0; round < 1_000; round += 1) {
      const noise = Array.from({ length: 1 + (random() % 6) }, () => {
        const payload = Buffer.from(
          Array.from({ length: random() % 60 }, () => (random() % 3 === 0 ? random() & 255 : 0)),
        );
        return encodeFrame(requests[random() % requests.length] ?? 0x20, random() % 5, payload);
      });
      await survives(hello(), ...noise);
    }

    await eventually(async () => {
      await servesOthers();
      expect(await agent.descriptors()).toBeLessThanOrEqual(before);
    });
    expect(agent.process.exitCode).toBeNull();
  });
});
