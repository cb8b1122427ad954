import { codeRefused, type CodeEngineError } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { boundIn, isOfScope, namesIn, type NameUse } from './names-in-scope.js';
import { scopeOf } from './scopes.js';
import { above, childrenOf, type PythonText, type SyntaxNode } from './syntax.js';

/** What statements take from around them, and what they leave. */
export interface Flow {
  readonly params: readonly string[];
  readonly returns: readonly string[];
}

/** Statements that give a name something whenever they are done. */
const GIVES = new Set(['AssignStatement', 'UpdateStatement', 'ImportStatement']);

/** What goes into the statements and out of them; refused where that is not certain. */
export function flowOf(source: PythonText, statements: readonly SyntaxNode[]): Result<Flow, CodeEngineError> {
  const [first, last] = [statements[0], statements.at(-1)];
  if (first === undefined || last === undefined) return ok({ params: [], returns: [] });
  const scope = scopeOf(first);
  if (scope.name === 'ClassDefinition') return err(codeRefused('Statements of a class itself stay where they are.'));
  const inside = statements.flatMap((statement) => namesIn(source, statement));
  const stores = inside.filter(({ isStore, node }) => isStore && isOfScope(node, scope));
  const stored = new Set(stores.map(({ name }) => name));
  const hidden = inside.find(({ isStore, name, node }) => isStore && !isOfScope(node, scope) && stored.has(name));
  if (hidden !== undefined) return err(codeRefused(`"${hidden.name}" is more than one thing in it.`));
  const declared = namesIn(source, scope).find(({ node, name }) => node.parent?.name === 'ScopeStatement' && inside.some((use) => use.name === name)); // prettier-ignore
  if (declared !== undefined) return err(codeRefused(`"${declared.name}" is declared to be of another scope.`));
  const part = { from: first.from, to: last.to };
  const returns = [...stored].filter((name) => isReadOutside(source, { name, scope, part, first }));
  if (returns.length > 0 && isInTry(first, scope)) {
    return err(codeRefused('It is in a "try", which may see what it leaves half done.'));
  }
  const always = new Set([...stored].filter((name) => statements.some((each) => givesAlways(source, each, name))));
  const known = scope.name === 'Script' ? stored : boundIn(source, scope);
  const comprehended = new Set(
    inside.filter(({ isStore, node }) => isStore && !isOfScope(node, scope)).map(({ name }) => name),
  );
  const shadowed = [...comprehended].find((name) => known.has(name));
  if (shadowed !== undefined) return err(codeRefused(`"${shadowed}" names something in it and around it.`));
  const wanted = [...new Set(inside.map(({ name }) => name))].filter(
    (name) =>
      known.has(name) &&
      (isReadFirst(source, { name, inside, statements }) || (returns.includes(name) && !always.has(name))),
  );
  const unknown = wanted.find((name) => !isGivenBefore(source, { name, first, scope }));
  if (unknown !== undefined) return err(codeRefused(`"${unknown}" may have no value there.`));
  return ok({ params: wanted, returns });
}

/** Whether somebody reads the name who is not in the part, and could read what the part gives it. */
function isReadOutside(
  source: PythonText,
  {
    name,
    scope,
    part,
    first,
  }: {
    readonly name: string;
    readonly scope: SyntaxNode;
    readonly part: { readonly from: number; readonly to: number };
    readonly first: SyntaxNode;
  },
): boolean {
  // Names of a module may be read from anywhere.
  if (scope.name === 'Script') return true;
  const loop = loopAround(first, scope);
  return namesIn(source, scope).some(({ isLoad, name: each, node }) => {
    const isOutside = node.to <= part.from || node.from >= part.to;
    if (!isLoad || each !== name || !isOutside) return false;
    const isAgain = loop !== null && node.from >= loop.from && node.to <= loop.to;
    return node.from >= part.to || isAgain || !isOfScope(node, scope);
  });
}

/** The outermost loop of the scope that it is in. */
function loopAround(node: SyntaxNode, scope: SyntaxNode): SyntaxNode | null {
  let found: SyntaxNode | null = null;
  for (let at = node.parent; at !== null && at.from >= scope.from && at.to <= scope.to; at = at.parent) {
    if (at.name === 'ForStatement' || at.name === 'WhileStatement') found = at;
    if (at.name === scope.name && at.from === scope.from) break;
  }
  return found;
}

function isInTry(node: SyntaxNode, scope: SyntaxNode): boolean {
  const around = above(node, 'TryStatement', scope.name);
  return around?.name === 'TryStatement';
}

function givesAlways(source: PythonText, statement: SyntaxNode, name: string): boolean {
  const isDeclared = statement.name === 'AssignStatement' && statement.getChild('AssignOp') === null;
  if (!GIVES.has(statement.name) || isDeclared) return false;
  return namesIn(source, statement).some((use) => use.isStore && use.name === name);
}

/** Whether it is read before a statement of the part has surely given it something. */
function isReadFirst(
  source: PythonText,
  {
    name,
    inside,
    statements,
  }: { readonly name: string; readonly inside: readonly NameUse[]; readonly statements: readonly SyntaxNode[] },
): boolean {
  const giver = statements.find((statement) => givesAlways(source, statement, name));
  return inside.some(
    (use) =>
      use.name === name &&
      use.isLoad &&
      (giver === undefined || use.node.from < giver.to) &&
      !statements.some((statement) => isGivenByHead(source, use.node, { name, statement })),
  );
}

/** Whether a loop or a `with` of the part gives the name something in front of the block that it is read in. */
function isGivenByHead(
  source: PythonText,
  node: SyntaxNode,
  { name, statement }: { readonly name: string; readonly statement: SyntaxNode },
): boolean {
  for (let at = node; at.parent !== null && at.from >= statement.from && at.to <= statement.to; at = at.parent) {
    const isHeaded = at.parent.name === 'ForStatement' || at.parent.name === 'WithStatement';
    if (isHeaded && at.name === 'Body' && headOf(at.parent).some((each) => givesIn(source, each, name))) return true;
  }
  return false;
}

/** Whether the name surely has a value when the part begins. */
function isGivenBefore(
  source: PythonText,
  { name, first, scope }: { readonly name: string; readonly first: SyntaxNode; readonly scope: SyntaxNode },
): boolean {
  const params = scope.getChild('ParamList');
  if (params !== null && namesIn(source, params).some((use) => use.isStore && use.name === name)) return true;
  for (let at: SyntaxNode | null = first; at !== null && at.from > scope.from; at = at.parent) {
    for (let before = at.prevSibling; before !== null; before = before.prevSibling) {
      if (givesAlways(source, before, name) || defines(source, before, name)) return true;
    }
    const { parent } = at;
    const isHeaded = parent?.name === 'ForStatement' || parent?.name === 'WithStatement';
    if (isHeaded && at.name === 'Body' && headOf(parent).some((node) => givesIn(source, node, name))) return true;
    if (parent === null || (parent.name === scope.name && parent.from === scope.from)) break;
  }
  return (
    scope.name === 'Script' &&
    childrenOf(scope).some((each) => each.to <= first.from && givesAlways(source, each, name))
  );
}

function headOf(statement: SyntaxNode): readonly SyntaxNode[] {
  const children = childrenOf(statement);
  return children.slice(
    0,
    children.findIndex(({ name }) => name === 'Body'),
  );
}

function givesIn(source: PythonText, node: SyntaxNode, name: string): boolean {
  return namesIn(source, node).some((use) => use.isStore && use.name === name);
}

function defines(source: PythonText, statement: SyntaxNode, name: string): boolean {
  const named = /^(?:Function|Class)Definition$/u.test(statement.name) ? statement.getChild('VariableName') : null;
  return named !== null && source.of(named) === name;
}
