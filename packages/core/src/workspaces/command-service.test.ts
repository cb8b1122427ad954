import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import type { Carrel, CarrelOptions, OpenWorkspace } from '../index.js';
import type { Caller, CommandId, SessionId } from '../kernel/index.js';
import { memoryRuntime, memoryStore, type MemoryRuntime, type Program } from '../memory/index.js';
import type { RecordStore } from '../store/index.js';
import type { CommandEvent } from './command.js';
import { commands as commandsTable } from './record-command-repository.js';

/** Writes its first argument many times, a little at a time. */
const drip: Program = async ({ argv: [, text = '', count = '10'], write, sleep }) => {
  for (let index = 0; index < Number(count); index += 1) {
    await write('stdout', text);
    await sleep(5);
  }
};

/** Ends some time after it was asked to. */
const linger: Program = async ({ argv: [, ms = '0'], onSignal, write, sleep }) => {
  const asked = new Promise<void>((resolve) => {
    onSignal('SIGTERM', resolve);
  });
  await write('stdout', 'ready');
  await asked;
  await sleep(Number(ms));
  return 9;
};

interface World extends AsyncDisposable {
  readonly store: RecordStore;
  readonly carrel: Carrel;
  readonly runtime: MemoryRuntime;
  readonly caller: Caller;
  readonly id: SessionId;
  readonly workspace: OpenWorkspace;
}

async function world(options: Partial<CarrelOptions> = {}): Promise<World> {
  const runtime = memoryRuntime({ programs: { drip, linger } });
  const store = memoryStore();
  const carrel = await memoryCarrel({ runtime, store, ...options });
  const caller = await newCaller(carrel);
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
  const workspace = expectOk(await carrel.workspaces.open(caller, id));
  return { carrel, store, runtime, caller, id, workspace, [Symbol.asyncDispose]: () => carrel.dispose() };
}

interface Read {
  readonly text: string;
  readonly gaps: readonly CommandEvent[];
  readonly last: CommandEvent | undefined;
}

async function all(events: AsyncIterable<CommandEvent>): Promise<Read> {
  let text = '';
  let last: CommandEvent | undefined;
  const gaps: CommandEvent[] = [];
  for await (const event of events) {
    if (event.type === 'output') text += Buffer.from(event.data).toString();
    if (event.type === 'gap') gaps.push(event);
    last = event;
  }
  return { text, gaps, last };
}

/** Reads until so many bytes have come; gives how many did. */
async function readAtLeast(events: AsyncIterable<CommandEvent>, count: number): Promise<number> {
  let seen = 0;
  for await (const event of events) {
    if (event.type === 'output') seen = event.offset + event.data.length;
    if (seen >= count) break;
  }
  return seen;
}

describe('run', () => {
  it('gives the exit code as a value, with both channels apart', async () => {
    await using it = await world();

    expect(expectOk(await it.workspace.commands.run(['exit', '3']))).toMatchObject({ exitCode: 3, reason: 'exited' });
    const missing = expectOk(await it.workspace.commands.run(['cat', 'missing']));
    expect(missing.exitCode).not.toBe(0);
    expect([missing.stdout, missing.stderr.includes('missing')]).toEqual(['', true]);
  });

  it('gives the program its input, environment and directory', async () => {
    await using it = await world();
    expectOk(await it.workspace.files.makeDirectory('sub'));

    const cat = expectOk(await it.workspace.commands.run(['cat'], { stdin: 'héllo' }));
    const env = expectOk(await it.workspace.commands.run(['env'], { env: { COLOUR: 'red' } }));
    const pwd = expectOk(await it.workspace.commands.run(['pwd'], { cwd: 'sub' }));

    expect(cat.stdout).toBe('héllo');
    expect(env.stdout).toContain('COLOUR=red\n');
    expect(env.stdout).toContain(`CARREL_SESSION_ID=${it.id}\n`);
    expect(pwd.stdout.trim().endsWith('/sub')).toBe(true);
  });

  it('ends what takes too long, and what writes too much, and says so', async () => {
    await using it = await world();

    const slow = expectOk(await it.workspace.commands.run(['sleep', '60'], { timeoutMs: 50 }));
    const loud = expectOk(await it.workspace.commands.run(['yes'], { maxOutputBytes: 1_000 }));

    expect(slow).toMatchObject({ reason: 'timeout', exitCode: null });
    expect(loud).toMatchObject({ reason: 'output-limit', truncated: true });
    expect(Buffer.byteLength(loud.stdout)).toBe(1_000);
  });

  it('kills the program when its caller gives up', async () => {
    await using it = await world();
    const gaveUp = new AbortController();
    const running = it.workspace.commands.run(['sleep', '60'], { signal: gaveUp.signal });
    setImmediate(() => {
      gaveUp.abort();
    });

    expectErr(await running, 'request/aborted');
  });

  it('reads on over a new link when the old one is cut, each byte once', async () => {
    await using it = await world();
    const running = it.workspace.commands.run(['drip', 'x', '40']);
    for (let cut = 0; cut < 3; cut += 1) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      it.runtime.cutConnections();
    }

    expect(expectOk(await running)).toMatchObject({ exitCode: 0, stdout: 'x'.repeat(40), truncated: false });
  });

  it('is lost when its box dies, and never looks like a good end', async () => {
    await using it = await world();
    const running = it.workspace.commands.run(['sleep', '60']);
    await new Promise((resolve) => setImmediate(resolve));
    for (const { handle } of it.runtime.durableState.all()) it.runtime.killBox(handle);

    expect(expectOk(await running)).toMatchObject({ exitCode: null, signal: null, reason: 'lost' });
  });

  it('is cancelled, not lost, when its workspace is stopped', async () => {
    await using it = await world();
    const running = it.workspace.commands.run(['drip', 'x', '10000']);
    await eventually(async () => {
      expect(expectOk(await it.workspace.commands.list())).toHaveLength(1);
    });

    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));

    expect(expectOk(await running)).toMatchObject({ exitCode: null, reason: 'cancelled' });
  });

  it('can be found afterwards by its id, with its output', async () => {
    await using it = await world();
    const { id } = expectOk(await it.workspace.commands.run(['drip', 'ab', '3']));

    const found = expectOk(await it.workspace.commands.get(id));

    expect(expectOk(await found.status())).toMatchObject({
      state: 'exited',
      exit: { code: 0, reason: 'exited' },
      outputEnd: 6,
      argv: ['drip', 'ab', '3'],
    });
    expect((await all(found.output({ from: 2 }))).text).toBe('abab');
    expect(expectOk(await it.workspace.commands.list()).map((command) => command.id)).toEqual([id]);
  });

  it('can be seen and ended by another caller while it runs', async () => {
    await using it = await world();
    const running = it.workspace.commands.run(['sleep', '60']);

    await eventually(async () => {
      const [command] = expectOk(await it.workspace.commands.list());
      expect(command).toMatchObject({ state: 'running', argv: ['sleep', '60'] });
      if (command !== undefined)
        expectOk(await it.carrel.commands.kill(it.caller, { sessionId: it.id, id: command.id }));
    });

    const { id, reason } = expectOk(await running);
    expect(reason).toBe('cancelled');
    const ref = { sessionId: it.id, id };
    expect(expectOk(await it.carrel.commands.get(it.caller, ref))).toMatchObject({ state: 'exited', exit: { reason } });
  });

  it('keeps the latest on record, and not many more', async () => {
    await using it = await world({ commands: { maxRecorded: 4 } });
    let last = '';
    for (let count = 0; count < 300; count += 1) last = expectOk(await it.workspace.commands.run(['true'])).id;

    const listed = expectOk(await it.workspace.commands.list());

    expect(listed).toHaveLength(4);
    expect(listed[0]?.id).toBe(last);
    const { items } = expectOk(await it.store.read((view) => view.scan(commandsTable, { prefix: [], limit: 300 })));
    expect(items.length).toBeLessThan(250);
  });

  it('is answered, not waited for, when the services end', async () => {
    await using it = await world();
    const running = it.workspace.commands.run(['sleep', '60']);
    await eventually(async () => {
      expect(expectOk(await it.workspace.commands.list())).toHaveLength(1);
    });

    await it.carrel.dispose();

    expectErr(await running, 'service/shutting-down');
  });

  it('is on record with no more of its arguments than a record holds', async () => {
    await using it = await world();
    const long = 'é'.repeat(60_000);
    const { id, stdout } = expectOk(await it.workspace.commands.run(['echo', long, 'b']));

    expect(stdout).toBe(`${long} b\n`);
    const { argv } = expectOk(await it.carrel.commands.get(it.caller, { sessionId: it.id, id }));
    expect(argv).toHaveLength(2);
    expect([argv[0], argv[1]?.endsWith('…'), Buffer.byteLength(argv[1] ?? '') < 17_000]).toEqual(['echo', true, true]);
    expectOk(await it.workspace.commands.start(['echo', long]));
  });

  it('refuses more at once than a workspace may run', async () => {
    await using it = await world({ commands: { maxConcurrent: 2 } });
    const gaveUp = new AbortController();
    const running = [1, 2].map(() => it.workspace.commands.run(['sleep', '60'], { signal: gaveUp.signal }));

    expect(expectErr(await it.workspace.commands.run(['echo']), 'command/limit').limit).toBe(2);
    gaveUp.abort();
    await Promise.all(running);

    expectOk(await it.workspace.commands.run(['echo']));
  });

  it('says that there is no such program', async () => {
    await using it = await world();

    expectErr(await it.workspace.commands.run(['nonsense']), 'process/not-startable');
  });

  it.each([
    [{ argv: [] }, 'argv'],
    [{ argv: ['a\0b'] }, 'argv.0'],
    [{ argv: ['a'], shell: 'b' }, ''],
    [{}, ''],
    [{ argv: ['a'], env: { 'A=B': '' } }, 'env.A=B'],
    [{ argv: ['a'], timeoutMs: 0 }, 'timeoutMs'],
    [{ argv: ['a'], maxOutputBytes: 2 ** 40 }, 'maxOutputBytes'],
    [{ argv: ['a'], stdin: 'xxxxx' }, 'stdin'],
    [{ argv: ['a'], colour: 'red' }, ''],
  ])('refuses %j and names the place', async (request, path) => {
    await using it = await world({ commands: { maxStdinBytes: 4 } });

    const failed = await it.carrel.commands.run(it.caller, it.id, { request: request as { argv: string[] } });

    expect(expectErr(failed, 'request/invalid').issues[0]?.path).toBe(path);
  });
});

describe('start', () => {
  it('goes on by itself; its output is read from any offset, any number of times', async () => {
    await using it = await world();
    const command = expectOk(await it.workspace.commands.start(['drip', 'ab', '20']));

    const [whole, tail] = await Promise.all([all(command.output()), all(command.output({ from: 30 }))]);

    expect(whole.text).toBe('ab'.repeat(20));
    expect(tail.text).toBe('ab'.repeat(5));
    expect(whole.last).toMatchObject({ type: 'exit', exit: { code: 0, reason: 'exited' }, end: 40 });
    expect(expectOk(await command.status())).toMatchObject({
      state: 'exited',
      exit: { code: 0 },
      argv: ['drip', 'ab', '20'],
    });
  });

  it('takes input until it is closed', async () => {
    await using it = await world();
    const command = expectOk(await it.workspace.commands.start(['cat']));

    expectOk(await command.writeStdin('one '));
    expectOk(await command.writeStdin('two', { end: true }));

    expect((await all(command.output())).text).toBe('one two');
  });

  it('can be killed, and killed again', async () => {
    await using it = await world();
    const command = expectOk(await it.workspace.commands.start(['sleep', '60']));

    expectOk(await command.kill());

    const { last } = await all(command.output());
    expect(last).toMatchObject({ type: 'exit', exit: { code: null, reason: 'cancelled' } });
    expectOk(await command.kill());
  });

  it('is found by its id after the control plane was started again, with its output', async () => {
    await using it = await world();
    const { id } = expectOk(await it.workspace.commands.start(['drip', 'z', '30']));
    it.runtime.cutConnections();

    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    const found = expectOk(await workspace.commands.get(id));

    expect((await all(found.output())).text).toBe('z'.repeat(30));
  });

  it('keeps its real end when its workspace is stopped, and tells what of its output is gone', async () => {
    await using it = await world();
    const over = expectOk(await it.workspace.commands.start(['drip', 'abc', '2']));
    const running = expectOk(await it.workspace.commands.start(['sleep', '60']));
    await all(over.output());
    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));

    expect(expectOk(await over.status())).toMatchObject({ exit: { code: 0, reason: 'exited' }, outputEnd: 6 });
    expect(expectOk(await running.status())).toMatchObject({ exit: { code: null, reason: 'cancelled' }, outputEnd: 0 });
    const { text, gaps, last } = await all(over.output({ from: 2 }));
    expect([text, gaps]).toEqual(['', [{ type: 'gap', from: 2, to: 6 }]]);
    expect(last).toMatchObject({ type: 'exit', exit: { code: 0 }, end: 6, truncated: false });
  });

  it('is on the list, and keeps its real end, however many came after it', async () => {
    await using it = await world({ commands: { maxRecorded: 10 } });
    const first = expectOk(await it.workspace.commands.start(['sleep', '60']));
    for (let count = 0; count < 40; count += 1) expectOk(await it.workspace.commands.run(['true']));

    expect(expectOk(await it.workspace.commands.list()).map(({ id }) => id)).toContain(first.id);
    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));
    expect(expectOk(await first.status()).exit).toMatchObject({ reason: 'cancelled' });
  });

  it('has as long to end as a workspace that is stopped gives it', async () => {
    await using it = await world({ workspaces: { stopGraceMs: 10_000 } });
    const command = expectOk(await it.workspace.commands.start(['linger', '2500']));
    await readAtLeast(command.output(), 1);

    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));

    expect(expectOk(await command.status()).exit).toMatchObject({ code: 9, reason: 'cancelled' });
  });

  it('does not wait for a program to take its input', async () => {
    await using it = await world({ commands: { maxConcurrent: 3 } });
    const input = { stdin: Buffer.alloc(3_000_000) };

    const deaf = expectOk(await it.workspace.commands.start(['sleep', '60'], input));

    expectOk(await it.workspace.commands.start(['sleep', '60'], input));
    expectOk(await it.workspace.commands.start(['sleep', '60']));
    expectOk(await deaf.kill());
  });

  it('is told as it ended even if nobody looked before its workspace was stopped', async () => {
    await using it = await world();
    const command = expectOk(await it.workspace.commands.start(['exit', '7']));
    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));

    expect(expectOk(await command.status()).exit).toMatchObject({ code: 7, reason: 'exited' });
  });

  it('is told as it ended however many runs came after it', async () => {
    await using it = await world();
    const command = expectOk(await it.workspace.commands.start(['exit', '7']));
    for (let round = 0; round < 60; round += 1) {
      await Promise.all(Array.from({ length: 20 }, () => it.workspace.commands.run(['true'])));
    }

    expect(expectOk(await command.status()).exit).toMatchObject({ code: 7, reason: 'exited' });
  });

  it('is lost with a workspace that died, and stays so', async () => {
    await using it = await world();
    const command = expectOk(await it.workspace.commands.start(['drip', 'abc', '100000']));
    const seen = await readAtLeast(command.output(), 6);
    for (const { handle } of it.runtime.durableState.all()) it.runtime.killBox(handle);

    const rest = await all(command.output({ from: seen }));
    expect(rest.last).toMatchObject({ type: 'exit', exit: { code: null, reason: 'lost' }, end: seen, truncated: true });
    expect(expectOk(await command.status())).toMatchObject({ exit: { reason: 'lost' }, outputEnd: seen });
    expectOk(await it.carrel.workspaces.start(it.caller, it.id));
    const again = await all(command.output());
    expect(again.gaps).toEqual([{ type: 'gap', from: 0, to: seen }]);
    expect(again.last).toMatchObject({ type: 'exit', exit: { reason: 'lost' }, end: seen });
  });

  it('takes no input and no signal once it is over, or its life of the workspace is', async () => {
    await using it = await world();
    const command = expectOk(await it.workspace.commands.start(['exit', '0']));
    await all(command.output());

    expectErr(await command.writeStdin('x'), 'command/not-running');
    expectErr(await command.signal('SIGTERM'), 'command/not-running');
    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));
    expectOk(await it.carrel.workspaces.start(it.caller, it.id));
    expectErr(await command.writeStdin('x'), 'workspace/replaced');
    expectErr(await command.signal('SIGTERM'), 'workspace/replaced');
    expectOk(await command.kill());
  });

  it('is refused where as many run as may, whoever started them', async () => {
    await using it = await world({ commands: { maxConcurrent: 3 } });
    const gaveUp = new AbortController();
    const waited = it.workspace.commands.run(['sleep', '60'], { signal: gaveUp.signal });

    const started = await Promise.all(Array.from({ length: 6 }, () => it.workspace.commands.start(['sleep', '60'])));

    const running = started.filter((result) => result.isOk()).map(expectOk);
    expect(running.length).toBeGreaterThan(0);
    expect(running.length).toBeLessThanOrEqual(3);
    for (const refused of started.filter((result) => result.isErr())) {
      expect(expectErr(refused, 'command/limit').limit).toBe(3);
    }
    gaveUp.abort();
    expectErr(await waited, 'request/aborted');
    for (const command of running) {
      expectOk(await command.kill());
      await all(command.output());
    }
    expectOk(await it.workspace.commands.start(['true']));
  });

  it('leaves no record when the program cannot be started', async () => {
    await using it = await world();

    expectErr(await it.workspace.commands.start(['nonsense']), 'process/not-startable');

    expect(expectOk(await it.workspace.commands.list())).toEqual([]);
  });

  it('is listed with its end, the newest first', async () => {
    await using it = await world();
    const first = expectOk(await it.workspace.commands.start(['exit', '4']));
    const second = expectOk(await it.workspace.commands.start(['sleep', '60']));

    await eventually(async () => {
      const listed = expectOk(await it.workspace.commands.list());
      expect(listed.map(({ id, state }) => [id, state])).toEqual([
        [second.id, 'running'],
        [first.id, 'exited'],
      ]);
      expect(listed[1]?.exit?.code).toBe(4);
    });
    expectOk(await second.kill());
  });

  it('is not found by another tenant, nor by an id that never was', async () => {
    await using it = await world();
    const { id } = expectOk(await it.workspace.commands.start(['sleep', '60']));
    const stranger = await newCaller(it.carrel);
    const ref = { sessionId: it.id, id };

    expectErr(await it.carrel.commands.get(stranger, ref), 'session/not-found');
    expectErr(await it.carrel.commands.output(stranger, ref), 'session/not-found');
    expectErr(await it.carrel.commands.kill(stranger, ref), 'session/not-found');
    expectErr(await it.carrel.commands.writeStdin(stranger, ref, { data: Buffer.from('x') }), 'session/not-found');
    const never = { sessionId: it.id, id: 'cmd_00000000000000000000000000' as CommandId };
    expectErr(await it.carrel.commands.get(it.caller, never), 'command/not-found');
  });
});
