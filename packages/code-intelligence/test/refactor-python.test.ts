import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CodePosition, Refactoring } from '@carrel/core/code';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemorySource } from './memory-source.js';
import { createCodeEngine } from '../src/index.js';

const run = promisify(execFile);

/** What a file becomes; `«` and `»` are around what it is about, or `‸` is where that is. */
type Ask = (path: string, range: { readonly start: CodePosition; readonly end: CodePosition }) => Refactoring;

let directory: string;
let engine: ReturnType<typeof createCodeEngine>;
let sessions = 0;

beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'refactor-python-')));
  engine = createCodeEngine({ directory });
});
afterAll(async () => {
  await engine.dispose();
  await rm(directory, { recursive: true });
});

async function outcome(marked: string, ask: Ask, others: Readonly<Record<string, string>> = {}) {
  const begin = marked.search(/[«‸]/u);
  const text = marked.replace(/[«»‸]/gu, '');
  const end = marked.includes('»') ? marked.replace('«', '').indexOf('»') : begin;
  const source = new MemorySource(`python-${String((sessions += 1))}`, { 'main.py': text, ...others });
  const range = { start: positionAt(text, begin), end: positionAt(text, end) };
  const proposed = await engine.propose(source, ask('main.py', range));
  await engine.forget(source.key);
  if (proposed.isErr()) return { refused: proposed.error.message };
  const [change] = proposed.value.changes;
  const bytes = change !== undefined && 'bytes' in change ? change.bytes : null;
  return { text: Buffer.from(bytes ?? []).toString(), before: text };
}

function positionAt(text: string, offset: number): CodePosition {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** What a program prints. */
async function printed(text: string): Promise<string> {
  return (await run('python3', ['-c', text])).stdout;
}

const extract =
  (what: 'function' | 'variable' | 'constant', name?: string): Ask =>
  (path, range) => ({ type: 'extract', path, range, what, ...(name === undefined ? {} : { name }) });
const inline: Ask = (path, { start: position }) => ({ type: 'inline', path, position });

interface Done {
  readonly what: string;
  readonly marked: string;
  readonly shows: string;
}

const VARIABLES: readonly Done[] = [
  { what: 'a part of a sum', marked: 'a = 2\nprint(1 + «a * 3» + 1)\n', shows: 'next = a * 3\nprint(1 + next + 1)\n' },
  {
    what: 'a call in a function',
    marked: 'def f(x):\n    if x:\n        return «str(x)» + "!"\nprint(f(3))\n',
    shows: '        next = str(x)\n        return next + "!"\n',
  },
  {
    what: 'what a loop goes over',
    marked: 'for i in «range(2)»:\n    print(i)\n',
    shows: 'next = range(2)\nfor i in next:\n',
  },
  {
    what: 'an argument over lines',
    marked: 'print(max(1, «3 +\n      4»))\n',
    shows: 'next = (3 +\n      4)\nprint(max(1, next))\n',
  },
  {
    what: 'a default',
    marked: 'def f(x=«1 + 1»):\n    return x\nprint(f())\n',
    shows: 'next = 1 + 1\ndef f(x=next):\n',
  },
  {
    what: 'a name in a choice',
    marked: 'a = 1\nprint(a if a > 0 else «-a»)\n',
    shows: 'next = -a\nprint(a if a > 0 else next)\n',
  },
];

const FUNCTIONS: readonly Done[] = [
  {
    what: 'an expression',
    marked: 'def f(a, b):\n    return «a * b + 1» - a\nprint(f(2, 3))\n',
    shows: 'def next(a, b):\n    return a * b + 1\n\n\ndef f(a, b):\n    return next(a, b) - a\n',
  },
  {
    what: 'statements',
    marked:
      'def f(a):\n    total = 0\n    «for i in range(a):\n        total += i\n    text = str(total)»\n    return text + str(total)\nprint(f(4))\n',
    shows: '    total, text = next(a, total)\n    return text',
  },
  {
    what: 'statements that give nothing',
    marked: '# about f\ndef f(a):\n    «print(a)\n    print(a + 1)»\nf(1)\n',
    shows: 'def next(a):\n    print(a)\n    print(a + 1)\n\n\n# about f\ndef f(a):\n    next(a)\n',
  },
  {
    what: 'what is done again in a loop',
    marked: 'def f():\n    last = 0\n    for i in range(3):\n        print(last)\n        «last = i * 2»\nf()\n',
    shows: '        last = next(i)\n',
  },
  {
    what: 'a part of a method',
    marked:
      'class C:\n    def __init__(self):\n        self.n = 1\n    def m(self, k):\n        «x = self.n + k»\n        return x\nprint(C().m(2))\n',
    shows: '        x = next(self, k)\n',
  },
  {
    what: 'an element of a list',
    marked: 'print([«n * 2» for n in range(3)])\n',
    shows: 'def next(n):\n    return n * 2\n\n\nprint([next(n) for n in range(3)])\n',
  },
  {
    what: 'statements of the file',
    marked: 'import os\na = 1\n«b = a + 1\nc = b * 2»\nprint(a, b, c)\n',
    shows: 'b, c = next()\n',
  },
];

const INLINED: readonly Done[] = [
  {
    what: 'a constant, wherever it is read',
    marked: 'def f():\n    ‸k = 1 + 2\n    g = lambda: k * 2\n    return [k for _ in range(2)], g()\nprint(f())\n',
    shows: '    g = lambda: (1 + 2) * 2\n    return [(1 + 2) for _ in range(2)], g()\n',
  },
  {
    what: 'a name of a parameter',
    marked: 'def f(a):\n    b = -a\n    c = 1\n    return ‸b * b, c\nprint(f(2))\n',
    shows: '    c = 1\n    return (-a) * (-a), c\n',
  },
  {
    what: 'a call, into the next statement',
    marked: 'def f(a):\n    ‸text = str(a)\n    return text.upper()\nprint(f("a"))\n',
    shows: '    return str(a).upper()\n',
  },
];

describe('refactorings of Python by their meaning', { timeout: 60_000 }, () => {
  it.each(VARIABLES)('extract $what as a variable', async ({ marked, shows }) => {
    const done = await outcome(marked, extract('variable', 'next'));
    expect(done).toEqual({ before: expect.anything() as string, text: expect.stringContaining(shows) as string });
    expect(await printed(done.text ?? '')).toBe(await printed(done.before ?? ''));
  });

  it.each(FUNCTIONS)('extract $what as a function', async ({ marked, shows }) => {
    const done = await outcome(marked, extract('function', 'next'));
    expect(done).toEqual({ before: expect.anything() as string, text: expect.stringContaining(shows) as string });
    expect(await printed(done.text ?? '')).toBe(await printed(done.before ?? ''));
  });

  it('extract a constant, below the imports', async () => {
    const marked = '"""About it."""\nimport os\n\ndef f():\n    return «60 * 60» + len(os.sep)\nprint(f())\n';
    const { text, before } = await outcome(marked, extract('constant'));
    expect(text).toContain('import os\n\nEXTRACTED = 60 * 60\n\ndef f():\n    return EXTRACTED + len(os.sep)\n');
    expect(await printed(text ?? '')).toBe(await printed(before ?? ''));
  });

  it.each(INLINED)('inline $what', async ({ marked, shows }) => {
    const done = await outcome(marked, inline);
    expect(done).toEqual({ before: expect.anything() as string, text: expect.stringContaining(shows) as string });
    expect(await printed(done.text ?? '')).toBe(await printed(done.before ?? ''));
  });

  it.each([
    ['no whole expression', 'print(1 + «2 * » 3)\n', 'No expression'],
    ['what is worked out each time', 'x = 0\nwhile «x < 3»:\n    x += 1\n', 'each time'],
    ['what may not be worked out', 'x = 0\nprint(x and «str(x)»)\n', 'each time'],
    ['what comes after something', 'print(input(), «input()»)\n', 'come after'],
    ['an element of a list', 'print([«n * 2» for n in range(3)])\n', 'each time'],
    ['a name that is there', 'next = 1\nprint(«1 + 1»)\n', 'in the file already'],
    ['a file that is no Python', 'def f(:\n    print(«1 + 1»)\n', 'syntax'],
    ['what shares its line', 'if True: print(«str(1)»)\n', 'no line of its own'],
  ])('refuse to extract a variable of %s', async (_what, marked, reason) => {
    expect(await outcome(marked, extract('variable', 'next'))).toEqual({
      refused: expect.stringContaining(reason) as string,
    });
  });

  it.each([
    ['names', 'a = 1\nprint(«a + 1»)\n'],
    ['calls', 'print(«len("a")»)\n'],
  ])('refuse to extract a constant with %s in it', async (_what, marked) => {
    expect((await outcome(marked, extract('constant'))).refused).toContain('no constant');
  });

  it.each([
    ['a return', 'def f(a):\n    «if a:\n        return 1»\n    return 2\n', 'cannot be in another function'],
    ['a part of a loop that ends it', 'for i in range(3):\n    «if i:\n        break»\n', 'loop'],
    ['what may give nothing', 'def f(a):\n    «if a:\n        x = 1»\n    return x\n', 'may have no value'],
    ['what waits', 'async def f(a):\n    «await a»\n', 'cannot be in another function'],
    ['what is of another scope', 'def f():\n    global n\n    «n = 1»\n', 'another scope'],
    [
      'a part of a try that it leaves half done',
      'def f(g):\n    try:\n        «x = 1\n        y = g()»\n    finally:\n        print(x)\n    return y\n',
      '"try"',
    ],
    ['a string over lines that would be another', 'def f():\n  «x = """a\n  b"""»\n  return x\n', 'over lines'],
    ['half a statement', 'def f(a):\n    «x = a\n    y =» 1\n', 'from end to end'],
    [
      'private names of a class',
      'class C:\n    def m(self):\n        «x = self.__n»\n        return x\n',
      'underscores',
    ],
    ['parts of several blocks', 'def f(a):\n    if a:\n        «x = 1\n    y = 2»\n', 'from end to end'],
  ])('refuse to make a function of %s', async (_what, marked, reason) => {
    expect(await outcome(marked, extract('function', 'next'))).toEqual({
      refused: expect.stringContaining(reason) as string,
    });
  });

  it.each([
    ['given twice', 'def f():\n    ‸x = 1\n    x = 2\n    return x\n', 'just once'],
    ['done twice', 'def f(g):\n    ‸x = g()\n    return x + x\n', 'more than once'],
    ['done later', 'def f(g, h):\n    ‸x = g()\n    h()\n    return x\n', 'done between'],
    ['done after something else', 'def f(g, h):\n    ‸x = g()\n    return h() + x\n', 'after something else'],
    ['of a name that changes', 'def f(a):\n    ‸x = a\n    a = 2\n    return x + a\n', 'something else'],
    ['in a string', 'def f(a):\n    ‸x = a + "\'"\n    return f"{x}"\n', 'formatted string'],
    ['a parameter', 'def f(‸a):\n    return a\n', 'just once'],
    ['read nowhere', '‸x = 1\nprint(2)\n', 'nowhere'],
    ['a list that is one list', 'def f():\n    ‸x = []\n    x.append(1)\n    return x\n', 'more than once'],
  ])('refuse to inline what is %s', async (_what, marked, reason) => {
    expect(await outcome(marked, inline)).toEqual({ refused: expect.stringContaining(reason) as string });
  });

  it('refuse to inline what other files use', async () => {
    const done = await outcome('‸x = 1\nprint(x)\n', inline, { 'user.py': 'from main import x\nprint(x)\n' });
    expect(done.refused).toContain('other files');
  });
});
