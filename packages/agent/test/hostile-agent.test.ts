import { Duplex } from 'node:stream';
import { expectErr, expectOk } from '@carrel/conformance';
import type { ProcessEvent, WorkspaceConnection } from '@carrel/core/runtime';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameType } from '../src/frame.js';
import { connectAgent } from '../src/index.js';
import { PayloadWriter } from '../src/payload.js';

const WELCOME = encodeFrame(
  FrameType.welcome,
  0,
  new PayloadWriter().u16(1).u64(7).text('fake').bytes(Buffer.alloc(16)).finish(),
);

/** An agent's end of a stream, which says what a test wants it to say. */
class FakeAgent extends Duplex {
  override _read(): void {
    // What is said is pushed.
  }

  override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
    done();
  }

  say(...bytes: Buffer[]): void {
    for (const each of bytes) this.push(each);
  }
}

async function connected(): Promise<{ agent: FakeAgent; connection: WorkspaceConnection }> {
  const agent = new FakeAgent();
  agent.say(WELCOME);
  const connection = await expectOk(connectAgent(agent, { token: 't', incarnation: 7 }));
  return { agent, connection };
}

/** Resolves when a request that goes by way of the second link is out. */
function asked(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const info = new PayloadWriter().text('p').text('').u32(1).u64(1).u64(0).u64(0).u64(0).u8(0).u32(0).finish();
const output = new PayloadWriter().u8(1).u64(0).u8(1).bytes(Buffer.from('some output')).finish();
const exit = new PayloadWriter().u8(3).u8(0).u8(0).u8(1).u8(0).u64(11).finish();

/** All that a well-behaved agent says to the first request of a link that spawns and attaches. */
const GOOD = Buffer.concat([
  encodeFrame(FrameType.ok, 1, info),
  encodeFrame(FrameType.event, 1, output),
  encodeFrame(FrameType.event, 1, exit),
  encodeFrame(FrameType.end, 1),
]);

async function all(events: AsyncIterable<ProcessEvent>): Promise<ProcessEvent[]> {
  const seen: ProcessEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

describe('connectAgent', () => {
  it('gives up on a silent peer in its time, and on one that is no agent', async () => {
    const options = { token: 't', incarnation: 7, helloTimeoutMs: 50 };
    const stranger = new FakeAgent();
    stranger.say(Buffer.from('SSH-2.0-OpenSSH_9.2p1\r\n'));
    const gone = new FakeAgent();
    gone.push(null);

    await expectErr(connectAgent(new FakeAgent(), options), 'runtime/timed-out');
    await expectErr(connectAgent(stranger, options), 'runtime/failed');
    await expectErr(connectAgent(gone, options), 'runtime/unavailable');
  });

  it('gives up when its caller does', async () => {
    const gaveUp = new AbortController();
    const connecting = connectAgent(new FakeAgent(), { token: 't', incarnation: 7, signal: gaveUp.signal });
    gaveUp.abort();

    await expectErr(connecting, 'request/aborted');
  });
});

describe('a link', () => {
  it('reads what a good agent says', async () => {
    const { agent, connection } = await connected();
    const spawning = connection.processes.spawnAttached({ id: 'p', argv: ['x'] });
    agent.say(GOOD);

    const events = await all(await expectOk(spawning));

    expect(events.map(({ type }) => type)).toEqual(['output', 'exit']);
  });

  it('never takes a cut for an exit, at whatever byte it comes', async () => {
    for (let length = 0; length < GOOD.length; length += 1) {
      const { agent, connection } = await connected();
      const spawning = connection.processes.spawnAttached({ id: 'p', argv: ['x'] });
      agent.say(GOOD.subarray(0, length));
      agent.push(null);

      const spawned = await spawning;
      const last = spawned.isOk() ? (await all(spawned.value)).at(-1) : null;

      const exitEnds = GOOD.length - 9;
      if (spawned.isErr()) expect(spawned.error.type).toBe('connection/lost');
      else expect(last?.type).toBe(length >= exitEnds ? 'exit' : 'failed');
    }
  });

  it.each([
    ['a frame on a free channel', encodeFrame(FrameType.event, 99, output)],
    ['content before the answer', encodeFrame(FrameType.event, 1, output)],
    ['a second answer', Buffer.concat([encodeFrame(FrameType.ok, 1, info), encodeFrame(FrameType.ok, 1, info)])],
    ['a frame of an impossible length', Buffer.from('ffffffff00000000', 'hex')],
    ['an unknown frame', encodeFrame(0x7e, 1)],
    ['an answer that is too short', encodeFrame(FrameType.ok, 1, info.subarray(0, 5))],
    [
      'an unknown event',
      Buffer.concat([encodeFrame(FrameType.ok, 1, info), encodeFrame(FrameType.event, 1, Buffer.from([9]))]),
    ],
    [
      'more content than was granted',
      Buffer.concat([
        encodeFrame(FrameType.ok, 1, info),
        ...Array.from({ length: 5 }, () =>
          encodeFrame(FrameType.event, 1, Buffer.concat([output, Buffer.alloc(65_000)])),
        ),
      ]),
    ],
  ])('is over when the agent sends %s', async (_what, bytes) => {
    const { agent, connection } = await connected();
    const spawning = connection.processes.spawnAttached({ id: 'p', argv: ['x'] });
    agent.say(bytes);

    const spawned = await spawning;
    const last = spawned.isOk() ? (await all(spawned.value)).at(-1) : null;

    const error = spawned.isErr() ? spawned.error : last?.type === 'failed' ? last.error : null;
    expect(error?.type).toMatch(/^connection\/(protocol|lost)$/);
    await connection.closed;
    await expectErr(
      connection.processes.list(),
      error?.type === 'connection/protocol' ? 'connection/protocol' : 'connection/lost',
    );
  });

  const opened = encodeFrame(FrameType.ok, 1);
  const streamEnd = encodeFrame(FrameType.data, 1);
  it.each([
    ['ends a stream twice', [opened, streamEnd, streamEnd]],
    ['goes on after the end of a stream', [opened, streamEnd, encodeFrame(FrameType.data, 1, Buffer.from('x'))]],
    ['is done with a stream that goes on', [opened, encodeFrame(FrameType.end, 1)]],
    ['is done with a stream that the client did not end', [opened, streamEnd, encodeFrame(FrameType.end, 1)]],
    ['grants without bound', [opened, encodeFrame(FrameType.credit, 1, Buffer.alloc(4, 0xff))]],
    [
      'sends more than was granted',
      [opened, ...Array<Buffer>(5).fill(encodeFrame(FrameType.data, 1, Buffer.alloc(65_536)))],
    ],
  ])('is over when the agent %s, of a port', async (_what, said) => {
    const { agent, connection } = await connected();
    const opening = connection.openPort(80);
    await asked();
    agent.say(said[0] ?? opened);
    const stream = await expectOk(opening);
    const broken = new Promise<unknown>((resolve) => stream.once('error', resolve));

    agent.say(...said.slice(1));

    expect(await broken).toMatchObject({ error: { type: 'connection/protocol' } });
    await connection.closed;
  });

  it('gives what came of a port before the program broke off', async () => {
    const { agent, connection } = await connected();
    const opening = connection.openPort(80);
    await asked();
    agent.say(opened);
    const stream = await expectOk(opening);
    const reset = new PayloadWriter().u16(20).text('').finish();
    agent.say(encodeFrame(FrameType.data, 1, Buffer.from('before')), encodeFrame(FrameType.error, 1, reset));

    const chunks: unknown[] = [];
    const reading = (async () => {
      for await (const chunk of stream) chunks.push(chunk);
    })();

    await expect(reading).rejects.toMatchObject({ error: { type: 'port/reset', port: 80 } });
    expect(chunks).toEqual([Buffer.from('before')]);
    await connection.close();
  });

  it('is over when the agent is silent for too long', async () => {
    const agent = new FakeAgent();
    agent.say(WELCOME);
    const options = { token: 't', incarnation: 7, keepAliveIntervalMs: 20, keepAliveTimeoutMs: 20 };
    const connection = await expectOk(connectAgent(agent, options));
    const keepAwake = setInterval(() => undefined, 10);

    await expectErr(connection.processes.list(), 'connection/lost');
    clearInterval(keepAwake);
  });
});
