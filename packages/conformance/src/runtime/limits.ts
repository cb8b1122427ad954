import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { eventually } from '../eventually.js';
import { expectErr, expectOk } from '../expect-result.js';
import { allAtOnce } from '../traits/concurrently.js';
import { exited, type OpenRuntime } from './open-runtime.js';
import { DEADLINE_MS, numbered } from './process-events.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

/** The limits of a process in time and output, and those of a box. */
export function describeLimits(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('limits', () => {
    describeTimeouts(cases, options);
    describeOutputLimits(cases, options);
    describeBoxLimits(cases, options);
  });
}

function describeTimeouts(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.it('timeoutMs ends a process with reason timeout, and not before its time', async (open) => {
    const connection = await open.connect();
    const startedAt = performance.now();
    const { exit } = await open.run(connection, open.programs.sleep('600'), { limits: { timeoutMs: 300 } });
    const tookMs = performance.now() - startedAt;
    assert.deepEqual(exit, { code: null, signal: 'SIGTERM', reason: 'timeout' });
    assert.ok(tookMs >= 290 && tookMs < DEADLINE_MS, `it took ${tookMs} ms`);
  });

  cases.it('a process that ends in time is not touched', async (open) => {
    const connection = await open.connect();
    const limits = { timeoutMs: 60_000, maxOutputBytes: 1_000_000 };
    const { stdout, exit } = await open.run(connection, open.programs.echo('in time'), { limits });
    assert.deepEqual([stdout, exit], ['in time\n', exited(0)]);
  });

  cases.it('timeoutMs holds while no link is open', async (open) => {
    const handle = await open.box();
    const first = await open.connect(handle);
    const id = await open.spawn(first, open.programs.sleep('600'), { limits: { timeoutMs: 300 } });
    await first.close();
    const second = await open.connect(handle);
    const info = await eventually(async () => {
      const seen = await expectOk(second.processes.get(id));
      assert.notEqual(seen.exit, null);
      return seen;
    });
    assert.equal(info.exit?.reason, 'timeout');
    assert.ok((info.endedAt ?? 0) - info.startedAt >= 290, `${(info.endedAt ?? 0) - info.startedAt} ms`);
  });

  cases.itWhen(
    needs(options, 'ignoreTerm'),
    'a process that ignores SIGTERM does not outlive timeoutMs and graceMs',
    async (open) => {
      const connection = await open.connect();
      // Time to say that it ignores it.
      const limits = { timeoutMs: 2_000, graceMs: 200 };
      const { exit } = await open.run(connection, open.programs.ignoreTerm(), { limits });
      assert.deepEqual(exit, { code: null, signal: 'SIGKILL', reason: 'timeout' });
    },
  );

  const daemons = needs(options, 'spawnDaemon', 'isAlive');
  cases.itWhen(daemons, 'timeoutMs ends the whole tree, daemons too', async (open) => {
    const connection = await open.connect();
    const { id, child } = await open.spawnTree(connection, 'spawnDaemon', { limits: { timeoutMs: 5_000 } });
    assert.equal((await open.finish(connection, id)).exit.reason, 'timeout');
    await open.expectAlive(connection, child, false);
  });
}

function describeOutputLimits(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.itWhen(needs(options, 'flood'), 'maxOutputBytes ends a process that writes without end', async (open) => {
    const connection = await open.connect();
    const limits = { maxOutputBytes: 100_000 };
    const { end, exit, truncated } = await open.run(connection, open.programs.flood(), { limits });
    assert.deepEqual([exit.reason, truncated], ['output-limit', true]);
    assert.ok(end >= 99_000 && end <= 200_000, `${end} bytes`);
  });

  cases.it('the output that a limit allows is not cut off', async (open) => {
    const connection = await open.connect();
    const allowed = await open.run(connection, open.programs.count('100'), { limits: { maxOutputBytes: 800 } });
    assert.deepEqual([allowed.exit, allowed.truncated, allowed.stdout], [exited(0), false, numbered(100)]);
    const more = await open.run(connection, open.programs.tick('300', '0.01'), { limits: { maxOutputBytes: 84 } });
    assert.deepEqual([more.exit.reason, more.truncated], ['output-limit', true]);
    assert.equal(more.stdout, numbered(300).slice(0, more.end));
    assert.ok(more.end >= 84, `${more.end} bytes`);
  });

  cases.it('maxOutputBytes counts both channels', async (open) => {
    const connection = await open.connect();
    const limits = { maxOutputBytes: 15 };
    const { exit, truncated } = await open.run(connection, open.programs.echoBoth('0123456789', '0123456789'), {
      limits,
    });
    assert.equal(truncated, true);
    // It may have ended before it could be ended.
    assert.ok(exit.reason === 'output-limit' || exit.code === 0, JSON.stringify(exit));
  });

  const floods = needs(options, 'flood');
  cases.itWhen(floods, 'what a flood wrote is bounded by retainBytes, and its end stays readable', async (open) => {
    const connection = await open.connect();
    const limits = { maxOutputBytes: 1_000_000, retainBytes: 20_000 };
    const id = await open.spawn(connection, open.programs.flood(), { limits });
    const { exit, end } = await open.finish(connection, id);
    assert.equal(exit.reason, 'output-limit');
    const late = await open.finish(connection, id);
    assert.ok(late.bytes.length <= 20_000, `${late.bytes.length} bytes were kept`);
    assert.deepEqual([late.gaps.length, late.end], [1, end]);
  });
}

function describeBoxLimits(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const { limits } = options.capabilities;
  const memory = limits.memory ? needs(options, 'eatMemory') : { has: false, lacks: 'it does not limit memory' };
  const room = { has: limits.pids, lacks: 'it does not limit processes' };
  const pids = limits.pids ? needs(options, 'forkMany') : room;
  const bytes = 67_108_864;

  cases.itWhen(memory, 'a process that uses more memory than its box may is ended', async (open) => {
    const connection = await open.connect(await open.box({ limits: { memoryBytes: bytes, cpus: 1, pids: 128 } }));
    const { exit } = await open.run(connection, open.programs.eatMemory(String(4 * bytes)));
    assert.deepEqual(exit, { code: null, signal: 'SIGKILL', reason: 'out-of-memory' });
    assert.equal((await open.run(connection, open.programs.echo('lives'))).stdout, 'lives\n');
  });

  cases.itWhen(pids, 'a box holds no more processes than it may', async (open) => {
    const connection = await open.connect(await open.box({ limits: { memoryBytes: bytes, cpus: 1, pids: 24 } }));
    const { exit } = await open.run(connection, open.programs.forkMany('100'));
    assert.notEqual(exit.code, 0);
    assert.ok((await expectOk(connection.stats())).processes <= 24);
  });

  cases.itWhen(room, 'spawn fails with connection/limit where there is no room for another process', async (open) => {
    const connection = await open.connect(await open.box({ limits: { memoryBytes: bytes, cpus: 1, pids: 24 } }));
    const started = await allAtOnce(40, (index) =>
      connection.processes.spawn({ id: `p${index}`, argv: open.programs.sleep('600') }),
    );
    const refused = started.filter((one) => one.isErr());
    assert.ok(refused.length > 0);
    for (const one of refused) await expectErr(one, 'connection/limit');
    // Which of them got the room is chance.
    const running = `p${started.findIndex((one) => one.isOk())}`;
    await expectOk(connection.processes.kill(running));
    await open.finish(connection, running);
    await eventually(async () => {
      assert.equal((await open.run(connection, open.programs.echo('room'))).stdout, 'room\n');
    });
  });
}
