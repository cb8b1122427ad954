import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');

export interface Child {
  readonly process: ChildProcessByStdio<null, Readable, null>;
  /** The whole lines that it has printed. */
  readonly lines: readonly string[];
  /** How it ended: its exit code, or the name of the signal. */
  readonly ended: Promise<number | string>;
}

/** Starts a program of `test/children` in a process of its own, from the sources. */
export async function startChild(
  name: string,
  parameters: readonly string[],
  { env = {}, ...options }: { readonly uid?: number; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Child> {
  const outfile = join(ROOT, 'build', 'children', `${name}.mjs`);
  await build({
    entryPoints: [join(ROOT, 'test', 'children', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['carrel-source'],
    external: ['better-sqlite3', '@node-rs/argon2'],
    logLevel: 'silent',
  });
  const child = spawn(process.execPath, [outfile, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
    ...options,
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  return { process: child, lines, ended };
}
