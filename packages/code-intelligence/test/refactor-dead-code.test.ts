import type { Refactoring } from '@carrel/core/code';
import { describe, expect, it } from 'vitest';
import { ScriptProject, textOf, TSCONFIG } from './script-project.js';

const ASKED: Refactoring = { type: 'remove-dead-code', language: 'typescript' };

const FILES = {
  'tsconfig.json': TSCONFIG,
  'package.json': '{ "name": "x", "type": "module", "exports": { ".": "./src/main.ts" } }\n',
  'src/main.ts':
    "import { used, handlers, Merged } from './parts';\nimport * as whole from './whole';\nexport { starred } from './barrel';\nimport def from './default';\n" +
    'export const all = [used(1), handlers, def, Object.keys(whole)];\nexport type M = Merged;\n',
  'src/parts.ts': [
    "import { onlyDead, kept, type Shape } from './deep';",
    '',
    '/** Stays. */',
    'export function used(x: number): number {',
    '  return inner(x) + kept;',
    '}',
    '',
    '/** Used here alone. */',
    'export function inner(x: number): number {',
    '  return x;',
    '}',
    '',
    '/** Dead, with all that it used. */',
    'export function dead(shape: Shape): number {',
    '  return helper(shape) + onlyDead();',
    '}',
    '',
    'function helper(shape: Shape): number {',
    '  return shape.size;',
    '}',
    '',
    'export function over(a: string): string;',
    'export function over(a: number): number;',
    'export function over(a: unknown): unknown {',
    '  return a;',
    '}',
    '',
    'export const registered = register();',
    'function register(): number {',
    '  return 1;',
    '}',
    'export interface Merged { a: string }',
    'export interface Merged { b: string }',
    'export interface Gone { a: string }',
    'export namespace Gone { export const z = 1; }',
    'export const byName = 1;',
    "export const handlers = ['byName'];",
    '',
  ].join('\n'),
  'src/deep.ts':
    'export const kept = 2;\nexport function onlyDead(): number {\n  return 1; // é 😀\n}\nexport interface Shape {\n  size: number;\n}\n/** A ring. */\nexport function ring(): void {\n  ring();\n}\n',
  'src/whole.ts': 'export const reached = 1;\n',
  'src/lazy.ts': 'export const later = 1;\n',
  'src/default.ts': "const value = 1;\nexport default value;\nexport const lazy = () => import('./lazy');\n",
  'src/default2.ts': '/** Nobody wants it. */\nexport default function () {\n  return 1;\n}\n',
  'src/barrel.ts': "export * from './starred';\nexport { renamed as other } from './starred';\n",
  'src/starred.ts': 'export const starred = 1;\nexport const renamed = 2;\nexport const unstarred = 3;\n',
};

describe('the removal of dead code', { timeout: 120_000 }, () => {
  it('takes out what nothing uses and what only that has used', async () => {
    await using project = await ScriptProject.open(FILES);
    const change = await project.propose(ASKED);
    const parts = textOf(change, 'src/parts.ts');
    expect(parts).toContain("import { kept } from './deep';");
    expect(parts).toContain('\nfunction inner(');
    for (const gone of ['dead(', 'helper', 'over', 'Dead, with']) expect(parts).not.toContain(gone);
    for (const kept of ['export const registered', 'Merged { b', 'export const byName']) expect(parts).toContain(kept);
    expect(textOf(change, 'src/deep.ts')).toBe('export const kept = 2;\n');
    expect(textOf(change, 'src/starred.ts')).toBe('export const starred = 1;\n');
    expect(textOf(change, 'src/barrel.ts')).toBe("export * from './starred';\n");
    expect(textOf(change, 'src/default2.ts')).toBe('export {};\n');
    expect(change.changes.map(({ path }) => path)).not.toContain('src/lazy.ts');
    expect(change.changes.map(({ path }) => path)).not.toContain('src/whole.ts');
    expect(change.confidence).toBe('likely');
    const warnings = change.warnings.join('\n');
    for (const named of ['"registered"', '"byName" (src/parts.ts:', 'src/lazy.ts (src/default.ts:3)', 'src/whole.ts']) {
      expect(warnings).toContain(named);
    }
    expect(await project.errorsAfter(change)).toBe('');
  });

  it('leaves what is elsewhere, says when nothing is dead, and asks for sources of what is built', async () => {
    await using project = await ScriptProject.open({
      'tsconfig.json': TSCONFIG,
      'package.json': '{ "main": "./dist/main.js" }',
      'src/main.ts': "import { a } from './a';\nexport const b = a;\n",
      'src/a.ts': 'export const a = 1;\nexport const c = 1;\n',
      'other/script.ts': "import { c } from '../src/a';\nconsole.log(c);\n",
    });
    expect(await project.refusal(ASKED)).toContain('package.json: "./dist/main.js"');
    expect(await project.refusal({ ...ASKED, roots: ['src/main.ts', 'other'] })).toContain('Nothing there is dead.');
    const change = await project.propose({ ...ASKED, roots: ['other'] });
    expect(change.changes.map(({ path }) => path)).toEqual(['src/a.ts', 'src/main.ts']);
    expect(await project.refusal({ ...ASKED, roots: ['other'], paths: ['src/none'] })).toContain('Nothing there');
  });

  it('leaves RxJS one that type-checks', async () => {
    await using project = await ScriptProject.ofRxJs();
    const roots = ['index.ts', 'ajax', 'fetch', 'operators', 'testing', 'webSocket', 'Rx.ts'].map(
      (each) => `src/${each}`,
    );
    const change = await project.propose({ ...ASKED, roots });
    expect(change.changes.length).toBeGreaterThan(5);
    expect(await project.errorsAfter(change)).toBe('');
  });
});
