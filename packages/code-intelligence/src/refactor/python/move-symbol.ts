import { codeRefused, type CodeEngineError, type Refactoring } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { fromLspRange } from '../../language-server.js';
import { lineStarts, offsetAt, spliceText } from '../text-edits.js';
import type { Failure, Outcome, Work, Working } from '../work.js';
import { importsOf } from './imports.js';
import { isPython, PythonModules, stemOf } from './modules.js';
import { movableAt, type MovableSymbol } from './movable-symbol.js';
import type { Splice } from './move-import.js';
import { importLine, importPlace, nameOfModule } from './new-imports.js';
import { boundIn } from './names-in-scope.js';
import { importElsewhere } from './symbol-importers.js';
import { PythonText } from './syntax.js';
import { neededBy } from './symbol-needs.js';

type Move = Extract<Refactoring, { type: 'move-symbol' }>;

/** What the move works with. */
interface Moving {
  readonly source: PythonText;
  readonly symbol: MovableSymbol;
  readonly modules: PythonModules;
  readonly path: string;
  readonly to: string;
}

/**
 * A function, a class or a variable of a file goes to another one, with what it needs of imports. Who imports it, imports it from there;
 * who reaches it through its module finds it there still.
 */
export async function moveSymbolInPython(work: Work, { path, position, to }: Move): Working {
  if (path === to) return err(codeRefused('It is in that file already.'));
  if (!isPython(to)) return err(codeRefused(`"${to}" is no file of Python.`));
  const text = await work.draft.textOf(path);
  if (text.isErr()) return err(text.error);
  const source = new PythonText(text.value);
  if (source.hasErrors()) return err(codeRefused(`"${path}" has an error in its syntax.`));
  const offset = offsetAt(text.value, lineStarts(text.value), position.line - 1, position.column - 1);
  const symbol = movableAt(source, offset);
  if (symbol.isErr()) return err(symbol.error);
  const modules = new PythonModules([...work.files.paths, to]);
  return moved(work, { source, symbol: symbol.value, modules, path, to });
}

async function moved(work: Work, moving: Moving): Working {
  const { modules, path, source, symbol, to } = moving;
  const needs = neededBy(source, symbol, { path, to, modules });
  if (needs.isErr()) return err(needs.error);
  const through = await reachedThroughModule(work, moving);
  if (through.isErr()) return err(through.error);
  if (through.value.length > 0 && symbol.statement.name === 'AssignStatement') {
    return err(codeRefused(`It may be given something through its module: ${through.value.join(', ')}.`));
  }
  if (needs.value.fromSource.length > 0 && importsModule(source, path, { modules, path: to })) {
    return err(codeRefused(`Both files would import each other: "${path}" imports "${to}".`));
  }
  const staysNamed = symbol.isUsedBeside || through.value.length > 0;
  if (staysNamed && needs.value.fromSource.length > 0) {
    const names = needs.value.fromSource.join(', ');
    return err(
      codeRefused(`Both files would import each other: it needs ${names}, and "${symbol.name}" is needed there.`),
    );
  }
  const importers = await importElsewhere(work, moving);
  if (importers.isErr()) return err(importers.error);
  const placed = await place(work, moving, needs.value.lines);
  if (placed.isErr()) return err(placed.error);
  return leave(moving, staysNamed).map((left): Outcome => {
    work.draft.setText(path, left);
    const warnings =
      through.value.length === 0
        ? []
        : [`It is reached through its old module, which imports it for that: ${through.value.join(', ')}.`];
    return { confidence: 'likely', warnings };
  });
}

/** Where other files reach it as an attribute of its module: `path:line`. */
async function reachedThroughModule(
  { draft, server, signal }: Work,
  { path, source, symbol }: Moving,
): Promise<Result<readonly string[], Failure>> {
  const line = source.lineOf(symbol.nameAt) - 1;
  const character = source.before(symbol.nameAt).length;
  const asked = {
    ...{ textDocument: { uri: server.uriOf(path) }, position: { line, character } },
    context: { includeDeclaration: false },
  };
  const found = await server.request<readonly Place[] | null>('textDocument/references', asked, signal);
  if (found.isErr()) return err(found.error);
  const places: string[] = [];
  for (const { uri, range } of found.value ?? []) {
    const user = server.pathOf(uri);
    if (user === null || user === path) continue;
    const text = await draft.textOf(user);
    if (text.isErr()) return err(text.error);
    const { start } = fromLspRange(range);
    const offset = offsetAt(text.value, lineStarts(text.value), start.line - 1, start.column - 1);
    if (text.value.slice(0, offset).trimEnd().endsWith('.')) places.push(`${user}:${String(start.line)}`);
  }
  return ok(places);
}

interface Place {
  readonly uri: string;
  readonly range: Parameters<typeof fromLspRange>[0];
}

/** The file that it goes to, with it at the end. */
async function place(
  work: Work,
  { source, symbol, to, path, modules }: Moving,
  lines: readonly string[],
): Promise<Result<void, CodeEngineError>> {
  const code = source.text.slice(symbol.from, symbol.to).trimEnd();
  const { lineEnd } = source;
  if (!work.draft.has(to)) {
    const head = lines.length === 0 ? '' : `${lines.join(lineEnd)}${lineEnd}${lineEnd}${lineEnd}`;
    return work.draft.create(to, `${head}${code}${lineEnd}`);
  }
  const text = await work.draft.textOf(to);
  if (text.isErr()) return err(text.error);
  const target = new PythonText(text.value);
  if (target.hasErrors()) return err(codeRefused(`"${to}" has an error in its syntax.`));
  if (importsModule(target, to, { modules, path }) && symbol.isUsedBeside) {
    return err(codeRefused(`Both files would import each other: "${to}" imports "${path}".`));
  }
  const bound = boundIn(target, target.root);
  if (bound.has(symbol.name)) return err(codeRefused(`"${to}" has something called "${symbol.name}" already.`));
  const missing = lines.filter((line) => !text.value.split(/\r?\n/u).includes(line));
  const clash = missing.map((line) => /(\S+)$/u.exec(line)?.[1] ?? '').find((name) => bound.has(name));
  if (clash !== undefined) return err(codeRefused(`"${clash}" is something else in "${to}".`));
  const imports = importPlace(target, missing);
  const end: Splice = {
    ...{ start: text.value.trimEnd().length, end: text.value.length },
    newText: `${lineEnd}${lineEnd}${lineEnd}${code}${lineEnd}`,
  };
  return spliceText(text.value, [...imports, end]).map((done) => {
    work.draft.setText(to, done);
  });
}

function importsModule(
  target: PythonText,
  to: string,
  { modules, path }: { readonly modules: PythonModules; readonly path: string },
): boolean {
  return importsOf(target).some((each) => {
    const named = each.kind === 'import' ? each.modules : [each.module];
    return named.some((module) => modules.find(to, module)?.stem === stemOf(path));
  });
}

/** The file that it leaves, which imports it where something there needs it. */
function leave({ source, symbol, path, to, modules }: Moving, staysNamed: boolean): Result<string, CodeEngineError> {
  const gone: Splice = { start: symbol.from, end: symbol.to, newText: '' };
  const tidy = (text: string) => (text.trim() === '' ? '' : `${text.trimEnd()}${source.lineEnd}`);
  if (!staysNamed) return spliceText(source.text, [gone]).map(tidy);
  const from = nameOfModule(modules, path, stemOf(to));
  if (from.isErr()) return err(from.error);
  return spliceText(source.text, [gone, ...importPlace(source, [importLine(from.value, symbol.name)])]).map(tidy);
}
