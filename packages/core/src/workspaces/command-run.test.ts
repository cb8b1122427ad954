import { describe, expect, it } from 'vitest';
import { all, world } from '../../test/command-fixture.js';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually } from '../../test/platform-fixture.js';
import { commands as commandsTable } from './record-command-repository.js';

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

  it('kills the program also when its link is broken as its caller gives up', async () => {
    await using it = await world();
    const gaveUp = new AbortController();
    const run = async () => await it.workspace.commands.run(['sleep', '600'], { signal: gaveUp.signal });
    const running = run();
    await eventually(async () => {
      expect(expectOk(await it.workspace.commands.list())).toMatchObject([{ state: 'running' }]);
    });
    const held = it.runtime.holdNext('connect');
    it.runtime.cutConnections();
    await held.reached;

    gaveUp.abort();
    await new Promise((resolve) => setImmediate(resolve));
    held.release();

    expectErr(await running, 'request/aborted');
    expect(expectOk(await it.workspace.commands.list())).toMatchObject([
      { state: 'exited', exit: { reason: 'cancelled' } },
    ]);
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
