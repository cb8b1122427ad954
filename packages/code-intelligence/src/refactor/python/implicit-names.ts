import { codeRefused, type CodeEngineError } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { isAtOrBelow } from '../files-of-session.js';
import type { PythonImport } from './imports.js';
import { nameFor, type Splice } from './move-import.js';
import type { MovedModules } from './moved-modules.js';
import { isBinding, usesOf } from './scopes.js';
import type { PythonText } from './syntax.js';

/**
 * What imports a module of a package binds the module's name in the package, so a package may use that name without importing it. It
 * imports it when the module is moved away.
 */
export function keepImplicitName(
  source: PythonText,
  path: string,
  { imports, moved }: { readonly imports: readonly PythonImport[]; readonly moved: MovedModules },
): Result<readonly Splice[], CodeEngineError> {
  const { leftPackage, stem, name } = moved.what;
  const target = moved.stemOf(stem);
  if (path !== leftPackage || target === stem) return ok([]);
  const uses = usesOf(source, name);
  const isUsed = uses.some(({ parent }) => parent?.name !== 'ImportStatement');
  if (!isUsed || uses.some(isBinding)) return ok([]);
  const importing = imports.find((each) =>
    modulesOf(each).some((module) => isAtOrBelow(moved.find(path, module)?.stem ?? '', stem)),
  );
  if (importing === undefined) return err(codeRefused(`"${name}" in "${path}" would name nothing any more.`));
  const at = target.lastIndexOf('/');
  const [above, last] = [target.slice(0, Math.max(0, at)), target.slice(at + 1)];
  const as = last === name ? last : `${last} as ${name}`;
  const from = nameFor(path, { level: 1, root: '', stem: above, moved });
  return from.map((parent) => {
    const newText = `${source.lineEnd}${source.before(importing.from)}${above === '' ? 'import' : `from ${parent} import`} ${as}`;
    return [{ start: importing.to, end: importing.to, newText }];
  });
}

function modulesOf(each: PythonImport) {
  return each.kind === 'import' ? each.modules : [each.module];
}
