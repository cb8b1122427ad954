import { err, invalidInput, ok, type InvalidInput, type Result } from '../kernel/index.js';
import type { Language, LanguageStep } from '../languages/index.js';
import type { CodeFile } from './command.js';

/** What a run of code does, in the directory of its files. */
export interface CodePlan {
  readonly compile: readonly string[] | null;
  readonly run: readonly string[];
  /** Files of the language's own, beside those of the program. */
  readonly supplied: readonly CodeFile[];
}

/** Where a build goes, relative to the directory of the run. The slash makes it a path, never a program of that name. */
const OUTPUT = './.build/main';

/** The steps of `language` for these files. `request/invalid` when none is the language's. */
export function planCode(
  language: Language,
  files: readonly CodeFile[],
  args: readonly string[],
): Result<CodePlan, InvalidInput> {
  const sources = files.map(({ path }) => asPath(path)).filter((path) => extensionOf(language, path) !== undefined);
  const main = sources.find((path) => withoutExtension(language, path) === 'main') ?? sources[0];
  if (main === undefined) {
    const expected = language.extensions.join(', ');
    return err(
      invalidInput([{ path: 'files', message: `expected at least one file of ${language.name} (${expected})` }]),
    );
  }
  const values = { main, mainName: withoutExtension(language, main), output: OUTPUT };
  const fill = ({ argv }: LanguageStep) =>
    argv.flatMap((part) => (part === '{sources}' ? sources : [filled(part, values)]));
  return ok({
    compile: language.compile === undefined ? null : fill(language.compile),
    run: [...fill(language.run), ...args],
    supplied: language.supplied ?? [],
  });
}

/** Whether a program comes from the compile step rather than with the language. */
export function isBuilt(program: string): boolean {
  return program.startsWith(OUTPUT);
}

/** A name that no program takes for one of its options. */
function asPath(name: string): string {
  return name.startsWith('-') ? `./${name}` : name;
}

function filled(part: string, values: Readonly<Record<string, string>>): string {
  return part.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

function withoutExtension(language: Language, path: string): string {
  return path.slice(0, path.length - (extensionOf(language, path)?.length ?? 0));
}

function extensionOf(language: Language, path: string): string | undefined {
  return language.extensions.find((extension) => path.endsWith(extension));
}
