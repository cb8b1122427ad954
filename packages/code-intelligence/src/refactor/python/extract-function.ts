import { codeRefused, type CodeEngineError } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { expressionAt, statementsAt, topStatementOf, trimmedEnd } from './expressions.js';
import { flowOf } from './extract-flow.js';
import type { Splice } from './move-import.js';
import { boundIn, enclosing, namesIn } from './names-in-scope.js';
import { scopeOf } from './scopes.js';
import { nodesBelow, type PythonText, type SyntaxNode } from './syntax.js';

type Spliced = Result<readonly Splice[], CodeEngineError>;

/** What cannot be in another function. */
const BOUND_TO_PLACE = /^(?:Yield|Await|Named)Expression$|^(?:Yield|Return|Scope|Delete)Statement$|^async$/u;
const BY_FRAME = new Set(['super', 'locals', 'vars', 'eval', 'exec', '__class__', 'dir']);
const UNIT = '    ';

/** An expression, or statements of one block, become a function of the file, in front of what they were in. */
export function extractFunction(
  source: PythonText,
  { from, to }: { readonly from: number; readonly to: number },
  name: string,
): Spliced {
  const expression = expressionAt(source, from, to);
  if (expression !== null && expression.parent?.name !== 'ExpressionStatement')
    return ofExpression(source, expression, name);
  const statements = statementsAt(source, from, to);
  if (statements !== null) return ofStatements(source, statements, name);
  return err(codeRefused('No expression and no statements of one block are there, from end to end.'));
}

function ofExpression(source: PythonText, expression: SyntaxNode, name: string): Spliced {
  const reason = whyBound(source, [expression]);
  if (reason !== null) return err(codeRefused(reason));
  const around = [...enclosing(expression), ...classScope(expression)];
  const known = new Set(around.flatMap((scope) => [...boundIn(source, scope)]));
  const own = new Set(
    namesIn(source, expression)
      .filter(({ isStore }) => isStore)
      .map((use) => use.name),
  );
  const params = uniqueNames(source, expression).filter((each) => known.has(each) && !own.has(each));
  const clash = [...own].find((each) => known.has(each));
  if (clash !== undefined) return err(codeRefused(`"${clash}" names something in it and around it.`));
  const head = `def ${name}(${params.join(', ')}):`;
  const text = source.of(expression);
  const value = text.includes('\n') ? `(${text})` : text;
  return ok([
    definition(source, expression, [head, `${UNIT}return ${value}`]),
    { start: expression.from, end: expression.to, newText: `${name}(${params.join(', ')})` },
  ]);
}

function ofStatements(source: PythonText, statements: readonly SyntaxNode[], name: string): Spliced {
  const [first, last] = [statements[0], statements.at(-1)];
  if (first === undefined || last === undefined) return err(codeRefused('No statement is there.'));
  const reason = whyBound(source, statements) ?? whyLeaves(statements);
  if (reason !== null) return err(codeRefused(reason));
  const indent = source.before(first.from);
  if (indent.trim() !== '') return err(codeRefused('The statements have no lines of their own.'));
  if (hasLongString(source, statements) && indent !== UNIT) {
    return err(codeRefused('A string in it goes over lines, and would become another one.'));
  }
  return flowOf(source, statements).map(({ params, returns }) => {
    const end = trimmedEnd(source, last);
    const body = source.text.slice(first.from, end).split(source.lineEnd);
    const lines = body.map((line, index) => (index === 0 ? `${UNIT}${line}` : reindented(line, indent)));
    const given = returns.length === 0 ? [] : [`${UNIT}return ${returns.join(', ')}`];
    const call = `${name}(${params.join(', ')})`;
    return [
      definition(source, first, [`def ${name}(${params.join(', ')}):`, ...lines, ...given]),
      { start: first.from, end, newText: returns.length === 0 ? call : `${returns.join(', ')} = ${call}` },
    ];
  });
}

function reindented(line: string, indent: string): string {
  if (line.trim() === '') return '';
  return line.startsWith(indent) ? `${UNIT}${line.slice(indent.length)}` : line;
}

/** In front of the statement of the file, and of the comments that belong to it. */
function definition(source: PythonText, node: SyntaxNode, lines: readonly string[]): Splice {
  let start = topStatementOf(node).from;
  for (;;) {
    const before = source.text.slice(0, Math.max(0, start - source.lineEnd.length));
    const line = before.slice(before.lastIndexOf('\n') + 1);
    if (start === 0 || !line.startsWith('#') || line.startsWith('#!')) break;
    start = before.lastIndexOf('\n') + 1;
  }
  const { lineEnd } = source;
  return { start, end: start, newText: `${lines.join(lineEnd)}${lineEnd}${lineEnd}${lineEnd}` };
}

function whyBound(source: PythonText, nodes: readonly SyntaxNode[]): string | null {
  for (const node of nodes) {
    const [bound] = nodesBelow(node, ({ name }) => BOUND_TO_PLACE.test(name));
    if (bound !== undefined) return `"${source.of(bound).split('\n')[0] ?? ''}" cannot be in another function.`;
    const names = namesIn(source, node).map(({ name }) => name);
    const frame = names.find((name) => BY_FRAME.has(name));
    if (frame !== undefined) return `"${frame}" says something else in another function.`;
    const isMangled = /(?<![\p{L}\p{N}_])__[\p{L}\p{N}_]*(?<!__)(?![\p{L}\p{N}_])/u.test(source.of(node));
    if (isMangled) return 'A name that begins with two underscores says something else outside of its class.';
  }
  return null;
}

/** Whether it goes on or ends a loop that it is in, or defines what would see its names. */
function whyLeaves(statements: readonly SyntaxNode[]): string | null {
  for (const statement of statements) {
    const leaving = nodesBelow(statement, ({ name }) => name === 'BreakStatement' || name === 'ContinueStatement');
    if (leaving.some((node) => !isInLoop(node, statement))) return 'It goes on with a loop that it is in, or ends it.';
    const inner = nodesBelow(statement, ({ name }) => /^(?:Function|Class)Definition$|^LambdaExpression$/u.test(name));
    if (inner.length > 0) return 'It defines a function or a class.';
  }
  return null;
}

function isInLoop(node: SyntaxNode, statement: SyntaxNode): boolean {
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    if (at.name === 'ForStatement' || at.name === 'WhileStatement') return true;
    if (at.from === statement.from && at.to === statement.to && at.name === statement.name) return false;
  }
  return false;
}

function hasLongString(source: PythonText, nodes: readonly SyntaxNode[]): boolean {
  return nodes.some((node) => nodesBelow(node, (each) => /String$/u.test(each.name) && source.of(each).includes('\n')).length > 0); // prettier-ignore
}

function classScope(node: SyntaxNode): readonly SyntaxNode[] {
  const scope = scopeOf(node);
  return scope.name === 'ClassDefinition' ? [scope] : [];
}

/** Each name that is read, once, in the order of the text. */
function uniqueNames(source: PythonText, node: SyntaxNode): readonly string[] {
  return [
    ...new Set(
      namesIn(source, node)
        .filter(({ isLoad }) => isLoad)
        .map(({ name }) => name),
    ),
  ];
}
