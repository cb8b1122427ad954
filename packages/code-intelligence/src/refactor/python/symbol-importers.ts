import type { CodeEngineError } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { spliceText } from '../text-edits.js';
import { hasWord, type Work } from '../work.js';
import { importsOf, type PythonImport } from './imports.js';
import { isPython, stemOf, type PythonModules } from './modules.js';
import type { MovableSymbol } from './movable-symbol.js';
import { withoutName, type Splice } from './move-import.js';
import { importLine, nameOfModule } from './new-imports.js';
import { PythonText } from './syntax.js';

interface Way {
  readonly symbol: MovableSymbol;
  readonly modules: PythonModules;
  readonly path: string;
  readonly to: string;
}

/** Who imports the symbol by its name imports it from where it goes; the file itself that it goes to does no more. */
export async function importElsewhere(work: Work, way: Way): Promise<Result<void, CodeEngineError>> {
  for (const path of work.files.paths) {
    if (!isPython(path) || path === way.path) continue;
    const text = await work.draft.textOf(path);
    if (text.isErr() || !hasWord(text.value, way.symbol.name)) continue;
    const source = new PythonText(text.value);
    const splices: Splice[] = [];
    for (const each of importsOf(source)) {
      const found = importFrom(source, path, each, way);
      if (found.isErr()) return err(found.error);
      splices.push(...found.value);
    }
    if (splices.length === 0) continue;
    const done = spliceText(text.value, splices);
    if (done.isErr()) return err(done.error);
    work.draft.setText(path, done.value);
  }
  return ok(undefined);
}

function importFrom(
  source: PythonText,
  path: string,
  each: PythonImport,
  { symbol, modules, path: left, to }: Way,
): Result<readonly Splice[], CodeEngineError> {
  if (each.kind !== 'from' || modules.find(path, each.module)?.stem !== stemOf(left)) return ok([]);
  const named = (each.names ?? []).filter(({ name }) => name === symbol.name);
  if (named.length === 0) return ok([]);
  const module = nameOfModule(modules, path, stemOf(to));
  if (module.isErr()) return err(module.error);
  const isAll = named.length === each.names?.length;
  const own = source.before(each.from);
  const between = own.trim() === '' ? `${source.lineEnd}${own}` : '; ';
  const lines = path === to ? [] : named.map(({ alias }) => importLine(module.value, symbol.name, alias));
  if (isAll)
    return ok([{ start: each.from, end: each.to, newText: lines.length === 0 ? 'pass' : lines.join(between) }]);
  return ok([
    ...named.map((name) => withoutName(source, each, name)),
    ...(lines.length === 0 ? [] : [{ start: each.to, end: each.to, newText: between + lines.join(between) }]),
  ]);
}
