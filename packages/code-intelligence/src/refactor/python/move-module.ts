import { posix } from 'node:path';
import { codeRefused, type CodeEngineError } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { isAtOrBelow } from '../files-of-session.js';
import { spliceText } from '../text-edits.js';
import { hasWord, type Failure, type Outcome, type Work } from '../work.js';
import { keepImplicitName } from './implicit-names.js';
import { importsOf, type PythonImport } from './imports.js';
import { moveImport, type Splice } from './move-import.js';
import { isPython, PythonModules, stemOf } from './modules.js';
import { MovedModules, type PythonMove } from './moved-modules.js';
import { moveDottedUses } from './move-dotted-uses.js';
import { isBinding, usesOf } from './scopes.js';
import { mentionsOf } from './string-mentions.js';
import { isIdentifier, PythonText } from './syntax.js';

const MAX_MENTIONS = 20;

/** What imports the moved modules, or is imported by them, follows; the draft has them where they will be. */
export async function followMove(work: Work, move: PythonMove): Promise<Result<Outcome, Failure>> {
  const names = stemOf(move.to).split('/');
  const wrong = names.find((name) => !isIdentifier(name));
  if (wrong !== undefined) return err(codeRefused(`"${wrong}" is no name of a module in Python.`));
  if (/(^|\/)__init__\.pyi?$/u.test(move.path)) return err(codeRefused('Move the directory of the package instead.'));
  const modules = new PythonModules(work.files.paths);
  const word = stemOf(move.path).split('/').at(-1) ?? '';
  const moved = new MovedModules(modules, move, await isNameTaken(work, modules, move));
  const mentions: string[] = [];
  const warnings: string[] = [];
  for (const path of work.files.paths) {
    const isMoved = isAtOrBelow(path, move.path);
    if (!isPython(path)) continue;
    const text = await work.draft.textOf(moved.pathOf(path));
    // What is no text that can be edited is none that could be understood.
    if (text.isErr() || (!isMoved && !hasWord(text.value, word))) continue;
    const source = new PythonText(text.value);
    const followed = followIn(source, path, moved);
    if (followed.isErr()) return err(followed.error);
    mentions.push(...mentionsOf(source, path, stemOf(move.path)));
    warnings.push(...followed.value.warnings);
    if (followed.value.text !== text.value) work.draft.setText(moved.pathOf(path), followed.value.text);
  }
  if (mentions.length > 0) {
    warnings.push(`Strings that name it stay as they are: ${mentions.slice(0, MAX_MENTIONS).join(', ')}.`);
  }
  return ok({ confidence: 'likely', warnings });
}

async function isNameTaken({ draft }: Work, modules: PythonModules, { path }: PythonMove): Promise<boolean> {
  const [above, name] = [posix.dirname(stemOf(path)), posix.basename(stemOf(path))];
  const file = modules.packageFile(above);
  const text = file === null ? null : await draft.textOf(file);
  if (text?.isOk() !== true) return false;
  const source = new PythonText(text.value);
  const asModule = importsOf(source).flatMap((each) =>
    each.kind === 'from' && each.module.parts.length === 0 ? (each.names ?? []).map(({ from }) => from) : [],
  );
  return usesOf(source, name).some((node) => isBinding(node) && !asModule.includes(node.from));
}

function followIn(
  source: PythonText,
  path: string,
  moved: MovedModules,
): Result<{ readonly text: string; readonly warnings: readonly string[] }, CodeEngineError> {
  const imports = importsOf(source);
  const splices: Splice[] = [];
  for (const each of imports) {
    const found = moveImport(source, path, { statement: each, moved });
    if (found.isErr()) return err(found.error);
    splices.push(...found.value);
  }
  const implicit = keepImplicitName(source, path, { imports, moved });
  if (implicit.isErr()) return err(implicit.error);
  const uses = moveDottedUses(source, path, { imports: imports.filter(isPlain), moved });
  if (uses.isErr()) return err(uses.error);
  const text = spliceText(source.text, [...splices, ...implicit.value, ...uses.value.splices]);
  return text.map((done) => ({ text: done, warnings: uses.value.warnings }));
}

function isPlain(each: PythonImport): each is Extract<PythonImport, { kind: 'import' }> {
  return each.kind === 'import';
}
