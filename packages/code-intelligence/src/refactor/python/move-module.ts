import { posix } from 'node:path';
import { codeRefused, type CodeEngineError } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { isAtOrBelow } from '../files-of-session.js';
import { spliceText } from '../text-edits.js';
import { hasWord, type Failure, type Outcome, type Work } from '../work.js';
import { keepImplicitName } from './implicit-names.js';
import { importsOf, type ModuleName, type PythonImport } from './imports.js';
import { moveImport, type Splice } from './move-import.js';
import { isPython, PythonModules, stemOf, type Stem } from './modules.js';
import { moveDottedUses } from './move-dotted-uses.js';
import { isBinding, usesOf } from './scopes.js';
import { mentionsOf } from './string-mentions.js';
import { isIdentifier, PythonText } from './syntax.js';

/** What is moved, and where to: paths of a file or a directory. */
export interface PythonMove {
  readonly path: string;
  readonly to: string;
}

/** The modules as they were, and what becomes of each. */
export class MovedModules {
  readonly modules: PythonModules;

  constructor(
    modules: PythonModules,
    private readonly move: PythonMove,
    /** Whether its package has something else of its name, which `from … import` finds first. */
    private readonly isNameTaken: boolean,
  ) {
    this.modules = modules;
  }

  /** The module that is moved, its name, and the file of the package that it leaves, where that has one. */
  get what(): { readonly stem: Stem; readonly name: string; readonly leftPackage: string | null } {
    const stem = stemOf(this.move.path);
    return { stem, name: posix.basename(stem), leftPackage: this.modules.packageFile(posix.dirname(stem)) };
  }

  isHidden(stem: Stem): boolean {
    return this.isNameTaken && stem === stemOf(this.move.path);
  }

  pathOf(path: string): string {
    return isAtOrBelow(path, this.move.path) ? `${this.move.to}${path.slice(this.move.path.length)}` : path;
  }

  /** The module as it will be; itself where it stays. */
  stemOf(stem: Stem): Stem {
    const [from, to] = [stemOf(this.move.path), stemOf(this.move.to)];
    return isAtOrBelow(stem, from) && this.isMoved(stem, from) ? `${to}${stem.slice(from.length)}` : stem;
  }

  find(importer: string, name: Pick<ModuleName, 'level' | 'parts'>) {
    return this.modules.find(importer, name);
  }

  /** A module of one file has nothing below it, though a directory of its name may be beside it. */
  private isMoved(stem: Stem, from: Stem): boolean {
    return !isPython(this.move.path) || stem === from;
  }
}

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
