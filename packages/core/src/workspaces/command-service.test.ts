import { describe, expect, it } from 'vitest';
import { all, readAtLeast, world } from '../../test/command-fixture.js';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, newCaller } from '../../test/platform-fixture.js';
import type { CommandId } from '../kernel/index.js';

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
