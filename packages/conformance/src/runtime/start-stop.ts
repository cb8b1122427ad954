import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { concurrently } from '../traits/concurrently.js';
import { exited, type OpenRuntime } from './open-runtime.js';
import { DEADLINE_MS, within } from './process-events.js';
import { needs, needsKeptFiles, type RuntimeKitOptions } from './runtime-subject.js';

/** What `start` and `stop` promise. */
export function describeStartStop(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('start and stop', () => {
    describeStart(cases);
    describeStop(cases, options);
    describeStoppedProcesses(cases, options);
  });
}

function describeStart(cases: Cases<OpenRuntime>): void {
  cases.it('a box runs and takes connections when start is ok', async (open) => {
    const handle = await open.create();
    await expectOk(open.runtime.start(handle));
    assert.equal((await expectOk(open.runtime.inspect(handle))).state, 'running');
    const connection = await open.connect(handle);
    const { stdout, exit } = await open.run(connection, open.programs.echo('up'));
    assert.deepEqual([stdout, exit], ['up\n', exited(0)]);
  });

  cases.it('start leaves a box that runs as it is', async (open) => {
    const handle = await open.box();
    const connection = await open.connect(handle);
    const id = await open.spawn(connection, open.programs.cat(), { stdin: true });
    await expectOk(open.runtime.start(handle));
    await expectOk(connection.processes.writeStdin(id, Buffer.from('still'), { end: true }));
    assert.equal((await open.finish(connection, id)).stdout, 'still');
  });

  concurrently(cases, {
    name: 'start may be called for one box many times at the same time',
    callers: 5,
    work: async (open) => {
      const handle = await expectOk(open.runtime.create(open.spec({ sessionId: 'ses', intentToken: 'shared' })));
      await expectOk(open.runtime.start(handle));
      return handle;
    },
    verify: async (open, [handle]) => {
      const connection = await open.connect(handle);
      assert.equal((await open.run(connection, open.programs.echo('one'))).stdout, 'one\n');
      assert.equal((await expectOk(connection.processes.list())).length, 1);
    },
  });

  cases.it('start, stop and inspect fail with runtime/not-found for a box that is not there', async (open) => {
    const handle = { ...(await open.create()), boxId: 'no-such-box', intentToken: 'never-used' };
    await expectErr(open.runtime.start(handle), 'runtime/not-found');
    await expectErr(open.runtime.stop(handle), 'runtime/not-found');
    await expectErr(open.runtime.inspect(handle), 'runtime/not-found');
    await expectErr(open.runtime.connect(handle), 'runtime/not-found');
  });

  cases.it('every process has the environment of its box', async (open) => {
    const connection = await open.connect(await open.box({ env: { KIT_BOX: 'a b=c "ü"' } }));
    assert.equal((await open.run(connection, open.programs.printEnv('KIT_BOX'))).stdout, 'a b=c "ü"\n');
  });
}

function describeStop(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.it('a stopped box is there, does not run and takes no connection', async (open) => {
    const handle = await open.box();
    await expectOk(open.runtime.stop(handle));
    assert.equal((await expectOk(open.runtime.inspect(handle))).state, 'exited');
    await expectErr(open.runtime.connect(handle), 'runtime/not-running');
  });

  cases.it('stop is ok for a box that was never started, and for one that is stopped', async (open) => {
    const created = await open.create();
    await expectOk(open.runtime.stop(created));
    const handle = await open.box();
    await expectOk(open.runtime.stop(handle));
    await expectOk(open.runtime.stop(handle));
    await expectErr(open.runtime.connect(handle), 'runtime/not-running');
  });

  cases.itWhen(needsKeptFiles(options), 'the files of a stopped box are there when it runs again', async (open) => {
    const handle = await open.box();
    await open.write(await open.connect(handle), 'deep/kept.txt', 'kept');
    await expectOk(open.runtime.stop(handle));
    await expectOk(open.runtime.start(handle));
    const connection = await open.connect(handle);
    assert.equal(await open.text(connection, 'deep/kept.txt'), 'kept');
    assert.equal((await open.run(connection, open.programs.echo('again'))).stdout, 'again\n');
  });

  cases.it('stop ends the links to the box, and their calls fail with connection/lost', async (open) => {
    const handle = await open.box();
    const connection = await open.connect(handle);
    await expectOk(open.runtime.stop(handle));
    await within(connection.closed, 'the end of the link');
    await expectErr(connection.processes.list(), 'connection/lost');
    await expectErr(connection.files.stat(''), 'connection/lost');
  });
}

function describeStoppedProcesses(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.it('stop never makes a process look as if it had ended well', async (open) => {
    const handle = await open.box();
    const connection = await open.connect(handle);
    const reader = await open.attach(connection, await open.spawn(connection, open.programs.sleep('600')));
    const reading = reader.rest();
    await expectOk(open.runtime.stop(handle));
    const { last } = await reading;
    assert.notEqual(last, null);
    if (last?.type === 'exit') assert.equal(last.exit.code, null);
    else assert.equal(last?.error.type, 'connection/lost');
  });

  cases.itWhen(
    needsKeptFiles(options, 'endOnTerm'),
    'processes get SIGTERM and time to end when a box stops',
    async (open) => {
      const handle = await open.box();
      const connection = await open.connect(handle);
      await open.spawnReady(connection, open.programs.endOnTerm('ended'));
      await expectOk(open.runtime.stop(handle, { graceMs: 10_000 }));
      await expectOk(open.runtime.start(handle));
      await expectOk((await open.connect(handle)).files.stat('ended'));
    },
  );

  cases.itWhen(
    needs(options, 'ignoreTerm'),
    'a process that ignores SIGTERM holds stop up for graceMs',
    async (open) => {
      const handle = await open.box();
      await open.spawnReady(await open.connect(handle), open.programs.ignoreTerm());
      const startedAt = performance.now();
      await open.must('stop', open.runtime.stop(handle, { graceMs: 300 }));
      const tookMs = performance.now() - startedAt;
      assert.ok(tookMs >= 250 && tookMs < DEADLINE_MS, `stop took ${tookMs} ms`);
      assert.equal((await expectOk(open.runtime.inspect(handle))).state, 'exited');
    },
  );

  const daemons = needs(options, 'spawnDaemon', 'isAlive');
  cases.itWhen(daemons, 'nothing in a stopped box runs, daemons neither', async (open) => {
    const handle = await open.box();
    const { child } = await open.spawnTree(await open.connect(handle), 'spawnDaemon');
    await expectOk(open.runtime.stop(handle, { graceMs: 0 }));
    await expectOk(open.runtime.start(handle));
    await open.expectAlive(await open.connect(handle), child, false);
  });
}
