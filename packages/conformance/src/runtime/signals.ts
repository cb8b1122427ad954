import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { exited, type OpenRuntime } from './open-runtime.js';
import { DEADLINE_MS } from './process-events.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

/** What `signal` and `kill` reach, and what they leave. */
export function describeSignals(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('signals and trees', () => {
    describeSignal(cases, options);
    describeKill(cases, options);
    describeTrees(cases, options);
  });
}

function describeSignal(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.it('a signal that is not handled ends the process, and its exit says so', async (open) => {
    const connection = await open.connect();
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL', 'SIGUSR1']) {
      const id = await open.spawn(connection, open.programs.sleep('600'));
      await expectOk(connection.processes.signal(id, signal));
      const { exit } = await open.finish(connection, id);
      assert.deepEqual(exit, { code: null, signal, reason: 'signalled' });
    }
  });

  cases.itWhen(needs(options, 'endOnTerm'), 'a signal that is handled does what its handler does', async (open) => {
    const connection = await open.connect();
    const id = await open.spawnReady(connection, open.programs.endOnTerm('ended'));
    await expectOk(connection.processes.signal(id, 'SIGTERM'));
    assert.deepEqual((await open.finish(connection, id)).exit, exited(7));
    await expectOk(connection.files.stat('ended'));
  });

  cases.itWhen(needs(options, 'ignoreTerm'), 'a signal that is ignored changes nothing', async (open) => {
    const connection = await open.connect();
    const id = await open.spawnReady(connection, open.programs.ignoreTerm());
    await expectOk(connection.processes.signal(id, 'SIGTERM'));
    assert.equal((await expectOk(connection.processes.get(id))).exit, null);
    await expectOk(connection.processes.signal(id, 'SIGKILL'));
    const { exit } = await open.finish(connection, id);
    assert.deepEqual(exit, { code: null, signal: 'SIGKILL', reason: 'signalled' });
  });

  cases.it('signal and kill are ok when the process is over, and do not change its exit', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.exitCode('3'));
    await open.finish(connection, id);
    await expectOk(connection.processes.signal(id, 'SIGKILL'));
    await expectOk(connection.processes.signal(id, 'SIGKILL', { scope: 'tree' }));
    await expectOk(connection.processes.kill(id));
    assert.deepEqual((await open.finish(connection, id)).exit, exited(3));
  });

  cases.it('signal, kill and resize fail with process/not-found for an unknown id', async (open) => {
    const { processes } = await open.connect();
    await expectErr(processes.signal('nobody', 'SIGTERM'), 'process/not-found');
    await expectErr(processes.kill('nobody'), 'process/not-found');
    await expectErr(processes.resize('nobody', { cols: 80, rows: 24 }), 'process/not-found');
  });
}

function describeKill(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.it('kill ends a process with SIGTERM, and its exit is cancelled', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.sleep('600'));
    await expectOk(connection.processes.kill(id));
    const { exit } = await open.finish(connection, id);
    assert.deepEqual(exit, { code: null, signal: 'SIGTERM', reason: 'cancelled' });
  });

  cases.itWhen(
    needs(options, 'endOnTerm'),
    'a process that is killed may end in its own way in graceMs',
    async (open) => {
      const connection = await open.connect();
      const limits = { graceMs: 10_000 };
      const id = await open.spawnReady(connection, open.programs.endOnTerm('ended'), { limits });
      await expectOk(connection.processes.kill(id));
      const { exit } = await open.finish(connection, id);
      assert.deepEqual(exit, { code: 7, signal: null, reason: 'cancelled' });
    },
  );

  cases.itWhen(
    needs(options, 'ignoreTerm'),
    'a process that ignores SIGTERM gets SIGKILL after graceMs',
    async (open) => {
      const connection = await open.connect();
      const id = await open.spawnReady(connection, open.programs.ignoreTerm(), { limits: { graceMs: 300 } });
      const startedAt = performance.now();
      await expectOk(connection.processes.kill(id));
      const { exit } = await open.finish(connection, id);
      const tookMs = performance.now() - startedAt;
      assert.deepEqual(exit, { code: null, signal: 'SIGKILL', reason: 'cancelled' });
      assert.ok(tookMs >= 250 && tookMs < DEADLINE_MS, `it took ${tookMs} ms`);
    },
  );

  cases.itWhen(needs(options, 'ignoreTerm'), 'kill may give another grace', async (open) => {
    const connection = await open.connect();
    const id = await open.spawnReady(connection, open.programs.ignoreTerm(), { limits: { graceMs: 60_000 } });
    await expectOk(connection.processes.kill(id, { graceMs: 200 }));
    const { exit } = await open.finish(connection, id);
    assert.deepEqual(exit, { code: null, signal: 'SIGKILL', reason: 'cancelled' });
  });

  cases.it('kill may be called again', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.sleep('600'));
    for (let time = 0; time < 3; time += 1) await expectOk(connection.processes.kill(id));
    assert.equal((await open.finish(connection, id)).exit.reason, 'cancelled');
    await expectOk(connection.processes.kill(id));
  });
}

function describeTrees(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const children = needs(options, 'spawnChild', 'isAlive');
  const daemons = needs(options, 'spawnDaemon', 'isAlive');

  cases.itWhen(children, 'signal reaches the whole group of a process', async (open) => {
    const connection = await open.connect();
    const { id, child } = await open.spawnTree(connection, 'spawnChild');
    await open.expectAlive(connection, child, true);
    await expectOk(connection.processes.signal(id, 'SIGTERM'));
    assert.equal((await open.finish(connection, id)).exit.signal, 'SIGTERM');
    await open.expectAlive(connection, child, false);
  });

  cases.itWhen(daemons, 'signal leaves alone what has left the group, unless it is for the tree', async (open) => {
    const connection = await open.connect();
    const { id, child } = await open.spawnTree(connection, 'spawnDaemon');
    await expectOk(connection.processes.signal(id, 'SIGTERM'));
    await open.finish(connection, id);
    await open.expectAlive(connection, child, true);
    await expectOk(connection.processes.signal(id, 'SIGTERM', { scope: 'tree' }));
    await open.expectAlive(connection, child, false);
  });

  for (const kind of ['spawnChild', 'spawnDaemon'] as const) {
    const what = kind === 'spawnChild' ? 'children' : 'daemons that have left session and group';
    cases.itWhen(kind === 'spawnChild' ? children : daemons, `kill ends the whole tree, ${what} too`, async (open) => {
      const connection = await open.connect();
      const { id, child } = await open.spawnTree(connection, kind);
      await expectOk(connection.processes.kill(id));
      assert.equal((await open.finish(connection, id)).exit.reason, 'cancelled');
      await open.expectAlive(connection, child, false);
    });
  }

  cases.itWhen(daemons, 'a daemon outlives the process that started it, and kill still reaches it', async (open) => {
    const connection = await open.connect();
    const { id, child } = await open.spawnTree(connection, 'spawnDaemon', { seconds: 0 });
    assert.deepEqual((await open.finish(connection, id)).exit, exited(0));
    await open.expectAlive(connection, child, true);
    await expectOk(connection.processes.kill(id));
    await open.expectAlive(connection, child, false);
    assert.deepEqual((await open.finish(connection, id)).exit, exited(0));
  });

  cases.itWhen(daemons, 'killing one tree leaves the others alone', async (open) => {
    const connection = await open.connect();
    const [one, other] = [
      await open.spawnTree(connection, 'spawnDaemon'),
      await open.spawnTree(connection, 'spawnDaemon'),
    ];
    await expectOk(connection.processes.kill(one.id));
    await open.finish(connection, one.id);
    await open.expectAlive(connection, one.child, false);
    await open.expectAlive(connection, other.child, true);
    assert.equal((await expectOk(connection.processes.get(other.id))).exit, null);
  });
}
