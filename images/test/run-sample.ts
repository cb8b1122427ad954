import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Language, SuppliedFile } from '@carrel/core/languages';
import { planCode } from '../../packages/core/src/workspaces/code-plan.js';
import { runDocker, type Ended } from './run-docker.js';

export interface SampleEnd {
  readonly compile: Ended | null;
  /** `null` when it did not compile. */
  readonly run: Ended | null;
}

interface Program {
  readonly files: readonly SuppliedFile[];
  readonly args?: readonly string[];
  readonly stdin?: string;
}

const USER = 1000;

/** Compiles and runs a program as a workspace does, each stage in a container of its own with all that a workspace forbids. */
export async function runSample(
  image: string,
  language: Language,
  { files, args = [], stdin = '' }: Program,
): Promise<SampleEnd> {
  const plan = planCode(language, files, args)._unsafeUnwrap();
  const root = mkdtempSync(join(tmpdir(), 'carrel-sample-'));
  const stage = (argv: readonly string[], timeoutMs: number, input = '') =>
    runDocker(['run', ...confinement(root, language), image, ...timed(argv, timeoutMs)], input);
  try {
    lay(root, [...plan.supplied, ...files]);
    const compile = plan.compile === null ? null : await stage(plan.compile, language.limits.compileTimeoutMs);
    if (compile !== null && compile.exitCode !== 0) return { compile, run: null };
    return { compile, run: await stage(plan.run, language.limits.timeoutMs, stdin) };
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** The options of a container that may write to its workspace and `/tmp` alone, and use no more than the language's limits. */
export function confinement(root: string, { limits }: Language): readonly string[] {
  return [
    ...['--rm', '--interactive', '--network', 'none', '--read-only', '--tmpfs', '/tmp'],
    ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--user', `${USER}:${USER}`],
    ...['--memory', `${limits.memoryBytes}b`, '--memory-swap', `${limits.memoryBytes}b`],
    ...['--cpus', String(limits.cpus), '--pids-limit', String(limits.pids)],
    ...['--volume', `${root}:/workspace`, '--workdir', '/workspace/run'],
  ];
}

function timed(argv: readonly string[], timeoutMs: number): readonly string[] {
  return ['timeout', '--signal', 'KILL', String(Math.ceil(timeoutMs / 1000)), ...argv];
}

function lay(root: string, files: readonly SuppliedFile[]): void {
  const own = (path: string) => {
    if (process.getuid?.() === 0) chownSync(path, USER, USER);
  };
  own(root);
  for (const { path, content } of [...files, { path: '.build/.keep', content: '' }]) {
    const target = join(root, 'run', path);
    for (const directory of ancestors(root, target)) {
      mkdirSync(directory, { recursive: true });
      own(directory);
    }
    writeFileSync(target, content);
    own(target);
  }
}

function ancestors(root: string, path: string): readonly string[] {
  const parent = dirname(path);
  return parent === root ? [] : [...ancestors(root, parent), parent];
}
