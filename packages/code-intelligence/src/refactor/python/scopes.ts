import { above, childrenOf, nodesBelow, type PythonText, type SyntaxNode } from './syntax.js';

const FUNCTIONS = ['FunctionDefinition', 'LambdaExpression'] as const;
const COMPREHENSION = /Comprehension/u;

/** Whether the name there is given something: assigned, defined, imported, or made by a loop or a parameter. */
export function isBinding(node: SyntaxNode): boolean {
  const { parent } = node;
  if (node.name !== 'VariableName' || parent === null) return false;
  if (parent.name === 'FunctionDefinition' || parent.name === 'ClassDefinition') return isNameOf(node, parent);
  if (parent.name === 'ParamList') return node.prevSibling?.name !== 'AssignOp';
  if (parent.name === 'ImportStatement') return isImported(node);
  if (['CapturePattern', 'ScopeStatement', 'DeleteStatement'].includes(parent.name)) return true;
  if (parent.name === 'NamedExpression') return node.nextSibling?.name === 'AssignOp';
  if (parent.name === 'UpdateStatement') return parent.firstChild?.from === node.from;
  return isTarget(node);
}

/** Whether it is a name that an import gives to something, rather than one of what is imported or of where that is. */
function isImported(node: SyntaxNode): boolean {
  const before = node.prevSibling?.name;
  if (before === 'as') return true;
  if (before === '.' || before === 'from') return false;
  if (node.parent?.firstChild?.name === 'from' && !hasEarlier(node, 'import')) return false;
  let next = node.nextSibling;
  while (next?.name === '.') next = next.nextSibling?.nextSibling ?? null;
  return next?.name !== 'as';
}

function hasEarlier(node: SyntaxNode, name: string): boolean {
  for (let before = node.prevSibling; before !== null; before = before.prevSibling)
    if (before.name === name) return true;
  return false;
}

function isNameOf(node: SyntaxNode, definition: SyntaxNode): boolean {
  return childrenOf(definition).find(({ name }) => name === 'VariableName')?.from === node.from;
}

/** Of an assignment, a loop, a comprehension, or what follows `as`; also within the tuples and lists of one. */
function isTarget(node: SyntaxNode): boolean {
  let at = node;
  while (at.parent !== null && ['TupleExpression', 'ArrayExpression', 'ParenthesizedExpression'].includes(at.parent.name)) at = at.parent; // prettier-ignore
  const { parent } = at;
  if (parent === null) return false;
  if (parent.name === 'AssignStatement') return follows(at, 'AssignOp');
  if (parent.name === 'ForStatement' || COMPREHENSION.test(parent.name)) return isBetween(at, 'for', 'in');
  if (parent.name === 'WithStatement' || parent.name === 'TryStatement') return hasBefore(at, 'as');
  return false;
}

/** Whether one of these comes later among its siblings: `a = b = 1` has two targets. */
function follows(node: SyntaxNode, name: string): boolean {
  for (let next = node.nextSibling; next !== null; next = next.nextSibling) {
    if (next.name === name) return true;
    if (next.name === 'TypeDef' && next.nextSibling === null) return true;
  }
  return false;
}

function isBetween(node: SyntaxNode, first: string, last: string): boolean {
  for (let before = node.prevSibling; before !== null; before = before.prevSibling) {
    if (before.name === last) return false;
    if (before.name === first) return true;
  }
  return false;
}

function hasBefore(node: SyntaxNode, name: string): boolean {
  const before = node.prevSibling;
  if (before?.name === name) return true;
  return before?.name === ',' && before.prevSibling !== null && hasBefore(before.prevSibling, name);
}

/** Whether it is a name of a keyword argument, which names nothing here. */
export function isKeyword(node: SyntaxNode): boolean {
  return node.parent?.name === 'ArgList' && node.nextSibling?.name === 'AssignOp';
}

/** The function, lambda, class or module whose names those there are. Comprehensions are taken for part of it. */
export function scopeOf(node: SyntaxNode): SyntaxNode {
  let scope = above(node, ...FUNCTIONS, 'ClassDefinition', 'Script');
  // What is in front of a body is worked out around it.
  while (scope !== null && scope.name !== 'Script' && !isInside(node, scope)) scope = above(scope, ...FUNCTIONS, 'ClassDefinition', 'Script'); // prettier-ignore
  return scope ?? node;
}

function isInside(node: SyntaxNode, scope: SyntaxNode): boolean {
  if (scope.name === 'LambdaExpression') return true;
  const body = scope.getChild('Body');
  if (body !== null && node.from >= body.from) return true;
  const list = scope.getChild('ParamList');
  return list !== null && node.parent?.from === list.from && node.parent.name === 'ParamList' && isBinding(node);
}

/** Every use of a name in a part of the source, what it is given included. */
export function usesOf(source: PythonText, name: string, within: SyntaxNode = source.root): readonly SyntaxNode[] {
  return nodesBelow(within, (node) => node.name === 'VariableName' && source.of(node) === name && !isKeyword(node));
}
