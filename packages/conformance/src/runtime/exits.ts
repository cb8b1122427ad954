import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { eventually } from '../eventually.js';
import { expectErr, expectOk } from '../expect-result.js';
import { allAtOnce } from '../traits/concurrently.js';
import { exited, type OpenRuntime } from './open-runtime.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

/** How processes start and end. */
export function describeExits(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('starts and exits', () => {
    describeStarts(cases, options);
    describeCodes(cases);
    describeFailedStarts(cases);
  });
}

function describeStarts(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.it('a program gets its arguments as they are', async (open) => {
    const args = ['a b', '', "it's", '"$HOME" `x` \\n', '*', 'ü\u{1f600}', '-n', 'two\nlines'];
    const { stdout, stderr } = await open.run(await open.connect(), open.programs.showArgs(...args));
    assert.deepEqual([stdout, stderr], [args.map((arg) => `[${arg}]\n`).join(''), '']);
  });

  cases.it('the environment of a process is laid over that of its box', async (open) => {
    const connection = await open.connect(await open.box({ env: { KIT_A: 'box', KIT_B: 'box' } }));
    const printed = async (name: string) =>
      (await open.run(connection, open.programs.printEnv(name), { env: { KIT_B: 'process' } })).stdout;
    assert.deepEqual([await printed('KIT_A'), await printed('KIT_B')], ['box\n', 'process\n']);
    assert.equal(await printed('KIT_C'), 'unset\n');
  });

  cases.it('a process runs in the root, or in a directory that is relative to it or absolute', async (open) => {
    const connection = await open.connect();
    await expectOk(connection.files.makeDirectory('deep/er'));
    const directory = async (cwd?: string) => {
      const { stdout } = await open.run(connection, open.programs.pwd(), cwd === undefined ? {} : { cwd });
      return stdout.trim();
    };
    const root = await directory();
    assert.ok(root.startsWith('/'), root);
    assert.equal(await directory('deep/er'), `${root}/deep/er`);
    assert.equal(await directory(`${root}/deep`), `${root}/deep`);
  });

  const executables = needs(options, 'makeExecutable');
  cases.itWhen(executables, 'the program is looked up in the PATH of the process', async (open) => {
    const connection = await open.connect();
    await expectOk(connection.files.makeDirectory('bin'));
    await open.run(connection, open.programs.makeExecutable('bin/kit-greet', 'greetings'));
    const root = (await open.run(connection, open.programs.pwd())).stdout.trim();
    await expectErr(connection.processes.spawn({ id: 'unknown', argv: ['kit-greet'] }), 'process/not-startable');
    const env = { PATH: `${root}/bin:/usr/local/bin:/usr/bin:/bin` };
    assert.equal((await open.run(connection, ['kit-greet'], { env })).stdout, 'greetings\n');
    assert.equal((await open.run(connection, [`${root}/bin/kit-greet`])).stdout, 'greetings\n');
  });

  cases.it('spawn says what the process is, and it runs when spawn is ok', async (open) => {
    const connection = await open.connect();
    const argv = open.programs.sleep('600');
    const info = await expectOk(connection.processes.spawn({ id: 'My_process-1', argv, label: 'ü label' }));
    assert.deepEqual([info.id, info.label, info.exit, info.endedAt], ['My_process-1', 'ü label', null, null]);
    assert.deepEqual([info.firstOffset, info.endOffset, info.truncated], [0, 0, false]);
    assert.ok(Number.isInteger(info.pid) && info.pid > 0, `pid ${info.pid}`);
    assert.ok(Math.abs(info.startedAt - Date.now()) < 60_000, `started at ${info.startedAt}`);
  });
}

function describeCodes(cases: Cases<OpenRuntime>): void {
  for (const code of [0, 1, 7, 255]) {
    cases.it(`a process that exits with ${code} is reported so`, async (open) => {
      const { exit, end, truncated } = await open.run(await open.connect(), open.programs.exitCode(String(code)));
      assert.deepEqual([exit, end, truncated], [exited(code), 0, false]);
    });
  }

  for (const signal of ['SIGTERM', 'SIGKILL', 'SIGSEGV']) {
    cases.it(`a process that dies of ${signal} is reported so`, async (open) => {
      const { exit } = await open.run(await open.connect(), open.programs.selfSignal(signal));
      assert.deepEqual(exit, { code: null, signal, reason: 'signalled' });
    });
  }

  cases.it('the exit comes once, after all output, also to who comes later', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.echo('all'));
    const first = await open.finish(connection, id);
    const second = await open.finish(connection, id);
    assert.deepEqual([first.stdout, first.exit, first.end], ['all\n', exited(0), 4]);
    assert.deepEqual([second.stdout, second.exit, second.end], ['all\n', exited(0), 4]);
  });

  cases.it('many processes that end at the same time each have their own exit', async (open) => {
    const connection = await open.connect();
    const readings = await allAtOnce(40, (code) => open.run(connection, open.programs.exitCode(String(code))));
    assert.deepEqual(
      readings.map(({ exit }) => exit),
      readings.map((_, code) => exited(code)),
    );
  });

  cases.it('what ended leaves no process behind', async (open) => {
    const connection = await open.connect();
    const before = (await expectOk(connection.stats())).processes;
    await allAtOnce(20, () => open.run(connection, open.programs.exitCode('0')));
    await eventually(async () => {
      assert.equal((await expectOk(connection.stats())).processes, before);
    });
  });
}

function describeFailedStarts(cases: Cases<OpenRuntime>): void {
  cases.it('spawn fails with process/not-startable when there is no such program', async (open) => {
    const { processes } = await open.connect();
    await expectErr(processes.spawn({ id: 'none', argv: ['kit-no-such-program'] }), 'process/not-startable');
    await expectErr(processes.spawn({ id: 'none', argv: ['/kit/no/such/program'] }), 'process/not-startable');
    await expectErr(processes.spawnAttached({ id: 'none', argv: ['kit-no-such-program'] }), 'process/not-startable');
  });

  cases.it('spawn fails with process/not-startable when its directory is missing', async (open) => {
    const { processes } = await open.connect();
    const argv = open.programs.pwd();
    await expectErr(processes.spawn({ id: 'none', argv, cwd: 'no/such/directory' }), 'process/not-startable');
  });

  cases.it('spawn fails with process/not-startable for a file that may not be executed', async (open) => {
    const connection = await open.connect();
    await open.write(connection, 'plain', 'echo no');
    await expectErr(connection.processes.spawn({ id: 'none', argv: ['./plain'] }), 'process/not-startable');
  });

  cases.it('a process that could not be started is not known, and its id is free', async (open) => {
    const connection = await open.connect();
    await expectErr(connection.processes.spawn({ id: 'mine', argv: ['kit-no-such-program'] }), 'process/not-startable');
    await expectErr(connection.processes.get('mine'), 'process/not-found');
    assert.deepEqual(await expectOk(connection.processes.list()), []);
    assert.equal((await open.run(connection, open.programs.echo('ok'), { id: 'mine' })).stdout, 'ok\n');
  });
}
