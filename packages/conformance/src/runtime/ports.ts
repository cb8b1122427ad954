import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Cases } from '../cases.js';
import { eventually } from '../eventually.js';
import { expectErr } from '../expect-result.js';
import { allAtOnce } from '../traits/concurrently.js';
import { openStream, readSome, readToEnd, startServer, whatBreaks } from './open-ports.js';
import type { OpenRuntime } from './open-runtime.js';
import { numbered } from './process-events.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

const MIB = 1_048_576;
/** How many streams one box has at most. */
const MAX_STREAMS = 256;

/** What `openPort` of a connection promises. */
export function describePorts(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('ports', () => {
    describeContent(cases, options);
    describeRefusals(cases, options);
    describeSlowSides(cases, options);
    describeBreaks(cases, options);
  });
}

function describeContent(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const echoes = needs(options, 'echoServer');

  cases.itWhen(echoes, 'a client that ended its side of a stream reads on to the end of the other', async (open) => {
    const connection = await open.connect();
    const { port } = await startServer(open, connection, 'echoServer');
    const stream = await openStream(open, connection, port);
    stream.write('there ');
    assert.equal((await readSome(stream, 6)).toString(), 'there ');
    stream.end('and back ');
    assert.equal((await readToEnd(stream)).toString(), 'and back over');
  });

  cases.itWhen(needs(options, 'greetServer'), 'a program that ended its side of a stream reads on', async (open) => {
    const connection = await open.connect();
    const { port, output } = await startServer(open, connection, 'greetServer');
    const stream = await openStream(open, connection, port);
    assert.equal((await readToEnd(stream)).toString(), 'hello');
    stream.end(Buffer.alloc(300_000));
    await output.until('\n300000\n');
  });

  cases.itWhen(echoes, 'a stream carries a MiB there and back, byte for byte', async (open) => {
    const connection = await open.connect();
    const { port } = await startServer(open, connection, 'echoServer');
    const stream = await openStream(open, connection, port);
    const bytes = randomBytes(MIB + 1);
    const reading = readToEnd(stream);
    stream.end(bytes);
    const echoed = await reading;
    assert.equal(echoed.subarray(MIB + 1).toString(), 'over');
    assert.ok(echoed.subarray(0, MIB + 1).equals(bytes), 'other bytes came back');
  });

  cases.itWhen(echoes, 'many streams to one port do not mix', async (open) => {
    const handle = await open.box();
    const links = await allAtOnce(2, () => open.connect(handle));
    const [first] = links;
    assert.ok(first !== undefined);
    const { port } = await startServer(open, first, 'echoServer');
    const echoed = await allAtOnce(50, async (number) => {
      const stream = await openStream(open, links[number % 2] ?? first, port);
      stream.end(`${number} `.repeat(5_000));
      return (await readToEnd(stream)).toString();
    });
    assert.deepEqual(
      echoed,
      echoed.map((_, number) => `${`${number} `.repeat(5_000)}over`),
    );
  });
}

function describeRefusals(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.it('a number that is no port is port/invalid', async (open) => {
    const connection = await open.connect();
    for (const port of [0, -1, 65_536, 80.5, Number.NaN]) await expectErr(connection.openPort(port), 'port/invalid');
  });

  const idle = needs(options, 'idleServer');
  cases.itWhen(idle, 'a port is port/refused once its program ended', async (open) => {
    const connection = await open.connect();
    const { id, port, output } = await startServer(open, connection, 'idleServer');
    const stream = await openStream(open, connection, port);
    await open.must('kill', connection.processes.kill(id, { graceMs: 0 }));
    await output.rest();
    await eventually(async () => {
      const { port: refused } = await expectErr(connection.openPort(port), 'port/refused');
      assert.equal(refused, port);
    });
    stream.destroy();
  });

  cases.itWhen(idle, 'a box has 256 streams to ports at once, and others when some are gone', async (open) => {
    const connection = await open.connect();
    const { port } = await startServer(open, connection, 'idleServer');
    const streams = await allAtOnce(MAX_STREAMS, () => openStream(open, connection, port));
    await expectErr(connection.openPort(port), 'connection/limit');
    streams[7]?.destroy();
    const another = await eventually(() => openStream(open, connection, port));
    for (const stream of [...streams, another]) stream.destroy();
  });
}

function describeSlowSides(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.itWhen(needs(options, 'floodServer'), 'a client that reads nothing holds up its stream alone', async (open) => {
    const connection = await open.connect();
    const { port, output } = await startServer(open, connection, 'floodServer');
    const stalled = await openStream(open, connection, port);
    await readSome(stalled, 8);
    const other = await openStream(open, connection, port);
    await Promise.all([readSome(other, 40 * MIB), output.until('\n1 40\n')]);
    assert.equal((await open.run(connection, open.programs.count('20000'))).stdout, numbered(20_000));
    assert.ok(!output.reading().stdout.includes('\n0 20\n'), 'the program was not held up');
    const late = await readSome(stalled, 2 * MIB);
    const begun = Number(late.subarray(0, 7));
    const whole = numbered(begun + Math.floor(late.length / 8), begun);
    assert.equal(late.subarray(0, whole.length).toString(), whole);
    for (const stream of [stalled, other]) stream.destroy();
  });

  cases.itWhen(needs(options, 'idleServer'), 'a program that reads nothing holds up its stream alone', async (open) => {
    const connection = await open.connect();
    const { port } = await startServer(open, connection, 'idleServer');
    const stream = await openStream(open, connection, port);
    const block = Buffer.alloc(MIB);
    let taken = 0;
    for (let count = 0; count < 64; count += 1)
      stream.write(block, (error) => (taken += error instanceof Error ? 0 : 1));
    assert.equal((await open.run(connection, open.programs.count('20000'))).stdout, numbered(20_000));
    await open.write(connection, 'beside', 'x'.repeat(MIB));
    assert.ok(taken < 32, `${taken} MiB were taken`);
    stream.destroy();
  });
}

function describeBreaks(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const idle = needs(options, 'idleServer');

  cases.itWhen(idle, 'a stream does not outlive its program', async (open) => {
    const connection = await open.connect();
    const { id, port } = await startServer(open, connection, 'idleServer');
    const stream = await openStream(open, connection, port);
    const reading = readToEnd(stream);
    await open.must('kill', connection.processes.kill(id, { graceMs: 0 }));
    assert.equal((await reading).length, 0);
    const broken = whatBreaks(stream);
    const writing = setInterval(() => stream.write('more'), 10);
    try {
      assert.equal(await broken, 'port/reset');
    } finally {
      clearInterval(writing);
    }
  });

  cases.itWhen(needs(options, 'greetServer'), 'a stream that is broken off never looks whole', async (open) => {
    const connection = await open.connect();
    const { port, output } = await startServer(open, connection, 'greetServer');
    const stream = await openStream(open, connection, port);
    stream.write(Buffer.alloc(100_000));
    await readToEnd(stream);
    stream.destroy();
    await output.until('\nbroken\n');
  });

  cases.itWhen(idle, 'streams break with connection/lost when their link is closed, idle or not', async (open) => {
    const connection = await open.connect();
    const streams = await idleStreams(open, connection);
    await connection.close();
    for (const stream of streams) assert.equal(await whatBreaks(stream), 'connection/lost');
  });

  const cuts = needs(options, 'cutConnections', 'idleServer');
  cases.itWhen(cuts, 'streams break with connection/lost when their link is cut, idle or not', async (open) => {
    const handle = await open.box();
    const streams = await idleStreams(open, await open.connect(handle));
    await open.subject.cutConnections(handle);
    for (const stream of streams) assert.equal(await whatBreaks(stream), 'connection/lost');
  });
}

/** One that nobody uses, one that is read, one that is written, one that is ended. */
async function idleStreams(
  open: OpenRuntime,
  connection: Awaited<ReturnType<OpenRuntime['connect']>>,
): Promise<readonly Duplex[]> {
  const { port } = await startServer(open, connection, 'idleServer');
  const [unused, read, written, ended] = await allAtOnce(4, () => openStream(open, connection, port));
  assert.ok(unused !== undefined && read !== undefined && written !== undefined && ended !== undefined);
  read.resume();
  written.write(Buffer.alloc(32 * MIB));
  ended.end('x');
  return [unused, read, written, ended];
}
