import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { eventually } from '../eventually.js';
import { expectErr, expectOk } from '../expect-result.js';
import { exited, type OpenRuntime } from './open-runtime.js';
import { awaitedLater, numbered, within } from './process-events.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

/** What becomes of the input of a process. */
export function describeStdin(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('input', () => {
    describeWriting(cases);
    describeClosed(cases, options);
  });
}

function describeWriting(cases: Cases<OpenRuntime>): void {
  cases.it('a process reads what was written, and the end after the last bytes', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.cat(), { stdin: true });
    await expectOk(connection.processes.writeStdin(id, Buffer.from('one, ')));
    await (await open.attach(connection, id)).until('one, ');
    await expectOk(connection.processes.writeStdin(id, Buffer.from('two'), { end: true }));
    const { stdout, exit } = await open.finish(connection, id);
    assert.deepEqual([stdout, exit], ['one, two', exited(0)]);
  });

  cases.it('the end may come without bytes', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.cat(), { stdin: true });
    await expectOk(connection.processes.writeStdin(id, new Uint8Array(), { end: true }));
    const { stdout, exit } = await open.finish(connection, id);
    assert.deepEqual([stdout, exit], ['', exited(0)]);
  });

  cases.it('writes that do not wait for each other keep their order', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.cat(), { stdin: true });
    const writes = Array.from({ length: 200 }, (_, number) =>
      connection.processes.writeStdin(id, Buffer.from(numbered(number + 1, number)), { end: number === 199 }),
    );
    for (const written of writes) await expectOk(written);
    assert.equal((await open.finish(connection, id)).stdout, numbered(200));
  });

  cases.it('a large input arrives whole', async (open) => {
    const connection = await open.connect();
    const input = Buffer.from(numbered(100_000));
    const id = await open.spawn(connection, open.programs.cat(), { stdin: true, limits: { retainBytes: 1_000_000 } });
    const reading = awaitedLater(open.finish(connection, id));
    await expectOk(connection.processes.writeStdin(id, input, { end: true }));
    const { bytes } = await reading;
    assert.ok(bytes.equals(input), `${bytes.length} bytes came back`);
  });

  cases.it('a write that the process does not take waits, and gives up when its signal fires', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.sleep('600'), { stdin: true });
    const controller = new AbortController();
    const stuck = connection.processes.writeStdin(id, Buffer.alloc(4_194_304), { signal: controller.signal });
    let settled = false;
    void stuck.then(() => (settled = true));
    // The link is not held up by it.
    assert.equal((await open.run(connection, open.programs.echo('other'))).stdout, 'other\n');
    assert.equal(settled, false);
    controller.abort();
    await expectErr(within(stuck, 'the write'), 'request/aborted');
  });
}

function describeClosed(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const more = Buffer.from('more');

  cases.it('a process that is spawned without input reads its end at once', async (open) => {
    const connection = await open.connect();
    const { stdout, exit } = await open.run(connection, open.programs.cat());
    assert.deepEqual([stdout, exit], ['', exited(0)]);
    const id = await open.spawn(connection, open.programs.sleep('600'));
    await expectErr(connection.processes.writeStdin(id, more), 'process/stdin-closed');
  });

  cases.it('writeStdin fails with process/stdin-closed after the end', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.sleep('600'), { stdin: true });
    await expectOk(connection.processes.writeStdin(id, Buffer.from('all'), { end: true }));
    await expectErr(connection.processes.writeStdin(id, more), 'process/stdin-closed');
  });

  cases.it('writeStdin fails with process/stdin-closed when the process is over', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.exitCode('0'), { stdin: true });
    await open.finish(connection, id);
    await expectErr(connection.processes.writeStdin(id, more), 'process/stdin-closed');
  });

  cases.itWhen(
    needs(options, 'closeStdin'),
    'writeStdin fails with process/stdin-closed when the process reads no more',
    async (open) => {
      const connection = await open.connect();
      const id = await open.spawnReady(connection, open.programs.closeStdin(), { stdin: true });
      await eventually(() => expectErr(connection.processes.writeStdin(id, more), 'process/stdin-closed'));
    },
  );

  cases.it('writeStdin fails with process/not-found for an unknown id', async (open) => {
    const { processes } = await open.connect();
    await expectErr(processes.writeStdin('nobody', more), 'process/not-found');
  });
}
