import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { builtInLanguages, type Language } from '../languages/index.js';
import { memoryRuntime, type Program } from '../memory/index.js';
import { planCode } from './code-plan.js';

function language(id: string): Language {
  const found = builtInLanguages.find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no ${id}.`);
  return found;
}

const file = (path: string) => ({ path, content: '' });

describe('planCode', () => {
  it('takes the file called main, else the first of the language', () => {
    const run = (...paths: string[]) => planCode(language('python'), paths.map(file), ['-v'])._unsafeUnwrap().run;

    expect(run('a.py', 'main.py')).toEqual(['python3', 'main.py', '-v']);
    expect(run('data.txt', 'b.py', 'a.py')).toEqual(['python3', 'b.py', '-v']);
  });

  it('compiles all files of the language, and runs what came out', () => {
    const plan = planCode(language('c'), [file('main.c'), file('lib/util.c'), file('util.h')], [])._unsafeUnwrap();

    expect(plan.compile).toEqual(['cc', '-O2', '-Wall', '-o', './.build/main', 'main.c', 'lib/util.c', '-lm']);
    expect(plan.run).toEqual(['./.build/main']);
  });

  it('refuses files of which none is the language’s', () => {
    const { issues } = planCode(language('perl'), [file('main.py')], [])._unsafeUnwrapErr();

    expect(issues).toEqual([{ path: 'files', message: 'expected at least one file of Perl (.pl)' }]);
  });

  it('makes no option of a file’s name', () => {
    expect(planCode(language('python'), [file('-c.py')], [])._unsafeUnwrap().run).toEqual(['python3', './-c.py']);
    expect(planCode(language('c'), [file('-o.c')], [])._unsafeUnwrap().compile).toContain('./-o.c');
  });
});

/** Prints the named file, and what it reads. */
const python3: Program = async ({ argv: [, path = ''], files, stdin, write }) => {
  const content = files.read(path);
  if (content.isOk()) await write('stdout', content.value);
  for await (const chunk of stdin) await write('stdout', chunk);
};
const cc: Program = async ({ write }) => {
  await write('stderr', 'main.c:1: error\n');
  return 1;
};

async function world(programs: Readonly<Record<string, Program>> = {}) {
  const carrel = await memoryCarrel({
    runtime: memoryRuntime({ programs: { python3, cc, ...programs } }),
    commands: { maxOutputBytes: 1_000 },
  });
  const caller = await newCaller(carrel);
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
  const workspace = expectOk(await carrel.workspaces.open(caller, id));
  return { carrel, workspace, [Symbol.asyncDispose]: () => carrel.dispose() };
}

describe('run', () => {
  it('runs the files in a directory that is gone afterwards', async () => {
    await using it = await world();

    const { compile, run } = expectOk(
      await it.workspace.run({ language: 'py', files: [{ path: 'main.py', content: 'body;' }], stdin: 'input' }),
    );

    expect(compile).toBeUndefined();
    expect(run).toMatchObject({ exitCode: 0, reason: 'exited', stdout: 'body;input' });
    expect(expectOk(await it.workspace.files.list('.carrel/run'))).toEqual([]);
  });

  it.each([
    [['a.py', './a.py'], 'files.1.path'],
    [['a.py', 'a.py/b.py'], 'files.0.path'],
    [['a/b.py', 'a'], 'files.1.path'],
  ])('refuses files whose paths clash: %j', async (paths, path) => {
    await using it = await world();
    const files = paths.map((each) => ({ path: each, content: '' }));

    const { issues } = expectErr(await it.workspace.run({ language: 'py', files }), 'request/invalid');

    expect(issues.map((issue) => issue.path)).toEqual([path]);
  });

  it('does not run what did not compile', async () => {
    await using it = await world();

    const { compile, run } = expectOk(
      await it.workspace.run({ language: 'c', files: [{ path: 'main.c', content: 'int' }] }),
    );

    expect(compile).toMatchObject({ exitCode: 1, stderr: 'main.c:1: error\n' });
    expect(run).toBeUndefined();
  });

  it('does not run what was ended while it compiled, whatever its status', async () => {
    const stubborn: Program = async ({ exit, onSignal, signal, write }) => {
      onSignal('SIGTERM', () => {
        exit(0);
      });
      await write('stdout', 'x'.repeat(2_000));
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
    };
    await using it = await world({ cc: stubborn });

    const { compile, run } = expectOk(
      await it.workspace.run({ language: 'c', files: [{ path: 'main.c', content: '' }] }),
    );

    expect(compile).toMatchObject({ exitCode: 0, reason: 'output-limit', truncated: true });
    expect(run).toBeUndefined();
  });

  it('ends what a program left running', async () => {
    let daemon: Promise<unknown> = Promise.resolve();
    const forking: Program = ({ spawn }) => {
      daemon = spawn(['sleep', '1000'], { detached: true, output: 'none' })._unsafeUnwrap().exited;
    };
    await using it = await world({ perl: forking });

    const { run } = expectOk(await it.workspace.run({ language: 'perl', files: [{ path: 'main.pl', content: '' }] }));

    expect(run).toMatchObject({ exitCode: 0, reason: 'exited' });
    expect(await daemon).toMatchObject({ code: null });
  });

  it('waits a moment for room in a workspace that is full of processes', async () => {
    await using it = await world();
    const files = [{ path: 'main.py', content: 'body;' }];
    const first = expectOk(await it.workspace.commands.start(['sleep', '1000']));
    let more = await it.workspace.commands.start(['sleep', '1000']);
    while (more.isOk()) more = await it.workspace.commands.start(['sleep', '1000']);
    expectErr(more, 'connection/limit');

    expectErr(await it.workspace.run({ language: 'python', files }), 'connection/limit');
    const running = it.workspace.run({ language: 'python', files });
    expectOk(await first.kill());

    expect(expectOk(await running).run).toMatchObject({ exitCode: 0, stdout: 'body;' });
  });

  it('refuses more arguments than a program can be given', async () => {
    await using it = await world();
    const args = Array.from({ length: 20 }, () => 'x'.repeat(100_000));

    const failed = await it.workspace.run({ language: 'py', files: [{ path: 'main.py', content: '' }], args });

    expect(expectErr(failed, 'request/invalid').issues[0]?.path).toBe('args');
  });

  it('says what is not there', async () => {
    await using it = await world();
    const files = [{ path: 'main.pl', content: '' }];

    const failed = expectErr(await it.workspace.run({ language: 'perl', files }), 'language/not-installed');

    expect(failed).toMatchObject({ language: 'perl', program: 'perl' });
    expectErr(await it.workspace.run({ language: 'cobol', files }), 'language/not-found');
    expectErr(await it.workspace.run({ language: 'perl', files: [] }), 'request/invalid');
  });

  it.each(['../main.py', 'a/../../main.py', '/main.py'])(
    'keeps files in the directory of the run: %s',
    async (path) => {
      await using it = await world();

      const failed = await it.workspace.run({ language: 'python', files: [{ path, content: '' }] });

      expect(expectErr(failed, 'request/invalid').issues[0]?.path).toBe('files.0.path');
    },
  );
});
