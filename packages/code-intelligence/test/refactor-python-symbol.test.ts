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

  it.each([
    [
      'what needs its file, which needs it',
      'shop/prices.py',
      at(18, 7),
      { 'shop/prices.py': `${FILES['shop/prices.py']}\nONE = Basket()\n` },
      'shop/new.py',
      'each other',
    ],
    [
      'what a file has already',
      'shop/prices.py',
      at(14),
      { 'shop/other.py': 'def taxed(): pass\n' },
      'shop/other.py',
      'already',
    ],
    [
      'what is given twice',
      'shop/units.py',
      at(1, 1),
      { 'shop/units.py': 'EURO = 1\nEURO = "EUR"\n' },
      'shop/new.py',
      'more than once',
    ],
    [
      'what a function gives something',
      'shop/units.py',
      at(1, 1),
      { 'shop/units.py': 'EURO = 1\ndef f():\n    global EURO\n    EURO = 2\n' },
      'shop/new.py',
      'more than once',
    ],
    [
      'what may come from anywhere',
      'shop/web.py',
      at(4),
      { 'shop/web.py': 'from math import *\n\n\ndef page():\n    return ceil(1)\n' },
      'shop/new.py',
      'all names',
    ],
    ['nothing', 'shop/prices.py', at(3, 1), {}, 'shop/new.py', 'No function'],
    ['itself', 'shop/prices.py', at(10), {}, 'shop/prices.py', 'in that file already'],
    ['a file of another kind', 'shop/prices.py', at(10), {}, 'shop/new.ts', 'no file of Python'],
    ['a file that no module can be', 'shop/prices.py', at(10), {}, 'shop/new-tax.py', 'no name'],
  ])('is refused for %s', async (_what, path, position, more, to, reason) => {
    await using it = await pythonWorld({ ...FILES, ...more });
    expect(await it.refusal({ type: 'move-symbol', path, position, to })).toContain(reason);
  });
});
