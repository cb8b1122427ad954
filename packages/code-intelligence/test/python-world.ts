import { execFile } from 'node:child_process';
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ProposedChange, Refactoring } from '@carrel/core/code';
import { applyChange, startServer, writeTree } from './refactor-server.js';

const run = promisify(execFile);

/** A project of Python whose programs are run, as it is and as it would be. */
export interface PythonWorld extends AsyncDisposable {
  propose(refactoring: Refactoring): Promise<ProposedChange>;
  /** Why it is not done. */
  refusal(refactoring: Refactoring): Promise<string>;
  /** What Python prints with the change made, or with none. */
  output(change: ProposedChange | null, ...args: readonly string[]): Promise<string>;
  /** What a file becomes. */
  textOf(change: ProposedChange, path: string): string;
}

export async function pythonWorld(
  files: Readonly<Record<string, string>>,
  copied?: { readonly from: string; readonly to: string },
): Promise<PythonWorld> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'python-world-')));
  await writeTree(root, files);
  if (copied !== undefined) await cp(copied.from, join(root, copied.to), { recursive: true, filter: isSource });
  const server = startServer(root);
  return {
    propose: async (refactoring) => (await server.propose(refactoring))._unsafeUnwrap(),
    refusal: async (refactoring) => (await server.propose(refactoring))._unsafeUnwrapErr().message,
    output: async (change, ...args) => {
      const copy = await mkdtemp(join(tmpdir(), 'python-changed-'));
      try {
        await cp(root, copy, { recursive: true });
        if (change !== null) await applyChange(copy, change);
        return (await run('python3', ['-B', ...args], { cwd: copy, env: { PATH: process.env['PATH'] } })).stdout;
      } finally {
        await rm(copy, { recursive: true });
      }
    },
    textOf: ({ changes }, path) => {
      const found = changes.find((each) => (each.type === 'move' ? each.to : each.path) === path);
      return found === undefined || found.type === 'remove' ? '' : Buffer.from(found.bytes ?? '').toString();
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(root, { recursive: true });
    },
  };
}

const isSource = (path: string) => !path.includes('__pycache__');
