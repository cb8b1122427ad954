import { isBinding, isKeyword } from './scopes.js';
import { childrenOf, nodesBelow, type PythonText, type SyntaxNode } from './syntax.js';

const EXPRESSION = /^(?:VariableName|Number|String|FormatString|ContinuedString|Boolean|None|Ellipsis|\w+Expression)$/u;
/** What does something, or something else each time. */
const EFFECTS = [
  'CallExpression',
  'AwaitExpression',
  'YieldExpression',
  'YieldStatement',
  'NamedExpression',
  'Decorator',
];
const CONSTANT = new Set(['VariableName', 'MemberExpression', ...EFFECTS, 'LambdaExpression']);

/** The expression that is there, from end to end, without the blanks around it; `null` where there is none. */
export function expressionAt(source: PythonText, from: number, to: number): SyntaxNode | null {
  const text = source.text.slice(from, to);
  const start = from + (text.length - text.trimStart().length);
  const end = start + text.trim().length;
  const [found] = nodesBelow(source.root, (node) => node.from === start && node.to === end && isExpression(node));
  return found ?? null;
}

function isExpression(node: SyntaxNode): boolean {
  const isName =
    node.name === 'VariableName' && (isBinding(node) || isKeyword(node) || node.parent?.name === 'ImportStatement');
  return EXPRESSION.test(node.name) && node.name !== 'NamedExpression' && !isName;
}

/** Whether it says the same wherever it is: it is made of literals. */
export function isConstant(expression: SyntaxNode): boolean {
  return nodesBelow(expression, ({ name }) => CONSTANT.has(name) || /Comprehension/u.test(name)).length === 0;
}

/** Whether it is made of names and literals alone: to work it out earlier is the same while the names are. */
export function isPlain(expression: SyntaxNode): boolean {
  const others = nodesBelow(
    expression,
    ({ name }) => name !== 'VariableName' && (CONSTANT.has(name) || /Comprehension/u.test(name)),
  );
  return others.length === 0;
}

/** What does something in a part of the source. */
export function effectsIn(node: SyntaxNode, from = node.from, to = node.to): readonly SyntaxNode[] {
  return nodesBelow(node, (each) => EFFECTS.includes(each.name) && each.from >= from && each.to <= to);
}

/** The statement that a node is part of: a child of a block, or of the file. */
export function statementOf(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.parent !== null && at.parent.name !== 'Body' && at.parent.name !== 'Script') at = at.parent;
  return at;
}

/** The statement of the file itself that it is part of. */
export function topStatementOf(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.parent !== null && at.parent.name !== 'Script') at = at.parent;
  return at;
}

/** The statements that are there, whole, from end to end; `null` where they are none of one block. */
export function statementsAt(source: PythonText, from: number, to: number): readonly SyntaxNode[] | null {
  const text = source.text.slice(from, to);
  const start = from + (text.length - text.trimStart().length);
  const end = start + text.trim().length;
  const blocks = nodesBelow(source.root, ({ name }) => name === 'Body' || name === 'Script');
  for (const block of blocks) {
    const all = childrenOf(block).filter(({ name }) => name !== ':' && name !== 'Comment');
    const found = all.filter((each) => each.from >= start && trimmedEnd(source, each) <= end);
    const [first, last] = [found[0], found.at(-1)];
    if (first?.from === start && last !== undefined && trimmedEnd(source, last) === end) return found;
  }
  return null;
}

/** Where a statement ends, without the line ends after it that belong to a block. */
export function trimmedEnd(source: PythonText, { from, to }: Pick<SyntaxNode, 'from' | 'to'>): number {
  return from + source.text.slice(from, to).trimEnd().length;
}
