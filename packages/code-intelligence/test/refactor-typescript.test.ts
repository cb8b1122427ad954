import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ProposedChange, Refactoring } from '@carrel/core/code';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyChange, sourceOf, startServer, undoChange, writeTree, type RunningServer } from './refactor-server.js';

const require = createRequire(import.meta.url);
const run = promisify(execFile);
const TSCONFIG = JSON.stringify({
  compilerOptions: {
    strict: true,
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    noEmit: true,
    types: [],
    paths: { '@lib/*': ['./src/lib/*'] },
  },
  include: ['src'],
});

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

let root: string;
let server: RunningServer;

async function proposing(refactoring: Refactoring): Promise<ProposedChange> {
  return (await server.propose(refactoring))._unsafeUnwrap();
}

async function begin(files: Readonly<Record<string, string>>): Promise<void> {
  root = await realpath(await mkdtemp(join(tmpdir(), 'refactor-')));
  await writeTree(root, files);
  server = startServer(root);
}

async function end(): Promise<void> {
  await server[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
}

/** What the compiler says of a copy of the files with the change made; undone, it has the same bytes as before. */
async function errorsAfter(change: ProposedChange): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'refactored-'));
  try {
    await cp(root, copy, { recursive: true });
    await applyChange(copy, change);
    const tsc = require.resolve('typescript/bin/tsc');
    const errors = await run(process.execPath, [tsc, '-p', copy]).then(
      () => '',
      (error: unknown) => (error as { stdout: string }).stdout,
    );
    await undoChange(copy, root, change);
    expect(await treeOf(copy)).toEqual(await treeOf(root));
    return errors;
  } finally {
    await rm(copy, { recursive: true });
  }
}

async function treeOf(directory: string): Promise<Record<string, string>> {
  const entries = (await sourceOf(directory).list())._unsafeUnwrap();
  return Object.fromEntries(entries.map(({ path, tag }) => [path, tag] as const).sort());
}

function textOf(change: ProposedChange, path: string): string {
  const found = change.changes.find((each) => (each.type === 'move' ? each.to : each.path) === path);
  return found === undefined || found.type === 'remove' ? '' : Buffer.from(found.bytes ?? '').toString();
}

describe('refactorings of a small TypeScript project', { timeout: 60_000 }, () => {
  beforeAll(() => begin(FILES));
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
    expect(await errorsAfter(change)).toBe('');
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

  it('names what it does not offer', async () => {
    const asked = { type: 'remove-dead-code', language: 'typescript' } as const;
    const answer = await server.propose(asked);
    expect(answer._unsafeUnwrapErr()).toMatchObject({ type: 'code/unsupported', capability: 'remove-dead-code' });
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
  beforeAll(async () => {
    await begin({});
    await cp(join(require.resolve('rxjs/package.json'), '../src'), join(root, 'src'), { recursive: true });
    const options = {
      target: 'es2019',
      lib: ['es2019', 'dom'],
      module: 'esnext',
      moduleResolution: 'node',
      noEmit: true,
      strict: true,
      types: [],
      skipLibCheck: true,
    };
    await rm(join(root, 'src/tsconfig.base.json'));
    await writeFile(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['src'] }));
  });
  afterAll(end);

  it('renames a symbol in many files', async () => {
    const path = 'src/internal/util/lift.ts';
    const lines = (await readFile(join(root, path), 'utf8')).split('\n');
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
