import { codeRefused, type CodeEngineError } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { isBinding, usesOf } from './scopes.js';
import { childrenOf, nodesBelow, type PythonText, type SyntaxNode } from './syntax.js';

/** A symbol of a file, with the text that it goes with: the comments in front of it, and the blank lines behind. */
export interface MovableSymbol {
  readonly name: string;
  readonly nameAt: number;
  readonly statement: SyntaxNode;
  readonly from: number;
  readonly to: number;
  /** Whether something else of its file needs it. */
  readonly isUsedBeside: boolean;
}

/** The function, class or variable of the file itself that is defined there. */
export function movableAt(source: PythonText, offset: number): Result<MovableSymbol, CodeEngineError> {
  const statement = childrenOf(source.root).find(({ from, to }) => from <= offset && offset <= to);
  const nameNode = statement === undefined ? null : nameOf(statement);
  if (statement === undefined || nameNode === null) {
    return err(codeRefused('No function, class or variable of the file itself is defined there.'));
  }
  const name = source.of(nameNode);
  const uses = usesOf(source, name);
  const isInside = ({ from, to }: SyntaxNode) => from >= statement.from && to <= statement.to;
  const isGiven = (node: SyntaxNode) => isOfFile(node) || node.parent?.name === 'ScopeStatement';
  if (uses.some((node) => isBinding(node) && !isInside(node) && isGiven(node))) {
    return err(codeRefused(`"${name}" is given something more than once.`));
  }
  if (name === '__all__') return err(codeRefused('"__all__" is about its own file.'));
  const isListed = nodesBelow(
    source.root,
    (node) => /String$/u.test(node.name) && source.of(node).slice(1, -1) === name,
  );
  return ok({
    ...{ name, nameAt: nameNode.from, statement, from: beginOf(source, statement), to: endOf(source, statement) },
    isUsedBeside: uses.some((node) => !isInside(node)) || isListed.length > 0,
  });
}

function nameOf(statement: SyntaxNode): SyntaxNode | null {
  if (statement.name === 'DecoratedStatement') {
    const inner = statement.getChild('FunctionDefinition') ?? statement.getChild('ClassDefinition');
    return inner === null ? null : nameOf(inner);
  }
  if (/^(?:Function|Class)Definition$/u.test(statement.name)) return statement.getChild('VariableName');
  if (statement.name !== 'AssignStatement' || statement.firstChild?.name !== 'VariableName') return null;
  const targets = childrenOf(statement).filter(({ name }) => name === 'AssignOp' || name === ',');
  return targets.length === 1 && targets[0]?.name === 'AssignOp' ? statement.firstChild : null;
}

function isOfFile(node: SyntaxNode): boolean {
  for (let at = node.parent; at !== null; at = at.parent) {
    const isOwnName =
      /^(?:Function|Class)Definition$/u.test(at.name) && at.getChild('VariableName')?.from === node.from;
    if (/^(?:Function|Class)Definition$|^LambdaExpression$|Comprehension/u.test(at.name) && !isOwnName) return false;
  }
  return true;
}

/** With the comments right above it. */
function beginOf(source: PythonText, { from }: SyntaxNode): number {
  let begin = from;
  for (;;) {
    const before = source.text.slice(0, Math.max(0, begin - 1));
    const line = before.slice(before.lastIndexOf('\n') + 1);
    if (begin === 0 || !line.startsWith('#') || line.startsWith('#!')) return begin;
    begin = before.lastIndexOf('\n') + 1;
  }
}

/** To where the next line with something on it begins. */
function endOf(source: PythonText, { from, to }: SyntaxNode): number {
  const end = from + source.text.slice(from, to).trimEnd().length;
  return end + (/^[^\n]*\n(?:[ \t]*\r?\n)*/u.exec(source.text.slice(end))?.[0].length ?? source.text.length - end);
}
