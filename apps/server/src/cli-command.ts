import type { ParseArgsConfig } from 'node:util';
import type { CommandLine } from './command-line.js';
import type { ExitCode } from './exit-codes.js';
import type { LoadedSettings } from './load-settings.js';

/** One thing that `carrel` can do. */
export interface CliCommand {
  /** The words that call it. */
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** The words that follow it, as the help names them. */
  readonly words: readonly string[];
  /** Beside those that every command takes. */
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** What the options mean, one line each. */
  readonly help: readonly string[];
  readonly run: (loaded: LoadedSettings, line: CommandLine) => Promise<ExitCode>;
}

/** What every command takes. */
export const commonOptions = {
  config: { type: 'string' },
  'data-dir': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsConfig['options'];

const COMMON_HELP = [
  '--config FILE    read the configuration from this TOML file',
  '--data-dir DIR   where the database and the workspaces are',
  '-h, --help       show this',
];

const EXIT_CODES =
  'Exit codes: 0 done, 1 it could not be done, 2 wrong command line or configuration, 130 ended by a second signal.';

export function overview(commands: readonly CliCommand[]): string {
  const lines = commands.map(({ name, words, summary }) => `  ${[name, ...words].join(' ').padEnd(24)} ${summary}`);
  return `Usage: carrel COMMAND [OPTIONS]\n\n${lines.join('\n')}\n\nEvery command explains itself: carrel COMMAND --help\n${EXIT_CODES}\n`;
}

export function helpOf({ name, words, summary, help }: CliCommand): string {
  const usage = ['carrel', name, ...words, '[OPTIONS]'].join(' ');
  const lines = [...help, ...COMMON_HELP].map((line) => `  ${line}`);
  return `Usage: ${usage}\n\n${summary}\n\n${lines.join('\n')}\n\n${EXIT_CODES}\n`;
}
