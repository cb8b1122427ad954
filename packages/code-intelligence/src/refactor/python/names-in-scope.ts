import { isBinding, isKeyword } from './scopes.js';
import { above, nodesBelow, type PythonText, type SyntaxNode } from './syntax.js';

/** A name at one place. */
export interface NameUse {
  readonly name: string;
  readonly node: SyntaxNode;
  readonly isStore: boolean;
  readonly isLoad: boolean;
}

const NESTED = ['FunctionDefinition', 'LambdaExpression', 'ClassDefinition'];
const COMPREHENSIONS = [
  'ArrayComprehensionExpression',
  'SetComprehensionExpression',
  'DictionaryComprehensionExpression',
  'ComprehensionExpression',
];

/** Every name in a part of the source, where `x += 1` both reads and gives; those of attributes and keywords are none. */
export function namesIn(source: PythonText, within: SyntaxNode): readonly NameUse[] {
  return nodesBelow(within, (node) => node.name === 'VariableName' && !isKeyword(node)).map((node) => {
    const isStore = isBinding(node);
    const isUpdated = node.parent?.name === 'UpdateStatement';
    return { name: source.of(node), node, isStore, isLoad: !isStore || isUpdated };
  });
}

/** Whether a name that is given something there is one of `scope` itself, and of no function or comprehension within it. */
export function isOfScope(node: SyntaxNode, scope: SyntaxNode): boolean {
  const definition = node.parent?.name === 'FunctionDefinition' || node.parent?.name === 'ClassDefinition';
  const from = definition ? (node.parent ?? node) : node;
  const nested = above(from, ...NESTED, ...COMPREHENSIONS, 'Script');
  return nested !== null && nested.from === scope.from && nested.to === scope.to && nested.name === scope.name;
}

/** The names that `scope` gives something to. */
export function boundIn(source: PythonText, scope: SyntaxNode): ReadonlySet<string> {
  const stores = namesIn(source, scope).filter(({ isStore, node }) => isStore && isOfScope(node, scope));
  return new Set(stores.map(({ name }) => name));
}

/** The functions, lambdas and comprehensions that a node is in, the nearest first. */
export function enclosing(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let at = node.parent; at !== null; at = at.parent) {
    if (at.name === 'FunctionDefinition' || at.name === 'LambdaExpression' || COMPREHENSIONS.includes(at.name))
      found.push(at);
  }
  return found;
}
