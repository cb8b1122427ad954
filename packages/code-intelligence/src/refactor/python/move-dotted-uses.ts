import { codeRefused, type CodeEngineError } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import type { PythonImport } from './imports.js';
import { newNameOf, type Splice } from './move-import.js';
import type { MovedModules } from './moved-modules.js';
import { isBinding, usesOf } from './scopes.js';
import type { PythonText, SyntaxNode } from './syntax.js';

type Plain = Extract<PythonImport, { kind: 'import' }>;
type Plainly = Plain['modules'][number];

interface Following {
  readonly imports: readonly Plain[];
  readonly moved: MovedModules;
}

interface Followed {
  readonly splices: readonly Splice[];
  readonly warnings: readonly string[];
}

/** A use of a module by its dotted name. */
interface DottedUse {
  readonly from: number;
  readonly to: number;
  readonly module: Plainly | null;
}

/**
 * After `import a.b` the module is `a.b` wherever it is used; that follows as well. What reaches a moved module by way of its package,
 * without importing it, is warned about.
 */
export function moveDottedUses(
  source: PythonText,
  path: string,
  { imports, moved }: Following,
): Result<Followed, CodeEngineError> {
  const plain = imports.flatMap(({ modules }) => modules).filter(({ alias }) => alias === null);
  const splices: Splice[] = [];
  const warnings: string[] = [];
  for (const head of new Set(plain.map(({ parts }) => parts[0] ?? ''))) {
    const ofHead = plain.filter(({ parts }) => parts[0] === head);
    const renamed = ofHead.filter((module) => isRenamed(path, module, moved));
    const uses = usesOf(source, head).filter((node) => node.parent?.name !== 'ImportStatement');
    if (renamed.length > 0 && uses.some(isBinding)) {
      return err(codeRefused(`"${head}" is also something else in "${path}", and its uses cannot be told apart.`));
    }
    const found = uses.map((node) => dottedUse(source, node, renamed));
    for (const use of found) {
      if (use.module === null) continue;
      const name = nameOf(path, use.module, moved);
      if (name.isErr()) return err(name.error);
      splices.push({ start: use.from, end: use.to, newText: name.value });
    }
    const kept = keepHead(source, path, {
      head,
      moved,
      ofHead,
      imports,
      isUsed: found.some(({ module }) => module === null),
    });
    if (kept.isErr()) return err(kept.error);
    splices.push(...kept.value);
    warnings.push(
      ...reachedThroughPackage(source, path, { uses: uses.filter((_, index) => found[index]?.module === null), moved }),
    );
  }
  return ok({ splices, warnings });
}

function isRenamed(path: string, module: Plainly, moved: MovedModules): boolean {
  return nameOf(path, module, moved).unwrapOr(null) !== module.parts.join('.');
}

/** The dotted name as it will be; the same where it names no module of the session. */
function nameOf(path: string, module: Plainly, moved: MovedModules): Result<string, CodeEngineError> {
  const found = moved.find(path, module);
  return found === null ? ok(module.parts.join('.')) : newNameOf(path, { module, found, moved });
}

/** The longest of the modules whose dotted name begins there. */
function dottedUse(source: PythonText, node: SyntaxNode, modules: readonly Plainly[]): DottedUse {
  const ends = chainEnds(node);
  const matching = modules
    .filter(({ parts }) => parts.length <= ends.length)
    .filter(({ parts }) => parts.join('.') === dotted(source, node, ends, parts.length))
    .sort((a, b) => b.parts.length - a.parts.length);
  const [module = null] = matching;
  return { from: node.from, to: ends[(module?.parts.length ?? 1) - 1] ?? node.to, module };
}

/** Where each part ends of `a.b.c`, from the name that it begins with. */
function chainEnds(node: SyntaxNode): readonly number[] {
  const ends = [node.to];
  for (
    let at: SyntaxNode = node;
    at.parent?.name === 'MemberExpression' && at.parent.from === node.from;
    at = at.parent
  ) {
    if (at.parent.lastChild?.name !== 'PropertyName') break;
    ends.push(at.parent.to);
  }
  return ends;
}

function dotted(source: PythonText, node: SyntaxNode, ends: readonly number[], count: number): string {
  return source.text.slice(node.from, ends[count - 1] ?? node.to).replace(/\s+/gu, '');
}

/** Where the name that a dotted one begins with is used otherwise, something still has to import it. */
function keepHead(
  source: PythonText,
  path: string,
  {
    head,
    moved,
    ofHead,
    imports,
    isUsed,
  }: Following & { readonly head: string; readonly ofHead: readonly Plainly[]; readonly isUsed: boolean },
): Result<readonly Splice[], CodeEngineError> {
  const stays = ofHead.some((module) => nameOf(path, module, moved).unwrapOr('').split('.')[0] === head);
  if (!isUsed || stays) return ok([]);
  const [statement] = imports.filter(({ modules }) => modules.some((each) => ofHead.includes(each)));
  const found = moved.find(path, { level: 0, parts: [head] });
  if (statement === undefined || found === null || moved.stemOf(found.stem) !== found.stem) {
    return err(codeRefused(`"${head}" in "${path}" would name nothing any more.`));
  }
  const own = source.before(statement.from);
  const between = own.trim() === '' ? `${source.lineEnd}${own}` : '; ';
  return ok([{ start: statement.to, end: statement.to, newText: `${between}import ${head}` }]);
}

function reachedThroughPackage(
  source: PythonText,
  path: string,
  { uses, moved }: { readonly uses: readonly SyntaxNode[]; readonly moved: MovedModules },
): readonly string[] {
  const places = uses.filter((node) => {
    const ends = chainEnds(node);
    return ends.some((_, index) => {
      const parts = dotted(source, node, ends, index + 1).split('.');
      const found = index === 0 ? null : moved.find(path, { level: 0, parts });
      return found !== null && moved.stemOf(found.stem) !== found.stem;
    });
  });
  return places.length === 0
    ? []
    : [`A moved module is reached through its package, and not imported: ${places.map(({ from }) => `${path}:${String(source.lineOf(from))}`).join(', ')}.`]; // prettier-ignore
}
