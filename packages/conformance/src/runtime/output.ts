import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { eventually } from '../eventually.js';
import { expectErr, expectOk } from '../expect-result.js';
import { allAtOnce } from '../traits/concurrently.js';
import { exited, type OpenRuntime } from './open-runtime.js';
import { awaitedLater, DEADLINE_MS, finished, numbered, ProcessReader } from './process-events.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

/** What a process writes, and how readers get it: each byte once, from any offset, or a gap. */
export function describeOutput(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('output', () => {
    describeBytes(cases);
    describeAttach(cases);
    describeReaders(cases);
    describeRetention(cases);
    describeHeldOutput(cases, options);
  });
}

/** A number of lines that takes longer to write than one exchange over a link. */
const MANY = 20_000;

function describeBytes(cases: Cases<OpenRuntime>): void {
  cases.it('each channel has what was written on it', async (open) => {
    const reading = await open.run(await open.connect(), open.programs.echoBoth('to out', 'to err'));
    assert.deepEqual([reading.stdout, reading.stderr, reading.tty, reading.end], ['to out', 'to err', '', 12]);
  });

  cases.it('bytes come out as they were written, whatever they are', async (open) => {
    const connection = await open.connect();
    const bytes = Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 7) % 256));
    const id = await open.spawn(connection, open.programs.cat(), { stdin: true });
    await expectOk(connection.processes.writeStdin(id, bytes, { end: true }));
    const { bytes: written } = await open.finish(connection, id);
    assert.ok(written.equals(bytes), 'the bytes are others');
  });

  cases.it('a long output is whole', async (open) => {
    const { stdout, exit } = await open.run(await open.connect(), open.programs.count(String(MANY)));
    assert.ok(stdout === numbered(MANY), `${stdout.length} bytes`);
    assert.deepEqual(exit, exited(0));
  });
}

function describeAttach(cases: Cases<OpenRuntime>): void {
  cases.it('attach gives what was kept, then what follows, without a seam', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.tick('60', '0.01'));
    const readers: Promise<string>[] = [];
    for (let at = 0; at < 50; at += 5) {
      const first = await open.attach(connection, id);
      await first.until(numbered(at + 1, at));
      await first.leave();
      readers.push(awaitedLater(open.finish(connection, id).then(({ stdout }) => stdout)));
    }
    for (const stdout of await Promise.all(readers)) assert.equal(stdout, numbered(60));
  });

  cases.it('attach begins at the byte that is asked for', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.count('100'));
    await open.finish(connection, id);
    for (const from of [1, 8, 403, 799, 800]) {
      const { stdout, end } = await open.finish(connection, id, from);
      assert.deepEqual([stdout, end], [numbered(100).slice(from), 800]);
    }
  });

  cases.it('a reader that leaves and comes back gets every byte once', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.tick('80', '0.01'));
    let text = '';
    let position = 0;
    for (let visit = 0; visit < 6; visit += 1) {
      const reader = await open.attach(connection, id, position);
      await reader.take();
      await reader.leave();
      text += reader.reading().stdout;
      position = reader.position;
    }
    const { stdout } = await open.finish(connection, id, position);
    assert.equal(text + stdout, numbered(80));
  });

  cases.it('spawnAttached gives everything from the first byte on', async (open) => {
    const connection = await open.connect();
    const readings = await allAtOnce(20, (number) => open.run(connection, open.programs.echo(`number ${number}`)));
    assert.deepEqual(
      readings.map(({ stdout }) => stdout),
      readings.map((_, number) => `number ${number}\n`),
    );
  });

  cases.it('attach fails with process/not-found for an unknown id', async (open) => {
    const { processes } = await open.connect();
    await expectErr(processes.attach('nobody'), 'process/not-found');
  });
}

function describeReaders(cases: Cases<OpenRuntime>): void {
  cases.it('many readers each get everything', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.count(String(MANY)));
    const all = numbered(MANY);
    for (const { stdout } of await allAtOnce(10, () => open.finish(connection, id))) {
      assert.ok(stdout === all, `${stdout.length} bytes`);
    }
  });

  cases.it('a signal ends the reading and leaves the process alone', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.cat(), { stdin: true });
    const controller = new AbortController();
    const events = await expectOk(connection.processes.attach(id, { signal: controller.signal }));
    const reading = new ProcessReader(events).rest();
    controller.abort();
    assert.deepEqual((await reading).events, []);
    await expectOk(connection.processes.writeStdin(id, Buffer.from('alive'), { end: true }));
    assert.equal((await open.finish(connection, id)).stdout, 'alive');
  });

  cases.it('a slow reader gets a gap; the process and other readers do not wait for it', async (open) => {
    const connection = await open.connect();
    const limits = { retainBytes: 65_536 };
    const id = await open.spawn(connection, open.programs.cat(), { stdin: true, limits });
    const slow = await open.attach(connection, id);
    await expectOk(connection.processes.writeStdin(id, Buffer.from('begin')));
    await slow.until('begin');
    // More than any link may hold for a reader that does not take it.
    const block = Buffer.alloc(1_048_576, 'x');
    const fast = awaitedLater(open.finish(connection, id));
    for (let count = 0; count < 24; count += 1) await expectOk(connection.processes.writeStdin(id, block));
    await expectOk(connection.processes.writeStdin(id, Buffer.from('the end'), { end: true }));
    assert.deepEqual((await fast).exit, exited(0));
    const late = finished(await slow.rest());
    assert.ok(late.gaps.length > 0, 'no gap');
    assert.ok(late.stdout.startsWith('begin') && late.stdout.endsWith('the end'));
    assert.deepEqual([late.exit, late.end], [exited(0), 24 * block.length + 12]);
  });
}

function describeRetention(cases: Cases<OpenRuntime>): void {
  cases.it('what was dropped is a gap, and the rest is the end of the output', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.count(String(MANY)), { limits: { retainBytes: 10_000 } });
    const reader = await open.attach(connection, id);
    const all = numbered(MANY);
    await reader.rest();
    const late = await open.finish(connection, id);
    const { firstOffset, endOffset } = await expectOk(connection.processes.get(id));
    assert.deepEqual(late.gaps, [{ from: 0, to: firstOffset }]);
    assert.ok(late.stdout === all.slice(firstOffset), 'the end of the output is another');
    assert.ok(late.bytes.length > 5_000 && late.bytes.length <= 10_000, `${late.bytes.length} bytes were kept`);
    assert.deepEqual([late.end, endOffset], [all.length, all.length]);
  });

  cases.it('a reader that asks for a byte within the dropped ones gets the gap from there', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.count(String(MANY)), { limits: { retainBytes: 10_000 } });
    await (await open.attach(connection, id)).rest();
    const { firstOffset } = await expectOk(connection.processes.get(id));
    const { gaps, stdout } = await open.finish(connection, id, 5_000);
    assert.deepEqual(gaps, [{ from: 5_000, to: firstOffset }]);
    assert.ok(stdout === numbered(MANY).slice(firstOffset), 'the end of the output is another');
  });

  cases.it('1 MiB of output stays readable unless it is said otherwise', async (open) => {
    const connection = await open.connect();
    const count = 131_072;
    const id = await open.spawn(connection, open.programs.count(String(count)));
    await eventually(async () => {
      assert.notEqual((await expectOk(connection.processes.get(id))).exit, null);
    });
    const { gaps, stdout } = await open.finish(connection, id);
    assert.deepEqual(gaps, []);
    assert.ok(stdout === numbered(count), `${stdout.length} bytes`);
  });
}

function describeHeldOutput(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const held = needs(options, 'holdOutput');
  cases.itWhen(held, 'a child that holds the output open does not hold up the exit of its parent', async (open) => {
    const connection = await open.connect();
    const startedAt = performance.now();
    const { stdout, exit } = await open.run(connection, open.programs.holdOutput('60'));
    assert.deepEqual([stdout, exit], ['parent\n', exited(0)]);
    const tookMs = performance.now() - startedAt;
    assert.ok(tookMs < DEADLINE_MS, `the exit came after ${tookMs} ms`);
  });
}
