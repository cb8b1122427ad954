import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Refactoring } from '@carrel/core/code';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScriptProject, textOf, TSCONFIG } from './script-project.js';

const MATHS = [
  'export function twice(x: number): number {',
  '  return x + x;',
  '}',
  'export const scaled = (x: number, by: number) => x * by;',
  'const base = 3;',
  'export const based = (x: number) => x + base;',
  'export function loop(n: number): number { return n === 0 ? 0 : loop(n - 1); }',
  'export function long(n: number): number { const m = n; return m; }',
  'export const valued = (n: number) => n + 1;',
  'export function own(this: { n: number }): number { return this.n; }',
  'function local(n: number) { return n + base; }',
  'export const shadows = (base2: number) => local(base2);',
  'export const pairs = (a: number) => ({ a, b: local(a) });',
  '',
].join('\n');

const FILES = {
  'tsconfig.json': TSCONFIG,
  'src/maths.ts': MATHS,
  'src/main.ts': [
    "import { twice, scaled, based, loop, long, valued, own } from './maths';",
    'declare function next(): number;',
    'export const four = twice(2) * twice(1);',
    'export const area = 1 - scaled(2 + 3, next());',
    'export const nested = scaled(scaled(1, 2), 3);',
    'export const other = [based(1), loop(1), long(1), own.call({ n: 1 })];',
    'export const all = [1].map(valued);',
    '',
  ].join('\n'),
};

describe('inlining a function', { timeout: 120_000 }, () => {
  let project: ScriptProject;
  beforeAll(async () => {
    project = await ScriptProject.open(FILES);
  });
  afterAll(() => project[Symbol.asyncDispose]());

  function inline(line: number, column: number, path = 'src/maths.ts'): Refactoring {
    return { type: 'inline', path, position: { line, column } };
  }

  it('puts its expression in the place of each call, and takes it and its imports away', async () => {
    const change = await project.propose(inline(3, 22, 'src/main.ts'));
    const main = textOf(change, 'src/main.ts');
    expect(main).toContain('four = (2 + 2) * (1 + 1);');
    expect(main).toContain('import { scaled, based');
    expect(textOf(change, 'src/maths.ts')).not.toContain('twice');
    expect(await project.errorsAfter(change)).toBe('');
  });

  it('evaluates once what an argument does', async () => {
    const change = await project.propose(inline(4, 15));
    expect(textOf(change, 'src/main.ts')).toContain('area = 1 - ((2 + 3) * next());');
    expect(textOf(change, 'src/main.ts')).toContain('nested = (1 * 2) * 3;');
    expect(await project.errorsAfter(change)).toBe('');
    const acting = { ...FILES, 'src/main.ts': FILES['src/main.ts'].replace('twice(2)', 'twice(next())') };
    await using twice = await ScriptProject.open(acting);
    expect(await twice.refusal(inline(1, 17))).toContain('src/main.ts:3');
  });

  it('keeps what it uses of its file', async () => {
    const change = await project.propose(inline(11, 10));
    expect(textOf(change, 'src/maths.ts')).toContain('(base2: number) => (base2 + base);');
    expect(textOf(change, 'src/maths.ts')).toContain('({ a, b: (a + base) })');
    expect(await project.errorsAfter(change)).toBe('');
    const shadowing = {
      ...FILES,
      'src/maths.ts': MATHS.replace('(base2: number) => local(base2)', '(base: number) => local(base)'),
    };
    await using other = await ScriptProject.open(shadowing);
    expect(await other.refusal(inline(11, 10))).toContain('"base" may mean something else');
  });

  it('inlines and removes in JavaScript', async () => {
    await using script = await ScriptProject.open({
      'jsconfig.json': '{ "compilerOptions": { "module": "esnext" } }',
      'main.js':
        "import { inc } from './inc.js';\nimport * as rest from './rest.js';\nconsole.log(inc(1), rest.used);\n",
      'inc.js': '/** One more. */\nexport const inc = (n) => n + 1;\nexport const dead = () => inc;\n',
      'rest.js': 'export const used = 1;\nexport class Unused {}\n',
    });
    const dead = await script.propose({ type: 'remove-dead-code', language: 'javascript' });
    expect(textOf(dead, 'rest.js')).toBe('export const used = 1;\n');
    expect(textOf(dead, 'inc.js')).toBe('/** One more. */\nexport const inc = (n) => n + 1;\n');
    expect(await script.refusal(inline(2, 14, 'inc.js'))).toContain('other than by a call at inc.js:3');
    await using lone = await ScriptProject.open({
      'jsconfig.json': '{}',
      'main.js': "import { inc } from './inc.js';\nconsole.log(inc(1));\n",
      'inc.js': '/** One more. */\nexport const inc = (n) => n + 1;\nexport const two = 2;\n',
    });
    const inlined = await lone.propose(inline(2, 14, 'inc.js'));
    expect(textOf(inlined, 'main.js')).toBe('console.log(1 + 1);\n');
    expect(textOf(inlined, 'inc.js')).toBe('export const two = 2;\n');
  });

  it.each([
    ['one that uses what the other file has not', 6, 14, '"base" may mean something else at src/main.ts:6'],
    ['one that calls itself', 7, 17, 'it calls itself'],
    ['one that does more', 8, 17, 'more than return'],
    ['one that is a value', 9, 14, 'other than by a call at src/main.ts:7'],
    ['one that has a this', 10, 17, 'cannot be inlined'],
  ] as const)('refuses %s', async (_, line, column, why) => {
    expect(await project.refusal(inline(line, column))).toContain(why);
  });

  it('leaves RxJS one that type-checks', async () => {
    await using rxjs = await ScriptProject.ofRxJs();
    const path = 'src/internal/util/args.ts';
    const lines = (await readFile(join(rxjs.root, path), 'utf8')).split('\n');
    const line = lines.findIndex((each) => each.startsWith('function last'));
    const change = await rxjs.propose({
      type: 'inline',
      path,
      position: { line: line + 1, column: 'function '.length + 1 },
    });
    expect(textOf(change, path)).toContain('args[args.length - 1]');
    expect(await rxjs.errorsAfter(change)).toBe('');
    const range = { start: { line: line + 2, column: 14 }, end: { line: line + 2, column: 28 } };
    const extracted = await rxjs.propose({ type: 'extract', path, range, what: 'variable', name: 'lastIndex' });
    expect(await rxjs.errorsAfter(extracted)).toBe('');
  });
});
