import { parseArgs, type ParseArgsConfig } from 'node:util';
import { err, ok, type CarrelError, type Result } from '@carrel/core/kernel';

/** The command line is not one the command takes. */
export type UsageError = CarrelError<'cli/usage'>;

export function usageError(message: string): UsageError {
  return { type: 'cli/usage', message, retryable: false };
}

type Options = NonNullable<ParseArgsConfig['options']>;

export interface CommandLine {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

/** Reads `args` by `options`; unknown options, and more or fewer words than `words` names, are refused. */
export function readCommandLine(
  args: readonly string[],
  { options, words = [] }: { readonly options: Options; readonly words?: readonly string[] },
): Result<CommandLine, UsageError> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    if (values['help'] === true || positionals.length === words.length) {
      return ok({ values: onlySingle(values), positionals });
    }
    const missing = words[positionals.length];
    return err(usageError(missing === undefined ? `Unexpected: ${String(positionals.at(-1))}` : `Missing: ${missing}`));
  } catch (cause) {
    return err(usageError(cause instanceof Error ? firstSentence(cause.message) : 'The command line cannot be read.'));
  }
}

function onlySingle(values: Readonly<Record<string, unknown>>): CommandLine['values'] {
  const entries = Object.entries(values).filter(
    (entry): entry is [string, string | boolean] => typeof entry[1] === 'string' || typeof entry[1] === 'boolean',
  );
  return Object.fromEntries(entries);
}

/** Node goes on with advice on how to pass words that begin with a dash, which no command here takes. */
function firstSentence(message: string): string {
  return message.split('. ', 1)[0] ?? message;
}
