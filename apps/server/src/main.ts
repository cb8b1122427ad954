import { commonOptions, helpOf, overview, type CliCommand } from './cli-command.js';
import { readCommandLine, usageError } from './command-line.js';
import { commands } from './commands.js';
import { complain } from './complain.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { loadSettings } from './load-settings.js';

/** Does what the words after `carrel` say; gives the exit code. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  const [first = ''] = args;
  if (['', 'help', '-h', '--help'].includes(first)) {
    process.stdout.write(overview(commands));
    return first === '' ? exitCodes.usage : exitCodes.ok;
  }
  const command = commandOf(first === '--version' ? ['version'] : args);
  if (command !== undefined) return run(command, args.slice(command.name.split(' ').length));
  complain(usageError(`There is no command ${first}; see carrel --help.`));
  return exitCodes.usage;
}

function commandOf(args: readonly string[]): CliCommand | undefined {
  return commands.find(({ name }) => name.split(' ').every((word, index) => args[index] === word));
}

async function run(command: CliCommand, args: readonly string[]): Promise<ExitCode> {
  const options = { ...commonOptions, ...command.options };
  const line = readCommandLine(args, { options, words: command.words });
  if (line.isErr()) {
    complain(line.error);
    process.stderr.write(`See carrel ${command.name} --help.\n`);
    return exitCodes.usage;
  }
  if (line.value.values['help'] === true) {
    process.stdout.write(helpOf(command));
    return exitCodes.ok;
  }
  const loaded = loadSettings(line.value.values);
  if (loaded.isOk()) return command.run(loaded.value, line.value);
  complain(loaded.error);
  return exitCodes.usage;
}
