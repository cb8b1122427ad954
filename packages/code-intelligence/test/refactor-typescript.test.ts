import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProposedChange, Refactoring } from '@carrel/core/code';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from './refactor-server.js';
import { ScriptProject, textOf, TSCONFIG } from './script-project.js';

const FILES = {
  'tsconfig.json': TSCONFIG,
  'package.json':
    '{ "name": "x", "type": "module", "exports": { ".": "./src/main.ts", "./add": "./src/lib/add.ts" } }\n',
  'src/lib/add.ts':
    'export const base = 1;\r\n\r\nexport function add(a: number, b: number): number {\r\n  return a + b + base;\r\n}\r\n',
  'src/lib/index.ts': "export { add } from './add';\n",
  'src/main.ts':
    "import { add } from './lib';\nimport { base } from '@lib/add';\nconst later = await import('./lib/add');\nconst sum = add(1, 2);\nexport const twice = sum * 2 + base + later.add(1, 1);\nexport const total = (3 + 4) * 5;\n",
};

let project: ScriptProject;
let server: RunningServer;

async function begin(opened: Promise<ScriptProject>): Promise<void> {
  project = await opened;
  server = project.server;
}

function end(): Promise<void> {
  return project[Symbol.asyncDispose]();
}

function proposing(refactoring: Refactoring): Promise<ProposedChange> {
  return project.propose(refactoring);
}

function errorsAfter(change: ProposedChange): Promise<string> {
  return project.errorsAfter(change);
}

describe('refactorings of a small TypeScript project', { timeout: 60_000 }, () => {
  beforeAll(() => begin(ScriptProject.open(FILES)));
  afterAll(end);

  it('renames a symbol wherever it is used', async () => {
    const change = await proposing({
      type: 'rename-symbol',
      path: 'src/lib/add.ts',
      position: { line: 3, column: 18 },
      newName: 'plus',
    });
    expect(change.changes.map(({ path }) => path)).toEqual(['src/lib/add.ts', 'src/lib/index.ts', 'src/main.ts']);
    expect(textOf(change, 'src/lib/add.ts')).toContain('function plus(a: number, b: number): number {\r\n');
    expect(await errorsAfter(change)).toBe('');
  });

  it('refuses a name that is declared there, and names the places of one that is used', async () => {
    const place = { path: 'src/lib/add.ts', position: { line: 3, column: 18 } };
    const rename = { type: 'rename-symbol', ...place } as const;
    expect(await project.refusal({ ...rename, newName: 'base' })).toBe(
      '"base" is declared already at src/lib/add.ts:1.',
    );
    const change = await proposing({ ...rename, newName: 'a' });
    expect(change).toMatchObject({ confidence: 'low', warnings: [expect.stringContaining('src/lib/add.ts:4')] });
    expect((await proposing({ ...rename, newName: 'plus' })).confidence).toBe('exact');
  });

  it('refuses to rename what has no name', async () => {
    const refactoring = { type: 'rename-symbol', path: 'src/main.ts', newName: 'x' } as const;
    const answer = await server.propose({ ...refactoring, position: { line: 6, column: 24 } });
    expect(answer._unsafeUnwrapErr().type).toBe('code/refused');
  });

  it('moves a file; imports, re-exports and entries follow', async () => {
    const change = await proposing({ type: 'move-file', path: 'src/lib/add.ts', to: 'src/math/sum.ts' });
    expect(textOf(change, 'package.json')).toContain('"./add": "./src/math/sum.ts"');
    expect(textOf(change, 'src/main.ts')).toContain("import('./math/sum')");
    expect(await errorsAfter(change)).toBe('');
  });

  it('moves a directory with the patterns of entries, and names those that it leaves', async () => {
    const entries = '{ "exports": { "./lib/*": "./src/lib/*.ts", "./*": "./src/*" } }';
    await using patterned = await ScriptProject.open({ ...FILES, 'package.json': entries });
    const change = await patterned.propose({ type: 'move-file', path: 'src/lib', to: 'src/deep/library' });
    expect(textOf(change, 'package.json')).toContain('"./lib/*": "./src/deep/library/*.ts", "./*": "./src/*"');
    expect(change.warnings.join()).toContain('"./src/*" (package.json)');
    expect(change.warnings.join()).not.toContain('"./src/lib/*');
  });

  it('moves a directory', async () => {
    const change = await proposing({ type: 'move-file', path: 'src/lib', to: 'src/deep/library' });
    expect(await errorsAfter(change)).toBe('');
  });

  it.each(['function', 'variable', 'constant'] as const)('extracts a %s by a name', async (what) => {
    const range = { start: { line: 6, column: 23 }, end: { line: 6, column: 28 } };
    const change = await proposing({ type: 'extract', path: 'src/main.ts', range, what, name: 'seven' });
    expect(textOf(change, 'src/main.ts')).toContain('seven');
    expect(await errorsAfter(change)).toBe('');
  });

  it('inlines a variable', async () => {
    const change = await proposing({ type: 'inline', path: 'src/main.ts', position: { line: 4, column: 7 } });
    expect(textOf(change, 'src/main.ts')).toContain('add(1, 2) * 2');
    expect(await errorsAfter(change)).toBe('');
  });

  it('moves a symbol to a file that it makes', async () => {
    const change = await proposing({
      type: 'move-symbol',
      path: 'src/lib/add.ts',
      position: { line: 1, column: 14 },
      to: 'src/lib/base.ts',
    });
    expect(change.changes.map(({ type, path }) => `${type} ${path}`)).toContain('create src/lib/base.ts');
    expect(change).toMatchObject({ confidence: 'likely', warnings: [expect.stringContaining('src/main.ts:3')] });
    expect(await errorsAfter(change)).toBe('');
  });

  it('moves a symbol exactly where nothing has the whole module', async () => {
    const move = { type: 'move-symbol', path: 'src/main.ts', to: 'src/total.ts' } as const;
    const change = await proposing({ ...move, position: { line: 6, column: 14 } });
    expect(change).toMatchObject({ confidence: 'exact', warnings: [] });
  });

  it('has what takes a symbol from its module follow, or names it', async () => {
    await using whole = await ScriptProject.open({
      'tsconfig.json': TSCONFIG,
      'src/a.ts': 'export const one = 1;\nexport const two = 2;\nexport const three = 3;\n',
      'src/b.ts': "import * as a from './a';\nexport const all = [a.one, a.two];\n",
      'src/c.ts': "export const lazy = async () => {\n  const { two } = await import('./a');\n  return two;\n};\n",
    });
    const move = { type: 'move-symbol', path: 'src/a.ts', to: 'src/d.ts' } as const;
    const { changes, warnings } = await whole.propose({ ...move, position: { line: 1, column: 14 } });
    expect(changes.map(({ path }) => path)).toEqual(['src/a.ts', 'src/b.ts', 'src/d.ts']);
    expect(warnings).toEqual([expect.stringContaining(' src/c.ts:2.')]);
    const left = await whole.propose({ ...move, position: { line: 2, column: 14 } });
    expect(left.warnings).toEqual([expect.stringContaining(' src/c.ts:2.')]);
    expect(await whole.errorsAfter(left)).toMatch(/^\S*src\/c\.ts\(2,11\)/u);
  });

  it('organises imports', async () => {
    const change = await proposing({ type: 'organise-imports', path: 'src/main.ts' });
    expect(textOf(change, 'src/main.ts')).toMatch(/^import \{ base \}/);
    expect(await errorsAfter(change)).toBe('');
  });

  it('converts', async () => {
    const position = { line: 1, column: 8 };
    const change = await proposing({ type: 'convert', path: 'src/main.ts', position, to: 'to-namespace-import' });
    expect(textOf(change, 'src/main.ts')).toContain('import * as');
    expect(await errorsAfter(change)).toBe('');
  });

  it('does an action by its id, and knows none by an id that is old', async () => {
    const [path, position] = ['src/main.ts', { line: 1, column: 8 }];
    const range = { start: position, end: position };
    const answer = (await server.query({ type: 'actions', path, range }))._unsafeUnwrap();
    const actions = answer.type === 'actions' ? answer.actions : [];
    const found = actions.find(({ title }) => title.endsWith('namespace import'));
    const change = await proposing({ type: 'action', path, range, actionId: found?.id ?? '' });
    expect(textOf(change, path)).toContain('import * as');
    const old = await server.propose({ type: 'action', path, range, actionId: 'old' });
    expect(old._unsafeUnwrapErr().type).toBe('code/changed');
  });

  it('finds and rewrites by structure', async () => {
    const asked = { language: 'typescript', pattern: 'add($A, $B)' };
    const found = await server.query({ type: 'search', ...asked });
    const matches = [{ path: 'src/main.ts', variables: { A: '1', B: '2' } }];
    expect(found._unsafeUnwrap()).toMatchObject({ type: 'search', matches });
    const change = await proposing({ type: 'rewrite', ...asked, replacement: 'add($B, $A)' });
    expect(textOf(change, 'src/main.ts')).toContain('add(2, 1)');
  });
});

describe('refactorings of RxJS', { timeout: 120_000 }, () => {
  beforeAll(() => begin(ScriptProject.ofRxJs()));
  afterAll(end);

  it('renames a symbol in many files', async () => {
    const path = 'src/internal/util/lift.ts';
    const lines = (await readFile(join(project.root, path), 'utf8')).split('\n');
    const line = lines.findIndex((each) => each.startsWith('export function operate'));
    const position = { line: line + 1, column: 'export function '.length + 1 };
    const change = await proposing({ type: 'rename-symbol', path, position, newName: 'makeOperator' });
    expect(change.changes.length).toBeGreaterThan(20);
    expect(await errorsAfter(change)).toBe('');
  });

  it('moves a directory', async () => {
    const change = await proposing({
      type: 'move-file',
      path: 'src/internal/scheduler',
      to: 'src/internal/time/schedulers',
    });
    expect(change.changes.length).toBeGreaterThan(30);
    expect(await errorsAfter(change)).toBe('');
  });
});
