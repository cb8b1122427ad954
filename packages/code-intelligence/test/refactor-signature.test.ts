import type { Refactoring } from '@carrel/core/code';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScriptProject, textOf, TSCONFIG } from './script-project.js';

const FILES = {
  'tsconfig.json': TSCONFIG,
  'src/a.ts': [
    'export function add(left: number, right: number, unused?: string): number {',
    '  return left - right;',
    '}',
    'export const pick = (one: string, two: number) => one + two;',
    'export function valued(a: number, b: number): number { return a + b; }',
    'export function spread(a: number, b: number): number { return a + b; }',
    'export function rest(a: number, ...b: number[]): number { return a + b.length; }',
    'export interface Shape { area(width: number, height: number): number }',
    'export class Box implements Shape {',
    '  area(width: number, height: number): number { return width * height; }',
    '}',
    'export class Odd implements Shape {',
    '  area(w: number, height: number): number { return w * height; }',
    '}',
    'export class Base { say(what: string, twice: boolean): string { return twice ? what + what : what; } }',
    'export class Derived extends Base { override say(what: string, twice: boolean): string { return super.say(what, twice); } }',
    '',
  ].join('\n'),
  'src/b.ts': [
    "import { add, pick as choose, valued, spread, rest, Derived } from './a';",
    'declare function next(): number;',
    'export const nested = add(add(1, 2), 3);',
    "export const dropped = add(1, 2, 'x');",
    'export const acting = choose(String(next()), next());',
    'export const all = [1, 2].reduce(valued);',
    'const pair: [number, number] = [1, 2];',
    'export const both = spread(...pair) + rest(1, 2, 3);',
    "export const said = new Derived().say('a', true);",
    'export const kept = (effect: () => string) => add(1, 2, effect());',
    '',
  ].join('\n'),
};

describe('a change of a signature', { timeout: 60_000 }, () => {
  let project: ScriptProject;
  beforeAll(async () => {
    project = await ScriptProject.open(FILES);
  });
  afterAll(() => project[Symbol.asyncDispose]());

  function asked(line: number, column: number, parameters: readonly string[], path = 'src/a.ts'): Refactoring {
    return { type: 'change-signature', path, position: { line, column }, parameters };
  }

  it('has every call follow, also one in another', async () => {
    const change = await project.propose(asked(1, 17, ['right', 'left', 'unused']));
    expect(textOf(change, 'src/a.ts')).toContain('add(right: number, left: number, unused?: string)');
    const calls = textOf(change, 'src/b.ts');
    expect(calls).toContain('nested = add(3, add(2, 1));');
    expect(calls).toContain("dropped = add(2, 1, 'x');");
    expect(change.warnings).toEqual(
      ['src/b.ts:3', 'src/b.ts:10'].map((place) => expect.stringContaining(place) as string),
    );
    expect(await project.errorsAfter(change)).toBe('');
  });

  it('removes a parameter, but none that is used or whose arguments do something', async () => {
    expect(await project.refusal(asked(1, 17, ['left', 'right']))).toContain('src/b.ts:10');
    expect(await project.refusal(asked(1, 17, ['right']))).toContain('"left" is used at src/a.ts:1');
    const lone = { ...FILES, 'src/b.ts': FILES['src/b.ts'].replace('2, effect()', '2') };
    await using other = await ScriptProject.open(lone);
    const change = await other.propose(asked(4, 24, ['left', 'right'], 'src/b.ts'));
    expect(textOf(change, 'src/b.ts')).toContain('dropped = add(1, 2);');
    expect(textOf(change, 'src/a.ts')).toContain('add(left: number, right: number): number');
    expect(change).toMatchObject({ confidence: 'exact', warnings: [] });
    expect(await other.errorsAfter(change)).toBe('');
  });

  it('names the calls whose arguments are evaluated in another order', async () => {
    const change = await project.propose(asked(4, 14, ['two', 'one']));
    expect(textOf(change, 'src/b.ts')).toContain('choose(next(), String(next()))');
    expect(change).toMatchObject({ confidence: 'likely', warnings: [expect.stringContaining('src/b.ts:5')] });
    expect(await project.errorsAfter(change)).toBe('');
  });

  it('changes overrides with what they override', async () => {
    const change = await project.propose(asked(15, 21, ['twice', 'what']));
    expect(textOf(change, 'src/a.ts')).toContain('super.say(twice, what)');
    expect(textOf(change, 'src/b.ts')).toContain("say(true, 'a')");
    expect(await project.errorsAfter(change)).toBe('');
  });

  it.each([
    ['a value', [5, 17], ['b', 'a'], 'src/b.ts:6'],
    ['spread arguments', [6, 17], ['b', 'a'], 'src/b.ts:8'],
    ['an implementation with other parameters', [10, 3], ['height', 'width'], 'src/a.ts:13'],
    ['a rest that would not be last', [7, 17], ['b', 'a'], 'src/'],
    ['an unknown parameter', [5, 17], ['c'], '"c"'],
    ['the same parameters', [5, 17], ['a', 'b'], 'already'],
  ] as const)('refuses %s, and says where', async (_, [line, column], parameters, why) => {
    expect(await project.refusal(asked(line, column, parameters))).toContain(why);
  });
});
