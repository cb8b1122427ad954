import { execFile } from 'node:child_process';
import { cp, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ProposedChange, Refactoring } from '@carrel/core/code';
import { expect } from 'vitest';
import { applyChange, sourceOf, startServer, undoChange, writeTree, type RunningServer } from './refactor-server.js';

const require = createRequire(import.meta.url);
const run = promisify(execFile);

export const TSCONFIG = JSON.stringify({
  compilerOptions: {
    strict: true,
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    noEmit: true,
    allowJs: true,
    types: [],
    paths: { '@lib/*': ['./src/lib/*'] },
  },
  include: ['src'],
});

/** A project of TypeScript in a directory, and an engine over it. */
export class ScriptProject implements AsyncDisposable {
  private constructor(
    readonly root: string,
    readonly server: RunningServer,
  ) {}

  static async open(files: Readonly<Record<string, string>>): Promise<ScriptProject> {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'refactor-')));
    await writeTree(root, files);
    return new ScriptProject(root, startServer(root));
  }

  /** The sources of RxJS. */
  static async ofRxJs(): Promise<ScriptProject> {
    const project = await ScriptProject.open({});
    const { root } = project;
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
    return project;
  }

  async propose(refactoring: Refactoring): Promise<ProposedChange> {
    return (await this.server.propose(refactoring))._unsafeUnwrap();
  }

  /** Why it is refused. */
  async refusal(refactoring: Refactoring): Promise<string> {
    const answer = await this.server.propose(refactoring);
    const error = answer._unsafeUnwrapErr();
    expect(error.type).toBe('code/refused');
    return error.message;
  }

  /** What the compiler says of a copy of the files with the change made; undone, it has the same bytes as before. */
  async errorsAfter(change: ProposedChange): Promise<string> {
    const copy = await mkdtemp(join(tmpdir(), 'refactored-'));
    try {
      await cp(this.root, copy, { recursive: true });
      await applyChange(copy, change);
      const tsc = require.resolve('typescript/bin/tsc');
      const errors = await run(process.execPath, [tsc, '-p', copy]).then(
        () => '',
        (error: unknown) => (error as { stdout: string }).stdout,
      );
      await undoChange(copy, this.root, change);
      expect(await treeOf(copy)).toEqual(await treeOf(this.root));
      return errors;
    } finally {
      await rm(copy, { recursive: true });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await rm(this.root, { recursive: true });
  }
}

async function treeOf(directory: string): Promise<Record<string, string>> {
  const entries = (await sourceOf(directory).list())._unsafeUnwrap();
  return Object.fromEntries(entries.map(({ path, tag }) => [path, tag] as const).sort());
}

/** The text of a file after the change; empty where it does not change. */
export function textOf(change: ProposedChange, path: string): string {
  const found = change.changes.find((each) => (each.type === 'move' ? each.to : each.path) === path);
  return found === undefined || found.type === 'remove' ? '' : Buffer.from(found.bytes ?? '').toString();
}
