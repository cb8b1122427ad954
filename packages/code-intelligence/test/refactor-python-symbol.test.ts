import type { CodePosition } from '@carrel/core/code';
import { describe, expect, it } from 'vitest';
import { pythonWorld } from './python-world.js';

const FILES = {
  'shop/__init__.py': '',
  'shop/prices.py': [
    '"""Prices."""',
    'from __future__ import annotations',
    'import math',
    'from .units import EURO as CURRENCY',
    '',
    'RATE = 0.19',
    '',
    '# With tax.',
    '# Rounded up.',
    'def gross(net: float) -> str:',
    '    return f"{math.ceil(net * 1.19)} {CURRENCY}"',
    '',
    '',
    'def taxed(net):',
    '    return net * RATE',
    '',
    '',
    'class Basket:',
    '    def total(self):',
    '        return gross(10)',
    '',
  ].join('\n'),
  'shop/units.py': 'EURO = "EUR"\n',
  'shop/other.py': '"""Other."""\n\nOTHER = 1\n',
  'shop/web.py':
    'from .prices import (Basket, gross as with_tax)\n\ndef page():\n    return with_tax(1) + Basket().total()\n',
  'main.py':
    'from shop.prices import gross\nfrom shop.web import page\nimport shop.prices as p\n\nprint(gross(5), page(), p.taxed(100))\n',
};

const at = (line: number, column = 5) => ({ line, column });

interface Refused {
  readonly what: string;
  readonly position: CodePosition;
  readonly reason: string;
  readonly path?: string;
  readonly to?: string;
  readonly more?: Readonly<Record<string, string>>;
}

describe('a symbol of Python that moves', { timeout: 60_000 }, () => {
  it.each([
    ['a function that its file needs, to a new file', 'shop/prices.py', at(10), 'shop/tax.py'],
    ['a function that its file needs, to another package', 'shop/prices.py', at(10), 'lib/tax.py'],
    ['a class, to a file that is there', 'shop/prices.py', at(18, 7), 'shop/other.py'],
    ['a function that others reach through its module', 'shop/web.py', at(3), 'shop/pages/page.py'],
    ['a variable', 'shop/units.py', at(1, 1), 'shop/money.py'],
  ])('leaves what a program does: %s', async (_what, path, position, to) => {
    await using it = await pythonWorld(FILES);
    const before = await it.output(null, 'main.py');
    const change = await it.propose({ type: 'move-symbol', path, position, to });
    expect(await it.output(change, 'main.py')).toBe(before);
    expect(change.changes.map((each) => each.path)).toContain(to);
  });

  it('takes its comments and imports along, and is imported where it is needed', async () => {
    await using it = await pythonWorld(FILES);
    const change = await it.propose({
      type: 'move-symbol',
      path: 'shop/prices.py',
      position: at(10),
      to: 'shop/tax.py',
    });
    expect(it.textOf(change, 'shop/tax.py')).toBe(
      'from __future__ import annotations\nimport math\nfrom .units import EURO as CURRENCY\n\n\n# With tax.\n# Rounded up.\ndef gross(net: float) -> str:\n    return f"{math.ceil(net * 1.19)} {CURRENCY}"\n',
    );
    const left = it.textOf(change, 'shop/prices.py');
    expect(left).toContain('import EURO as CURRENCY\nfrom .tax import gross\n\nRATE = 0.19\n\ndef taxed');
    expect(it.textOf(change, 'shop/web.py')).toContain(
      'from .prices import (Basket)\nfrom .tax import gross as with_tax\n',
    );
    expect(it.textOf(change, 'main.py')).toContain('from shop.tax import gross\n');
  });

  it('is imported by its old module for those that reach it there, which is said', async () => {
    await using it = await pythonWorld({
      'a.py': 'def f():\n    return 1\n',
      'main.py': 'import a\nprint(a.f())\n',
    });
    const change = await it.propose({ type: 'move-symbol', path: 'a.py', position: at(1), to: 'b.py' });
    expect(change.warnings.join()).toContain('main.py:2');
    expect(it.textOf(change, 'a.py')).toBe('from b import f\n');
    expect(await it.output(change, 'main.py')).toBe('1\n');
  });

  it.each<Refused>([
    {
      ...{ what: 'what needs its file, which needs it', position: at(18, 7), reason: 'each other' },
      more: { 'shop/prices.py': `${FILES['shop/prices.py']}\nONE = Basket()\n` },
    },
    {
      ...{ what: 'what a file has already', position: at(18, 7), to: 'shop/other.py', reason: 'already' },
      more: { 'shop/other.py': 'class Basket: pass\n' },
    },
    {
      ...{ what: 'what is given twice', path: 'shop/units.py', position: at(1, 1), reason: 'more than once' },
      more: { 'shop/units.py': 'EURO = 1\nEURO = "EUR"\n' },
    },
    {
      ...{ what: 'what a function changes', path: 'shop/units.py', position: at(1, 1), reason: 'more than once' },
      more: { 'shop/units.py': 'EURO = 1\ndef f():\n    global EURO\n    EURO = 2\n' },
    },
    {
      ...{ what: 'what may come from anywhere', path: 'shop/web.py', position: at(4), reason: 'all names' },
      more: { 'shop/web.py': 'from math import *\n\n\ndef page():\n    return ceil(1)\n' },
    },
    { what: 'nothing', position: at(3, 1), reason: 'No function' },
    { what: 'where it is', position: at(10), to: 'shop/prices.py', reason: 'in that file already' },
    { what: 'a file of another kind', position: at(10), to: 'shop/new.ts', reason: 'no file of Python' },
    { what: 'a file that no module can be', position: at(10), to: 'shop/new-tax.py', reason: 'no name' },
  ])('is refused for $what', async ({ path = 'shop/prices.py', position, more = {}, to = 'shop/new.py', reason }) => {
    await using it = await pythonWorld({ ...FILES, ...more });
    expect(await it.refusal({ type: 'move-symbol', path, position, to })).toContain(reason);
  });
});
