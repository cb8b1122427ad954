import { execFile } from 'node:child_process';
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ProposedChange } from '@carrel/core/code';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyChange, startServer, writeTree, type RunningServer } from './refactor-server.js';

const run = promisify(execFile);

const FILES = {
  'pkg/__init__.py': 'from .sums import add\n',
  'pkg/sums.py': 'def add(a, b):\n    return a + b\n',
  'main.py': 'import sys\nimport os\nfrom pkg.sums import add\n\nprint(add(1, 2), sys.argv[1:], os.sep)\n',
};

describe('refactorings of Python', { timeout: 60_000 }, () => {
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

  async function outputAfter(change: ProposedChange): Promise<string> {
    const copy = await mkdtemp(join(tmpdir(), 'refactored-'));
    try {
      await cp(root, copy, { recursive: true });
      await applyChange(copy, change);
      return (await run('python3', ['-B', '-c', 'import main'], { cwd: copy })).stdout;
    } finally {
      await rm(copy, { recursive: true });
    }
  }

  it('renames a function in every file', async () => {
    const position = { line: 1, column: 5 };
    const refactoring = { type: 'rename-symbol', path: 'pkg/sums.py', position, newName: 'plus' } as const;
    const change = (await server.propose(refactoring))._unsafeUnwrap();
    expect(change.changes.map(({ path }) => path)).toEqual(['main.py', 'pkg/__init__.py', 'pkg/sums.py']);
    expect(await outputAfter(change)).toContain('3 ');
  });

  it('organises imports', async () => {
    const refactoring = { type: 'organise-imports', path: 'main.py' } as const;
    const change = (await server.propose(refactoring))._unsafeUnwrap();
    expect(change.changes).toMatchObject([{ type: 'edit', path: 'main.py' }]);
    expect(await outputAfter(change)).toContain('3 ');
  });
});
