import type { CommandInput, CommandLine } from '@carrel/core/workspaces';
import { insidePath } from './sandbox-path.js';

/** Where a shell command stands in the argv that it becomes. */
const AT = 4;

/** Runs `$1` in `$2` by the shell that the workspace has. */
const SCRIPT =
  'cd -- "$2" || exit 1; if command -v bash >/dev/null 2>&1; then exec bash -c "$1"; else exec sh -c "$1"; fi';

/** The text for a shell as Carrel runs it: in a directory anywhere, and by bash where there is one. */
export function shellCommand(
  command: string,
  {
    cwd = '',
    env,
    root,
    timeout,
  }: {
    readonly cwd?: string | undefined;
    readonly env: Readonly<Record<string, string>>;
    readonly root: string;
    readonly timeout?: number | undefined;
  },
): CommandLine & CommandInput {
  const inside = insidePath(cwd, root);
  const directory = inside === null ? cwd : inside === '' ? '.' : inside;
  const limit = timeout === undefined || timeout === 0 ? {} : { timeoutMs: timeout };
  return { argv: ['/bin/sh', '-c', SCRIPT, 'sh', command, directory], env, ...limit };
}

/** The text that a command was made of, as far as its record has it. */
export function commandText(argv: readonly string[]): string {
  return argv[2] === SCRIPT ? (argv[AT] ?? '') : argv.join(' ');
}
