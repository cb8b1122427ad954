import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { codeServerFailed, type CodeServerFailed } from '@carrel/core/code';
import { err, ok, type Result } from '@carrel/core/kernel';
import type { ProgramOptions, ServerProgram } from './server-definition.js';

const require = createRequire(import.meta.url);

/** A program in JavaScript of one of this package's dependencies, run by this Node.js with a bounded heap. */
export function packagedProgram(
  from: { readonly packageName: string; readonly bin: string; readonly args: readonly string[] },
  { heapMib }: ProgramOptions,
): Result<ServerProgram, CodeServerFailed> {
  const directory = packageDirectory(from.packageName);
  const file = directory === null ? undefined : binOf(directory, from.bin);
  if (directory === null || file === undefined)
    return err(codeServerFailed(`The package "${from.packageName}" is not installed.`));
  return ok({
    program: process.execPath,
    args: [`--max-old-space-size=${String(heapMib)}`, join(directory, file), ...from.args],
    reads: [modulesOf(directory)],
  });
}

/** The outermost directory of dependencies that a package is in: those that it needs itself are there too. */
function modulesOf(directory: string): string {
  const at = directory.indexOf('/node_modules/');
  return at < 0 ? directory : directory.slice(0, at + '/node_modules'.length);
}

/** Where a dependency of this package is installed; `null` where it is not. */
export function packageDirectory(name: string): string | null {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

function binOf(directory: string, name: string): string | undefined {
  const { bin } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as {
    bin?: string | Record<string, string>;
  };
  return typeof bin === 'object' ? bin[name] : bin;
}

/** A program of the machine, by its name. */
export function machineProgram(
  name: string,
  args: readonly string[],
  { searchPath }: ProgramOptions,
): Result<ServerProgram, CodeServerFailed> {
  for (const directory of searchPath.split(delimiter)) {
    const program = join(directory, name);
    if (isAbsolute(directory) && isProgram(program)) return ok({ program, args, reads: [] });
  }
  return err(codeServerFailed(`There is no program "${name}" in the PATH.`));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
