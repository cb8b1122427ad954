import assert from 'node:assert/strict';
import type { RuntimeHandle } from '@carrel/core/runtime';
import type { Cases } from '../cases.js';
import { eventually } from '../eventually.js';
import { expectErr, expectOk } from '../expect-result.js';
import type { OpenRuntime } from './open-runtime.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

const MIB = 1_048_576;

/** What `stats` of a runtime promises. */
export function describeStats(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('stats of boxes', () => {
    describeMeasures(cases, options);
    describeStates(cases, options);
  });
}

function describeMeasures(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const { limits } = options.capabilities;

  cases.it('the stats of a box count its processes, and no other box', async (open) => {
    const [handle, other] = [await open.box(), await open.box()];
    const { processes: few } = await measured(open, handle);
    const connection = await open.connect(handle);
    for (let count = 0; count < 8; count += 1) await open.spawn(connection, open.programs.sleep('600'));
    assert.ok((await measured(open, handle)).processes >= few + 8);
    assert.ok((await measured(open, other)).processes < few + 8);
  });

  cases.it('the memory that the stats tell as the limit is that of the spec, where it is enforced', async (open) => {
    const handle = await open.box({ limits: { memoryBytes: 96 * MIB, cpus: 1, pids: 128 } });
    assert.equal((await measured(open, handle)).memoryLimitBytes, limits.memory ? 96 * MIB : null);
  });

  cases.itWhen(needs(options, 'eatMemory'), 'the stats of a box count the memory that is in use', async (open) => {
    const handle = await open.box();
    const { memoryBytes: before } = await measured(open, handle);
    await open.spawn(await open.connect(handle), open.programs.eatMemory(String(64 * MIB)));
    await eventually(async () => {
      const { memoryBytes } = await measured(open, handle);
      assert.ok(memoryBytes - before >= 60 * MIB, `${memoryBytes} bytes, and ${before} before`);
    });
  });

  const cpu = limits.cpu ? needs(options, 'flood') : { has: false, lacks: 'it does not account for CPU time' };
  cases.itWhen(cpu, 'the stats of a box count the CPU time that was used', async (open) => {
    const handle = await open.box();
    const { cpuMs: before } = await measured(open, handle);
    await open.spawn(await open.connect(handle), open.programs.flood());
    await eventually(async () => {
      const { cpuMs } = await measured(open, handle);
      assert.ok(cpuMs - before >= 100, `${cpuMs} ms, and ${before} ms before`);
    });
  });
}

function describeStates(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.it('stats fail with runtime/not-running for a box that does not run', async (open) => {
    const handle = await open.create();
    await expectErr(open.runtime.stats(handle), 'runtime/not-running');
    await expectOk(open.runtime.start(handle));
    await expectOk(open.runtime.stats(handle));
    await expectOk(open.runtime.stop(handle));
    await expectErr(open.runtime.stats(handle), 'runtime/not-running');
  });

  cases.it('stats fail with runtime/not-found for a box that is not there, and for another life', async (open) => {
    const handle = await open.box({ incarnation: 2 });
    await expectErr(open.runtime.stats({ ...handle, incarnation: 1 }), 'runtime/not-found');
    await expectOk(open.runtime.remove(handle));
    await expectErr(open.runtime.stats(handle), 'runtime/not-found');
  });

  const pauses = { has: options.capabilities.pause, lacks: 'it does not pause' };
  cases.itWhen(pauses, 'a paused box has stats too', async (open) => {
    const handle = await open.box();
    await open.spawn(await open.connect(handle), open.programs.sleep('600'));
    await expectOk(open.runtime.pause(handle));
    assert.ok((await measured(open, handle)).processes >= 1);
    await expectOk(open.runtime.resume(handle));
  });
}

async function measured(open: OpenRuntime, handle: RuntimeHandle) {
  const stats = await open.must('stats', open.runtime.stats(handle));
  for (const value of [stats.memoryBytes, stats.cpuMs, stats.processes]) {
    assert.ok(Number.isSafeInteger(value) && value >= 0, JSON.stringify(stats));
  }
  return stats;
}
