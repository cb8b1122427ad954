import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import {
  runtimeFailed,
  runtimeUnavailable,
  type ProcessEvent,
  type ProcessLimits,
  type RuntimeHandle,
  type WorkspaceSpec,
} from '../runtime/index.js';
import { memoryRuntime, type MemoryRuntime, type MemoryRuntimeOptions } from './memory-runtime.js';
import type { Program } from './memory-program.js';
import { VirtualClock } from './virtual-clock.js';

const MiB = 1_048_576;

function spec(fields: Partial<WorkspaceSpec> = {}): WorkspaceSpec {
  return {
    installationId: 'ins',
    tenantId: 'ten',
    sessionId: 'ses',
    incarnation: 1,
    intentToken: 'intent',
    env: {},
    limits: { memoryBytes: 64 * MiB, cpus: 1, pids: 8 },
    ...fields,
  };
}

async function boxOn(runtime: MemoryRuntime, fields: Partial<WorkspaceSpec> = {}): Promise<RuntimeHandle> {
  const handle = expectOk(await runtime.create(spec(fields)));
  expectOk(await runtime.start(handle));
  return handle;
}

async function open(options: MemoryRuntimeOptions = {}, fields: Partial<WorkspaceSpec> = {}) {
  const clock = new VirtualClock();
  const runtime = memoryRuntime({ clock, ...options });
  const handle = await boxOn(runtime, fields);
  const connection = expectOk(await runtime.connect(handle));
  const run = async (argv: readonly string[], limits?: ProcessLimits) => {
    const started = { id: 'run', argv, ...(limits === undefined ? {} : { limits }) };
    const events = expectOk(await connection.processes.spawnAttached(started));
    const all: ProcessEvent[] = [];
    const reading = (async () => {
      for await (const event of events) all.push(event);
    })();
    return { all, reading };
  };
  return { clock, runtime, handle, connection, run };
}

const exitOf = (events: readonly ProcessEvent[]) => {
  const last = events.at(-1);
  return last?.type === 'exit' ? last.exit : last;
};

describe('time in a memory runtime', () => {
  it('passes only as the clock is moved', async () => {
    const { all, clock, connection, reading } = await openAndRun(['sleep', '10']);
    await clock.advance(9_999);
    expect(all).toEqual([]);
    expect(expectOk(await connection.processes.get('run')).exit).toBeNull();
    await clock.advance(1);
    await reading;
    expect(exitOf(all)).toEqual({ code: 0, signal: null, reason: 'exited' });
    const { startedAt, endedAt } = expectOk(await connection.processes.get('run'));
    expect((endedAt ?? 0) - startedAt).toBe(10_000);
  });

  it('ends a process at exactly its time limit', async () => {
    const { all, clock, reading } = await openAndRun(['sleep', '3600'], { timeoutMs: 5_000 });
    await clock.advance(4_999);
    expect(all).toEqual([]);
    await clock.advance(1);
    await reading;
    expect(exitOf(all)).toEqual({ code: null, signal: 'SIGTERM', reason: 'timeout' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('kills what ignores SIGTERM after 2 s, or its graceMs', async () => {
    const stubborn: Program = async (process) => {
      process.onSignal('SIGTERM', 'ignore');
      await process.sleep(1_000_000);
    };
    for (const [limits, graceMs] of [[{}, 2_000] as const, [{ graceMs: 70 }, 70] as const]) {
      const { all, clock, connection, reading } = await openAndRun(['stubborn'], limits, { programs: { stubborn } });
      await clock.advance(0);
      expectOk(await connection.processes.kill('run'));
      await clock.advance(graceMs - 1);
      expect(all).toEqual([]);
      await clock.advance(1);
      await reading;
      expect(exitOf(all)).toEqual({ code: null, signal: 'SIGKILL', reason: 'cancelled' });
    }
  });

  it('reports an exit after 50 ms of silence of what holds the output open', async () => {
    const parent: Program = async (process) => {
      expectOk(process.spawn(['chatty']));
      await process.sleep(0);
    };
    const chatty: Program = async ({ sleep, write }) => {
      for (let time = 0; time < 3; time += 1) {
        await sleep(40);
        await write('stdout', 'x');
      }
      await sleep(60);
      await write('stdout', 'too late');
    };
    const { all, clock, reading } = await openAndRun(['parent'], {}, { programs: { parent, chatty } });
    await clock.advance(169);
    expect(all.map(({ type }) => type)).toEqual(['output', 'output', 'output']);
    await clock.advance(1);
    await reading;
    await clock.advance(1_000);
    expect(all.at(-1)).toMatchObject({ type: 'exit', end: 3, exit: { code: 0 } });
  });

  it('stands still in a paused box for what it does, and goes on after', async () => {
    const { all, clock, handle, runtime, reading } = await openAndRun(['sleep', '10']);
    expectOk(await runtime.pause(handle));
    await clock.advance(60_000);
    expect(all).toEqual([]);
    expectOk(await runtime.resume(handle));
    await reading;
    expect(exitOf(all)).toEqual({ code: 0, signal: null, reason: 'exited' });
  });

  it('keeps a watch for 5 minutes after its last reader, and 4,096 events', async () => {
    const { clock, connection } = await open();
    const { files } = connection;
    const controller = new AbortController();
    const first = expectOk(await files.watch('', { signal: controller.signal }));
    const reading = first[Symbol.asyncIterator]().next();
    controller.abort();
    await reading;
    for (let number = 0; number < 2_100; number += 1) expectOk(await files.write(`f${number}`, new Uint8Array()));
    await clock.advance(299_999);
    const again = await firstOf(expectOk(await files.watch('', { from: 0 })));
    // Each file is created, and then changed.
    expect(again).toEqual({ type: 'gap', from: 0, to: 4_200 - 4_096 });
    await clock.advance(300_000);
    const anew = await firstOf(expectOk(await files.watch('', { from: 4_000 })));
    expect(anew).toEqual({ type: 'gap', from: 4_000, to: 4_201 });
  });
});

describe('the limits of a memory runtime', () => {
  it('makes 1,024 boxes, and no more', async () => {
    const runtime = memoryRuntime();
    for (let number = 0; number < 1_024; number += 1) {
      expectOk(await runtime.create(spec({ intentToken: `intent-${number}` })));
    }
    expectErr(await runtime.create(spec({ intentToken: 'one more' })), 'runtime/exhausted');
    const known = expectOk(await runtime.create(spec({ intentToken: 'intent-0' })));
    expectOk(await runtime.remove(known));
    expectOk(await runtime.create(spec({ intentToken: 'one more' })));
  });

  it('holds maxFileBytes in the files of one box, and no more', async () => {
    const { connection } = await open({ maxFileBytes: 1_000 });
    const { files } = connection;
    expectOk(await files.write('a', new Uint8Array(600)));
    expectErr(await files.write('b', new Uint8Array(401)), 'file/no-space');
    expectErr(await files.write('b', pieces(300, 300)), 'file/no-space');
    expectErr(await files.writeMany([{ path: 'c', data: new Uint8Array(500) }]), 'file/no-space');
    expect(expectOk(await connection.stats()).memoryBytes).toBe(900);
    expectOk(await files.remove('b'));
    expectOk(await files.write('a', new Uint8Array(1_000)));
    expectOk(await files.remove('a'));
    expect(expectOk(await connection.stats()).memoryBytes).toBe(0);
  });

  it('knows the last maxEndedProcesses that ended', async () => {
    const { clock, connection } = await open({ maxEndedProcesses: 2 });
    expectOk(await connection.processes.spawn({ id: 'running', argv: ['sleep', '1000'] }));
    for (const id of ['a', 'b', 'c', 'd']) {
      expectOk(await connection.processes.spawn({ id, argv: ['true'] }));
      await clock.advance(1);
    }
    expectOk(await connection.processes.spawn({ id: 'last', argv: ['sleep', '1000'] }));
    const known = expectOk(await connection.processes.list());
    expect(known.map(({ id }) => id)).toEqual(['running', 'c', 'd', 'last']);
  });

  it('counts what programs claim as memory, and gives it back', async () => {
    const hungry: Program = async ({ argv, claimMemory, sleep }) => {
      await claimMemory(Number(argv[1]) * MiB);
      await sleep(1_000);
    };
    const { clock, connection, run } = await open({ programs: { hungry } });
    expectOk(await connection.processes.spawn({ id: 'first', argv: ['hungry', '40'] }));
    await clock.advance(0);
    expect(expectOk(await connection.stats()).memoryBytes).toBe(40 * MiB);
    const { all, reading } = await run(['hungry', '25']);
    await reading;
    expect(exitOf(all)).toEqual({ code: null, signal: 'SIGKILL', reason: 'out-of-memory' });
    await clock.advance(1_000);
    expect(expectOk(await connection.stats()).memoryBytes).toBe(0);
  });

  it('runs as many processes at once as the box may have', async () => {
    const { connection } = await open();
    for (let number = 0; number < 8; number += 1) {
      expectOk(await connection.processes.spawn({ id: `p${number}`, argv: ['sleep', '1000'] }));
    }
    expectErr(await connection.processes.spawn({ id: 'more', argv: ['true'] }), 'connection/limit');
    expect(expectOk(await connection.stats()).processes).toBe(8);
  });
});

describe('the test doors of a memory runtime', () => {
  it('fail the next call, before it had an effect or after', async () => {
    const runtime = memoryRuntime();
    runtime.failNext('create', runtimeFailed('first'));
    runtime.failNext('create', runtimeUnavailable('second'), { when: 'after' });
    expect(expectErr(await runtime.create(spec()), 'runtime/failed').message).toBe('first');
    expect(expectOk(await runtime.list(spec()))).toEqual([]);
    expectErr(await runtime.create(spec()), 'runtime/unavailable');
    const [box] = expectOk(await runtime.list(spec()));
    expect(expectOk(await runtime.create(spec()))).toEqual(box?.handle);
  });

  it('hold the next call until it is released', async () => {
    const runtime = memoryRuntime();
    const held = runtime.holdNext('create');
    let settled = false;
    const creating = runtime.create(spec());
    void creating.then(() => (settled = true));
    await held.reached;
    expect(expectOk(await runtime.list(spec()))).toEqual([]);
    expect(settled).toBe(false);
    held.release();
    expectOk(await creating);
  });

  it('hold a call that has happened, which its caller may give up', async () => {
    const runtime = memoryRuntime();
    const held = runtime.holdNext('create', { when: 'after' });
    const controller = new AbortController();
    const creating = runtime.create(spec(), { signal: controller.signal });
    await held.reached;
    expect(expectOk(await runtime.list(spec()))).toHaveLength(1);
    controller.abort();
    expectErr(await creating, 'request/aborted');
  });

  it('kill a box, for every runtime that knows it', async () => {
    const { durableState, handle, runtime } = await restartable();
    const other = memoryRuntime({ durableState });
    const controller = new AbortController();
    const events = [runtime, other].map((one) => one.events(controller.signal)[Symbol.asyncIterator]().next());
    const connection = expectOk(await other.connect(handle));
    runtime.killBox(handle, 'out-of-memory');
    for (const event of await Promise.all(events)) expect(event.value).toEqual({ type: 'out-of-memory', handle });
    await connection.closed;
    expect(expectOk(await other.inspect(handle))).toMatchObject({ state: 'exited', reason: 'out-of-memory' });
    expectOk(await other.start(handle));
    expect(expectOk(await other.inspect(handle))).not.toHaveProperty('reason');
    runtime.killBox({ ...handle, boxId: 'none' });
    controller.abort();
  });

  it('cut the links of one box, or of all', async () => {
    const runtime = memoryRuntime();
    const handles = [await boxOn(runtime), await boxOn(runtime, { intentToken: 'other' })];
    const [one, other] = await Promise.all(handles.map(async (handle) => expectOk(await runtime.connect(handle))));
    runtime.cutConnections(handles[0]);
    await one?.closed;
    expect((await other?.stats())?.isOk()).toBe(true);
    runtime.cutConnections();
    await other?.closed;
  });

  it('let a new runtime find boxes as they are', async () => {
    const { durableState, handle, runtime } = await restartable();
    const before = expectOk(await runtime.connect(handle));
    expectOk(await before.processes.spawn({ id: 'kept', argv: ['cat'], stdin: true }));
    await runtime.dispose();
    expectErr(await runtime.list(spec()), 'runtime/unavailable');
    const after = memoryRuntime({ durableState });
    const connection = expectOk(await after.connect(handle));
    expectOk(await connection.processes.writeStdin('kept', new TextEncoder().encode('on'), { end: true }));
    const events = expectOk(await connection.processes.attach('kept'));
    const all: ProcessEvent[] = [];
    for await (const event of events) all.push(event);
    expect(all.map(({ type }) => type)).toEqual(['output', 'exit']);
  });
});

async function openAndRun(argv: readonly string[], limits?: ProcessLimits, options?: MemoryRuntimeOptions) {
  const opened = await open(options);
  return { ...opened, ...(await opened.run(argv, limits)) };
}

async function restartable() {
  const runtime = memoryRuntime();
  return { runtime, durableState: runtime.durableState, handle: await boxOn(runtime) };
}

async function firstOf<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item;
  return undefined;
}

async function* pieces(...sizes: readonly number[]): AsyncGenerator<Uint8Array, void, void> {
  for (const size of sizes) {
    await Promise.resolve();
    yield new Uint8Array(size);
  }
}
