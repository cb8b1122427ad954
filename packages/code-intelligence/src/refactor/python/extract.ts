import { codeRefused, type CodeEngineError, type Refactoring } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { lineStarts, offsetAt, spliceText } from '../text-edits.js';
import { hasWord, type Outcome, type Work, type Working } from '../work.js';
import { extractFunction } from './extract-function.js';
import { effectsIn, expressionAt, isConstant, isPlain, statementOf, topStatementOf } from './expressions.js';
import type { Splice } from './move-import.js';
import { childrenOf, isIdentifier, nodesBelow, PythonText, type SyntaxNode } from './syntax.js';

type Extraction = Extract<Refactoring, { type: 'extract' }>;
type Spliced = Result<readonly Splice[], CodeEngineError>;

/** What the extracted is called where nobody says so. */
const NAMES = { variable: 'extracted', constant: 'EXTRACTED', function: 'extracted' } as const;

/** The part of the file gets a name of its own. */
export async function extractInPython(work: Work, { path, range, what, name }: Extraction): Working {
  const text = await work.draft.textOf(path);
  if (text.isErr()) return err(text.error);
  const source = new PythonText(text.value);
  if (source.hasErrors()) return err(codeRefused(`"${path}" has an error in its syntax.`));
  const called = nameOf(source, what, name);
  if (called.isErr()) return err(called.error);
  const starts = lineStarts(text.value);
  const at = {
    from: offsetAt(text.value, starts, range.start.line - 1, range.start.column - 1),
    to: offsetAt(text.value, starts, range.end.line - 1, range.end.column - 1),
  };
  const splices = extracted(source, at, what, called.value);
  if (splices.isErr()) return err(splices.error);
  return spliceText(text.value, splices.value).map((done): Outcome => {
    work.draft.setText(path, done);
    return { confidence: what === 'function' ? 'likely' : 'exact', warnings: [] };
  });
}

function extracted(
  source: PythonText,
  at: { readonly from: number; readonly to: number },
  what: Extraction['what'],
  name: string,
): Spliced {
  if (what === 'function') return extractFunction(source, at, name);
  const expression = expressionAt(source, at.from, at.to);
  if (expression === null) return err(codeRefused('No expression is there, from end to end.'));
  return what === 'variable' ? extractVariable(source, expression, name) : extractConstant(source, expression, name);
}

function nameOf(
  source: PythonText,
  what: Extraction['what'],
  name: string | undefined,
): Result<string, CodeEngineError> {
  if (name === undefined) {
    for (let count = 1; ; count += 1) {
      const made = count === 1 ? NAMES[what] : `${NAMES[what]}_${String(count)}`;
      if (!hasWord(source.text, made)) return ok(made);
    }
  }
  if (!isIdentifier(name)) return err(codeRefused(`"${name}" is no name.`));
  return hasWord(source.text, name) ? err(codeRefused(`"${name}" is in the file already.`)) : ok(name);
}

/** Before the statement: what is worked out there must be the same as where it was. */
function extractVariable(source: PythonText, expression: SyntaxNode, name: string): Spliced {
  const statement = statementOf(expression);
  const indent = source.before(statement.from);
  if (indent.trim() !== '') return err(codeRefused('Its statement has no line of its own.'));
  const reason = whyNotBefore(expression, statement);
  if (reason !== null) return err(codeRefused(reason));
  return ok([
    {
      start: statement.from,
      end: statement.from,
      newText: `${name} = ${oneValue(source, expression)}${source.lineEnd}${indent}`,
    },
    { start: expression.from, end: expression.to, newText: name },
  ]);
}

/** At the top of the file, for what is the same wherever it is. */
function extractConstant(source: PythonText, expression: SyntaxNode, name: string): Spliced {
  if (!isConstant(expression)) return err(codeRefused('It is no constant: it has names in it, or calls.'));
  const top = topStatementOf(expression);
  const before = childrenOf(source.root).filter(({ to }) => to <= top.from);
  const last = before
    .filter(({ name: kind }, index) => kind === 'ImportStatement' || (index === 0 && isDocstring(before[0])))
    .at(-1);
  const line = `${name} = ${oneValue(source, expression)}${source.lineEnd}`;
  const inserted =
    last === undefined
      ? { start: top.from, end: top.from, newText: `${line}${source.lineEnd}` }
      : { start: last.to, end: last.to, newText: `${source.lineEnd}${source.lineEnd}${line.trimEnd()}` };
  return ok([inserted, { start: expression.from, end: expression.to, newText: name }]);
}

function isDocstring(node: SyntaxNode | undefined): boolean {
  return node?.name === 'ExpressionStatement' && node.firstChild?.name === 'String';
}

/** In parentheses where it goes over lines and nothing else holds it together. */
function oneValue(source: PythonText, expression: SyntaxNode): string {
  const text = source.of(expression);
  return text.includes('\n') && !/^[([{"']/u.test(text) ? `(${text})` : text;
}

/** Why it would not be the same in front of its statement. */
function whyNotBefore(expression: SyntaxNode, statement: SyntaxNode): string | null {
  const isSafe = isPlain(expression);
  if (nodesBelow(expression, ({ name }) => /^(?:Named|Yield|Await)Expression$/u.test(name)).length > 0) {
    return 'It gives something to a name, or waits.';
  }
  for (let at = expression; at.parent !== null && at.from !== -1; at = at.parent) {
    const why = whyNotOutOf(at, at.parent, isSafe);
    if (why !== null) return why;
    if (at.parent.from === statement.from && at.parent.to === statement.to && at.parent.name === statement.name) break;
  }
  if (!isConstant(expression) && !isSafe && effectsIn(statement, statement.from, expression.from).length > 0) {
    return 'What is worked out before it would come after it.';
  }
  return null;
}

const EACH_TIME = 'It is worked out anew each time, or not at all.';

function whyNotOutOf(child: SyntaxNode, parent: SyntaxNode, isSafe: boolean): string | null {
  if (parent.name === 'LambdaExpression' || /Comprehension/u.test(parent.name)) return EACH_TIME;
  if (parent.name === 'WhileStatement' || parent.name === 'MatchClause' || parent.name === 'TryStatement')
    return EACH_TIME;
  if (parent.name === 'Guard' || parent.name === 'TypeDef' || parent.name === 'Decorator') return EACH_TIME;
  if (isSafe) return null;
  const isFirst = parent.firstChild?.from === child.from;
  const operator = childrenOf(parent).find(({ name }) => name === 'and' || name === 'or');
  if (operator !== undefined && !isFirst) return EACH_TIME;
  if (parent.name === 'ConditionalExpression' && child.prevSibling?.name !== 'if') return EACH_TIME;
  if (parent.name === 'IfStatement' && child.prevSibling?.name !== 'if') return EACH_TIME;
  if (parent.name === 'AssertStatement' && child.prevSibling?.name === ',') return EACH_TIME;
  return null;
}
