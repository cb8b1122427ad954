import { codeRefused, type CodeEngineError } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { relativeName, type PythonModules, type Stem } from './modules.js';
import type { Splice } from './move-import.js';
import { childrenOf, isIdentifier, type PythonText } from './syntax.js';

/** The name by which a file imports a module of the session: by dots where its own package has it, else from the root. */
export function nameOfModule(modules: PythonModules, importer: string, stem: Stem): Result<string, CodeEngineError> {
  const wrong = stem.split('/').find((name) => !isIdentifier(name));
  if (wrong !== undefined) return err(codeRefused(`"${wrong}" is no name of a module in Python.`));
  const absolute = modules.absoluteName(importer, stem, 'src');
  const name = isInPackage(modules, importer) ? (relativeName(importer, stem) ?? absolute) : absolute;
  return name === null ? err(codeRefused(`"${importer}" could not import "${stem}".`)) : ok(name);
}

/** Only a file of a package can import by dots. */
function isInPackage(modules: PythonModules, importer: string): boolean {
  const at = importer.lastIndexOf('/');
  return at > 0 && modules.packageFile(importer.slice(0, at)) !== null;
}

export function importLine(module: string, name: string, alias: string | null = null): string {
  return `from ${module} import ${name}${alias === null || alias === name ? '' : ` as ${alias}`}`;
}

/** Where new imports go: after the first ones of the file, or at its top, behind what it says of itself. */
export function importPlace(source: PythonText, lines: readonly string[]): readonly Splice[] {
  if (lines.length === 0) return [];
  const { lineEnd } = source;
  const children = childrenOf(source.root).filter(({ name }) => name !== 'Comment');
  const isDocstring = children[0]?.name === 'ExpressionStatement' && children[0].firstChild?.name === 'String';
  const begin = isDocstring ? 1 : 0;
  let last = isDocstring ? children[0] : undefined;
  for (const child of children.slice(begin)) {
    if (child.name !== 'ImportStatement') break;
    last = child;
  }
  const text = lines.join(lineEnd);
  if (last === undefined) {
    const start = children[0]?.from ?? source.text.length;
    return [{ start, end: start, newText: `${text}${lineEnd}${lineEnd}${lineEnd}` }];
  }
  const isAfterImport = last.name === 'ImportStatement';
  return [{ start: last.to, end: last.to, newText: `${lineEnd}${isAfterImport ? '' : lineEnd}${text}` }];
}
