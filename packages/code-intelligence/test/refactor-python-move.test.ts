import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { pythonWorld } from './python-world.js';

const run = promisify(execFile);

const move = (path: string, to: string) => ({ type: 'move-file', path, to }) as const;

const FILES = {
  'app/__init__.py': 'from .core.sums import add\n',
  'app/core/__init__.py': '',
  'app/core/sums.py':
    'from . import names\nfrom .names import one\n\ndef add(a, b):\n    return a + b + one - names.one\n',
  'app/core/names.py': 'one = 1\n',
  'app/web.py': [
    'import app.core.sums, sys',
    'import app.core.sums as plain',
    'from app.core import (',
    '    names,  # kept',
    '    sums as s,',
    ')',
    'from .core import sums',
    'from .core.sums import *',
    'def total():',
    '    if True: from app.core.sums import add as plus; import app.core.names',
    '    return plus(1, 2) + app.core.sums.add(1, 1) + plain.add(0, 0) + s.add(0, 0) + sums.add(0, 0) + names.one',
    '',
  ].join('\n'),
  'main.py':
    'import app\nfrom app import web\nimport app.core.sums\n\nprint(app.add(1, 2), web.total(), app.core.sums.add(2, 2))\n',
};

describe('a move in Python', { timeout: 60_000 }, () => {
  it.each([
    ['a module, beside itself', 'app/core/sums.py', 'app/core/adding.py'],
    ['a module, to another package', 'app/core/sums.py', 'app/math/sums.py'],
    ['a module, to the top', 'app/core/sums.py', 'sums.py'],
    ['a module that others import by a dot', 'app/core/names.py', 'app/names.py'],
    ['a package, beside itself', 'app/core', 'app/kernel'],
    ['a package, to the top', 'app/core', 'kernel'],
    ['the package that has all', 'app', 'lib/application'],
    ['a module that imports', 'app/web.py', 'app/deep/page.py'],
  ])('of %s, leaves what a program does', async (_what, path, to) => {
    await using it = await pythonWorld(FILES);
    const before = await it.output(null, 'main.py');
    const change = await it.propose(move(path, to));
    expect(change.changes.map((each) => (each.type === 'move' ? each.to : ''))).toContainEqual(
      expect.stringContaining(to),
    );
    expect(await it.output(change, 'main.py')).toBe(before);
  });

  it('follows into the root of sources, where Pyright finds it too', async () => {
    await using it = await pythonWorld({
      'src/lib/words.py': 'word = "a"\n',
      'src/main.py': 'from lib.words import word\nimport lib.words\nprint(word, lib.words.word)\n',
    });
    const change = await it.propose(move('src/lib/words.py', 'src/lib/text/strings.py'));
    expect(await it.output(change, 'src/main.py')).toBe('a a\n');
  });

  it('takes a name of a package for what it is, though a module of that name is moved', async () => {
    await using it = await pythonWorld({
      'pkg/__init__.py': 'from .tool import tool\n',
      'pkg/tool.py': 'def tool():\n    return "called"\n',
      'main.py': 'from pkg import tool\nprint(tool())\n',
    });
    const change = await it.propose(move('pkg/tool.py', 'pkg/instrument.py'));
    expect(change.changes.map(({ path }) => path)).toEqual(['pkg/__init__.py', 'pkg/tool.py']);
    expect(await it.output(change, 'main.py')).toBe('called\n');
  });

  it('warns of strings, and of modules that are reached without being imported', async () => {
    await using it = await pythonWorld({
      ...FILES,
      'late.py': 'import importlib\nimportlib.import_module("app.core.sums")\n',
      'reach.py': 'import app\n\nprint(app.core.sums.add(1, 1))\n',
    });
    const { warnings, confidence } = await it.propose(move('app/core/sums.py', 'app/adding.py'));
    expect(confidence).toBe('likely');
    expect(warnings.join('\n')).toContain('late.py:2');
    expect(warnings.join('\n')).toContain('reach.py:3');
  });

  it.each([
    ['app/core/sums.py', 'app/core/my-sums.py', 'my-sums'],
    ['app/core/sums.py', 'app/core/class.py', 'class'],
    ['app/core/__init__.py', 'app/__init2__.py', 'directory'],
    ['app/core/sums.py', 'app/core/names.py', 'there already'],
  ])('is refused of %s to %s', async (path, to, reason) => {
    await using it = await pythonWorld(FILES);
    expect(await it.refusal(move(path, to))).toContain(reason);
  });

  it('is refused where a name cannot be told from another', async () => {
    await using it = await pythonWorld({
      'pkg/__init__.py': '',
      'pkg/a.py': 'x = 1\n',
      'main.py': 'import pkg.a\ndef f(pkg):\n    return pkg.a\nprint(pkg.a.x)\n',
    });
    expect(await it.refusal(move('pkg/a.py', 'pkg/b.py'))).toContain('"pkg" is also something else');
  });

  it.each([
    {
      ...{ copied: 'xml', path: 'copied/dom', to: 'copied/tree/model' },
      script:
        'import copied.sax.handler as h, copied.dom.minidom as m; print(h.version, m.parseString("<a><b/></a>").toxml())',
      after: (script: string) => script.replace('copied.dom', 'copied.tree.model'),
    },
    {
      ...{ copied: 'asyncio', path: 'copied/base_events.py', to: 'copied/loops/base.py' },
      script: 'import copied; print(copied.run(copied.sleep(0, "slept")), copied.BaseEventLoop.__module__ != "")',
      after: (script: string) => script,
    },
    {
      ...{ copied: 'unittest', path: 'copied', to: 'tools/testing' },
      script: 'from copied import mock, case; print(mock.Mock(return_value=3)(), case.TestCase.__name__)',
      after: (script: string) => script.replace('from copied', 'from tools.testing'),
    },
  ])('goes for $copied of the standard library', async ({ copied, path, to, script, after }) => {
    const library = (await run('python3', ['-c', 'import os; print(os.path.dirname(os.__file__))'])).stdout.trim();
    await using it = await pythonWorld({}, { from: join(library, copied), to: 'copied' });
    const before = await it.output(null, '-c', script);
    const change = await it.propose(move(path, to));
    expect(await it.output(change, '-c', after(script))).toBe(before);
    expect(await it.output(change, '-m', 'compileall', '-q', '.')).toBe('');
  });
});
