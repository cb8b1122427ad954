import { codeRefused, type CodeEngineError } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { importsOf, type PythonImport } from './imports.js';
import { stemOf, type PythonModules } from './modules.js';
import type { MovableSymbol } from './movable-symbol.js';
import { boundIn, enclosing, namesIn } from './names-in-scope.js';
import { importLine, nameOfModule } from './new-imports.js';
import { nodesBelow, type PythonText } from './syntax.js';

/** What a symbol needs where it goes. */
export interface Needs {
  readonly lines: readonly string[];
  /** The names of its old file among it. */
  readonly fromSource: readonly string[];
}

interface Way {
  readonly path: string;
  readonly to: string;
  readonly modules: PythonModules;
}

/** The imports by which a symbol has, in its new file, all names that it has in the old one. */
export function neededBy(source: PythonText, symbol: MovableSymbol, way: Way): Result<Needs, CodeEngineError> {
  const imports = importsOf(source);
  if (imports.some((each) => each.kind === 'from' && each.names === null)) {
    return err(codeRefused(`"${way.path}" imports all names of a module, and it cannot be told which are those.`));
  }
  if (
    nodesBelow(symbol.statement, ({ name }) => name === 'ScopeStatement').some((node) =>
      source.of(node).startsWith('global'),
    )
  ) {
    return err(codeRefused('It gives something to names of its own file.'));
  }
  const lines = new Set<string>();
  const fromSource: string[] = [];
  for (const future of imports.filter(isFuture)) lines.add(source.text.slice(future.from, future.to));
  const known = boundIn(source, source.root);
  for (const name of freeNames(source, symbol)) {
    if (name === symbol.name || !known.has(name)) continue;
    const line = lineFor(source, name, imports, way);
    if (line.isErr()) return err(line.error);
    lines.add(line.value.text);
    if (line.value.isFromSource) fromSource.push(name);
  }
  return ok({ lines: [...lines], fromSource });
}

function isFuture(each: PythonImport): boolean {
  return each.kind === 'from' && each.module.parts[0] === '__future__';
}

/** The names that it reads and that nothing within it gives. */
function freeNames(source: PythonText, { statement }: MovableSymbol): ReadonlySet<string> {
  const free = namesIn(source, statement).filter(({ isLoad, name, node }) => {
    const around = enclosing(node).filter(({ from, to }) => from >= statement.from && to <= statement.to);
    return isLoad && !around.some((scope) => boundIn(source, scope).has(name));
  });
  return new Set(free.map(({ name }) => name));
}

function lineFor(
  source: PythonText,
  name: string,
  imports: readonly PythonImport[],
  { path, to, modules }: Way,
): Result<{ readonly text: string; readonly isFromSource: boolean }, CodeEngineError> {
  const importing = imports.flatMap((each) => linesOf(each, name));
  const [only] = importing;
  if (importing.length > 1) return err(codeRefused(`"${name}" is imported more than once.`));
  if (only !== undefined && source.before(only.from) !== '') {
    return err(codeRefused(`"${name}" is imported under a condition.`));
  }
  if (only === undefined) {
    const module = nameOfModule(modules, to, stemOf(path));
    return module.map((from) => ({ text: importLine(from, name), isFromSource: true }));
  }
  if (only.module === null || only.module.level === 0) return ok({ text: only.text, isFromSource: false });
  const found = modules.find(path, only.module);
  if (found === null) return err(codeRefused(`What "${name}" is imported from is not in the session.`));
  return nameOfModule(modules, to, found.stem).map((from) => ({
    text: importLine(from, only.name, only.alias),
    isFromSource: false,
  }));
}

interface ImportOf {
  readonly from: number;
  readonly text: string;
  readonly name: string;
  readonly alias: string | null;
  readonly module: Extract<PythonImport, { kind: 'from' }>['module'] | null;
}

/** The imports of a statement that give something to `name`, each as a statement of its own. */
function linesOf(each: PythonImport, name: string): readonly ImportOf[] {
  if (each.kind === 'import') {
    return each.modules
      .filter(({ alias, parts }) => (alias ?? parts[0]) === name)
      .map(({ alias, parts }) => ({
        text: `import ${parts.join('.')}${alias === null ? '' : ` as ${alias}`}`,
        ...{ name, alias, module: null, from: each.from },
      }));
  }
  const { module } = each;
  return (each.names ?? [])
    .filter((one) => (one.alias ?? one.name) === name)
    .map((one) => ({
      text: importLine(`${'.'.repeat(module.level)}${module.parts.join('.')}`, one.name, one.alias),
      ...{ name: one.name, alias: one.alias, module, from: each.from },
    }));
}
