import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectOk } from '../expect-result.js';
import { exited, type OpenRuntime } from './open-runtime.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

const SIZE = { cols: 91, rows: 27 };
const CONTROL_C = Uint8Array.of(3);
const CONTROL_D = Uint8Array.of(4);

/** What a process under a terminal sees, and what its readers get. */
export function describeTerminals(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('terminals', () => {
    describeScreens(cases, options);
    describeKeys(cases);
  });
}

function describeScreens(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.itWhen(needs(options, 'isTerminal'), 'a process has a terminal when it is asked for', async (open) => {
    const connection = await open.connect();
    const under = await open.run(connection, open.programs.isTerminal(), { tty: SIZE, stdin: true });
    assert.deepEqual([under.tty, under.stdout, under.stderr, under.exit], ['yes\r\n', '', '', exited(0)]);
    const without = await open.run(connection, open.programs.isTerminal());
    assert.deepEqual([without.tty, without.stdout], ['', 'no\n']);
  });

  cases.it('all output of a process under a terminal is on channel tty, in order', async (open) => {
    const connection = await open.connect();
    const { tty, stdout, stderr } = await open.run(connection, open.programs.echoBoth('first ', 'second'), {
      tty: SIZE,
    });
    assert.deepEqual([tty, stdout, stderr], ['first second', '', '']);
  });

  const sizes = needs(options, 'terminalSize');
  cases.itWhen(sizes, 'a terminal has the size it was made with, and another one after resize', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.terminalSize(), { tty: SIZE, stdin: true });
    const reader = await open.attach(connection, id);
    await reader.until('27 91\r\n');
    await expectOk(connection.processes.resize(id, { cols: 120, rows: 40 }));
    await reader.until('40 120\r\n');
    await reader.leave();
  });

  cases.it('a terminal is attached to and resumed like any output', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.count('100'), { tty: SIZE });
    const { tty } = await open.finish(connection, id);
    const resumed = await open.finish(connection, id, 450);
    assert.equal(tty.length, 900);
    assert.equal(resumed.tty, tty.slice(450));
  });
}

function describeKeys(cases: Cases<OpenRuntime>): void {
  cases.it('what is typed is shown, and given to the program line by line', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.cat(), { tty: SIZE, stdin: true });
    const reader = await open.attach(connection, id);
    await expectOk(connection.processes.writeStdin(id, Buffer.from('hello\r')));
    await reader.until('hello\r\nhello\r\n');
    await expectOk(connection.processes.writeStdin(id, CONTROL_D));
    const { last } = await reader.rest();
    assert.deepEqual(last?.type === 'exit' && last.exit, exited(0));
  });

  cases.it('the interrupt key ends the program in the foreground with SIGINT', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.cat(), { tty: SIZE, stdin: true });
    const reader = await open.attach(connection, id);
    await expectOk(connection.processes.writeStdin(id, Buffer.from('on\r')));
    await reader.until('on\r\non\r\n');
    await expectOk(connection.processes.writeStdin(id, CONTROL_C));
    const { last } = await reader.rest();
    assert.deepEqual(last?.type === 'exit' && last.exit, { code: null, signal: 'SIGINT', reason: 'signalled' });
  });

  cases.it('kill ends a process under a terminal', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.sleep('600'), { tty: SIZE, stdin: true });
    await expectOk(connection.processes.kill(id));
    assert.equal((await open.finish(connection, id)).exit.reason, 'cancelled');
  });
}
