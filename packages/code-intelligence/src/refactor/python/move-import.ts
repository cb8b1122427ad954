import { codeRefused, type CodeEngineError } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import type { ImportedName, ModuleName, PythonImport } from './imports.js';
import { relativeName, type FoundModule, type Stem } from './modules.js';
import type { MovedModules } from './moved-modules.js';
import type { PythonText } from './syntax.js';

export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

type From = Extract<PythonImport, { kind: 'from' }>;
type Moving = { readonly statement: PythonImport; readonly moved: MovedModules };
type Spliced = Result<readonly Splice[], CodeEngineError>;

/** What becomes of one import in the file that was at `path`. */
export function moveImport(source: PythonText, path: string, { statement, moved }: Moving): Spliced {
  if (statement.kind === 'from') return moveFrom(source, path, { statement, moved });
  const splices: Splice[] = [];
  for (const module of statement.modules) {
    const renamed = renamedModule(source, path, { module, moved });
    if (renamed.isErr()) return err(renamed.error);
    splices.push(...renamed.value);
  }
  return ok(splices);
}

/** The dotted name by which the file, as it will be, reaches a module as that will be. */
export function newNameOf(
  path: string,
  { module, found, moved }: { readonly module: ModuleName; readonly found: FoundModule; readonly moved: MovedModules },
): Result<string, CodeEngineError> {
  return nameFor(path, { level: module.level, root: found.root, stem: moved.stemOf(found.stem), moved });
}

/** As `newNameOf`, of a module that is named by where it will be. */
export function nameFor(
  path: string,
  to: { readonly level: number; readonly root: string; readonly stem: Stem; readonly moved: MovedModules },
): Result<string, CodeEngineError> {
  const importer = to.moved.pathOf(path);
  const relative = to.level > 0 ? relativeName(importer, to.stem) : null;
  const name = relative ?? to.moved.modules.absoluteName(importer, to.stem, to.level > 0 ? 'src' : to.root);
  return name === null ? err(codeRefused(`"${importer}" could not import "${to.stem}" there.`)) : ok(name);
}

function renamedModule(
  source: PythonText,
  path: string,
  { module, moved }: { readonly module: ModuleName; readonly moved: MovedModules },
): Spliced {
  const found = moved.find(path, module);
  if (found === null) return ok([]);
  return newNameOf(path, { module, found, moved }).map((name) =>
    name === source.text.slice(module.from, module.to).replace(/\s+/gu, '')
      ? []
      : [{ start: module.from, end: module.to, newText: name }],
  );
}

/** Names that are modules themselves may be elsewhere than their package, and come from there by a statement of their own. */
function moveFrom(
  source: PythonText,
  path: string,
  { statement, moved }: { readonly statement: From; readonly moved: MovedModules },
): Spliced {
  const { module, names } = statement;
  const found = moved.find(path, module);
  if (found === null) return ok([]);
  const parent = moved.stemOf(found.stem);
  const away: Away[] = [];
  const splices: Splice[] = [];
  for (const name of names ?? []) {
    const stem = `${found.stem}/${name.name}`;
    if (!moved.modules.has(stem) || moved.isHidden(stem)) continue;
    const target = moved.stemOf(stem);
    const [above, last] = [
      target.slice(0, Math.max(0, target.lastIndexOf('/'))),
      target.slice(target.lastIndexOf('/') + 1),
    ];
    if (above !== parent) away.push({ name, above, last });
    else if (last !== name.name) splices.push({ start: name.from, end: name.to, newText: asNamed(name, last) });
  }
  const isEmptied = names !== null && away.length === names.length;
  if (!isEmptied) {
    const renamed = renamedModule(source, path, { module, moved });
    if (renamed.isErr()) return err(renamed.error);
    splices.push(...renamed.value, ...away.map(({ name }) => withoutName(source, statement, name)));
  }
  const lines: string[] = [];
  for (const { name, above, last } of away) {
    const from = nameFor(path, { level: module.level, root: found.root, stem: above, moved });
    if (from.isErr()) return err(from.error);
    lines.push(above === '' ? importAs(name, last) : `from ${from.value} import ${asNamed(name, last)}`);
  }
  if (lines.length === 0) return ok(splices);
  const own = source.before(statement.from);
  const between = own.trim() === '' ? `${source.lineEnd}${own}` : '; ';
  const added = lines.join(between);
  return ok(
    isEmptied
      ? [{ start: statement.from, end: statement.to, newText: added }]
      : [...splices, { start: statement.to, end: statement.to, newText: `${between}${added}` }],
  );
}

interface Away {
  readonly name: ImportedName;
  readonly above: Stem;
  readonly last: string;
}

function asNamed({ name, alias }: ImportedName, now: string): string {
  const kept = alias ?? name;
  return kept === now ? now : `${now} as ${kept}`;
}

function importAs({ name, alias }: ImportedName, now: string): string {
  const kept = alias ?? name;
  return kept === now ? `import ${now}` : `import ${now} as ${kept}`;
}

/** The name with the comma that parts it from the others. */
export function withoutName(source: PythonText, { to }: From, name: ImportedName): Splice {
  const after = /^\s*,[ \t]*/u.exec(source.text.slice(name.to, to))?.[0];
  if (after !== undefined) return { start: name.from, end: name.to + after.length, newText: '' };
  const before = /,\s*$/u.exec(source.text.slice(0, name.from))?.[0] ?? '';
  return { start: name.from - before.length, end: name.to, newText: '' };
}
