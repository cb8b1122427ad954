import { join } from 'node:path';
import type { GeneratedFile } from './server-definition.js';

const SOURCE = /\.(?:c|cc|cpp|cxx)$/u;
const OWN = /(?:^|\/)(?:compile_commands\.json|compile_flags\.txt)$/u;

/**
 * How the files of C and C++ are compiled, where the session does not say: without it, `clangd` takes every header for one of
 * Objective-C++, and what a header of C declares for something else than what is defined.
 */
export function compileCommands(root: string, paths: Iterable<string>): GeneratedFile | null {
  const commands: object[] = [];
  for (const path of paths) {
    if (OWN.test(path)) return null;
    if (!SOURCE.test(path)) continue;
    const compiler = path.endsWith('.c') ? 'clang' : 'clang++';
    const args = [compiler, `-I${root}`, `-I${join(root, 'include')}`, '-c', join(root, path)];
    commands.push({ directory: root, file: join(root, path), arguments: args });
  }
  return commands.length === 0 ? null : { path: 'compile_commands.json', text: JSON.stringify(commands) };
}
