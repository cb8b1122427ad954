import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasClangd } from './clangd-backend.js';
import { applyChange, startServer, writeTree, type RunningServer } from './refactor-server.js';

const run = promisify(execFile);

const FILES = {
  'compile_flags.txt': '-I.\n',
  'sum.h': 'int sum(int a, int b);\n',
  'sum.c': '#include "sum.h"\nint sum(int a, int b) { return a + b; }\n',
  'twice.cpp': 'int twice(int a) { return (a + 1) * 2; }\n',
  'main.c': '#include "sum.h"\nint main(void) { return sum(1, 2) * 2; }\n',
};

describe.runIf(hasClangd)('refactorings of C', { timeout: 60_000 }, () => {
  let root: string;
  let server: RunningServer;

  beforeAll(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'refactor-')));
    await writeTree(root, FILES);
    server = startServer(root);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(root, { recursive: true });
  });

  it('extracts a variable by a name in C++', async () => {
    const range = { start: { line: 1, column: 27 }, end: { line: 1, column: 34 } };
    const refactoring = { type: 'extract', path: 'twice.cpp', range, what: 'variable', name: 'next' } as const;
    const change = (await server.propose(refactoring))._unsafeUnwrap();
    expect(change.changes).toMatchObject([{ type: 'edit', path: 'twice.cpp' }]);
    const [edited] = change.changes;
    const text = edited !== undefined && 'bytes' in edited ? Buffer.from(edited.bytes ?? []).toString() : '';
    expect(text).toMatch(/next = \(a \+ 1\);\s+return next \* 2;/);
  });

  it('names what it does not offer', async () => {
    const refactoring = { type: 'move-file', path: 'sum.c', to: 'add.c' } as const;
    const answer = await server.propose(refactoring);
    expect(answer._unsafeUnwrapErr()).toMatchObject({
      type: 'code/unsupported',
      capability: 'move-file',
      language: 'c',
    });
  });

  it('renames a function in every file', async () => {
    const position = { line: 1, column: 5 };
    const refactoring = { type: 'rename-symbol', path: 'sum.h', position, newName: 'plus' } as const;
    const change = (await server.propose(refactoring))._unsafeUnwrap();
    expect(change.changes.map(({ path }) => path)).toEqual(['main.c', 'sum.c', 'sum.h']);
    await applyChange(root, change);
    await run('cc', ['-fsyntax-only', '-Werror=implicit-function-declaration', '-I.', 'main.c', 'sum.c'], {
      cwd: root,
    });
  });
});
