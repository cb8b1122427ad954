import { codeRefused, type CodeEngineError, type Refactoring } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { fromLspRange, toLspPosition } from '../../language-server.js';
import { lineStarts, offsetAt, spliceText } from '../text-edits.js';
import type { Failure, Outcome, Work, Working } from '../work.js';
import { effectsIn, isConstant, isPlain, statementOf } from './expressions.js';
import type { Splice } from './move-import.js';
import { boundIn, enclosing, isOfScope, namesIn, type NameUse } from './names-in-scope.js';
import { scopeOf } from './scopes.js';
import { childrenOf, nodesBelow, PythonText, type SyntaxNode } from './syntax.js';

type Inlining = Extract<Refactoring, { type: 'inline' }>;

/** A variable that is given something once, and what it is given. */
interface Variable {
  readonly name: string;
  readonly scope: SyntaxNode;
  readonly statement: SyntaxNode;
  readonly value: SyntaxNode;
  readonly reads: readonly SyntaxNode[];
}

/** A variable goes, and what it was given is where it was read. */
export async function inlineInPython(work: Work, { path, position }: Inlining): Working {
  const text = await work.draft.textOf(path);
  if (text.isErr()) return err(text.error);
  const source = new PythonText(text.value);
  if (source.hasErrors()) return err(codeRefused(`"${path}" has an error in its syntax.`));
  const { line, character } = toLspPosition(position);
  const offset = offsetAt(text.value, lineStarts(text.value), line, character);
  const variable = variableAt(source, offset);
  if (variable.isErr()) return err(variable.error);
  const elsewhere = await usedElsewhere(work, path, source, variable.value);
  if (elsewhere.isErr()) return err(elsewhere.error);
  if (elsewhere.value) return err(codeRefused(`"${variable.value.name}" is used in other files.`));
  const reason = whyNot(source, variable.value);
  if (reason !== null) return err(codeRefused(reason));
  return spliceText(text.value, splicesOf(source, variable.value)).map((done): Outcome => {
    work.draft.setText(path, done);
    return { confidence: variable.value.scope.name === 'Script' ? 'likely' : 'exact', warnings: [] };
  });
}

function variableAt(source: PythonText, offset: number): Result<Variable, CodeEngineError> {
  const at = namesIn(source, source.root).find(({ node }) => node.from <= offset && offset <= node.to);
  if (at === undefined) return err(codeRefused('No variable is there.'));
  const { name } = at;
  const scope = [...enclosing(at.node), scopeOf(at.node), source.root].find((each) => boundIn(source, each).has(name));
  if (scope === undefined) return err(codeRefused(`"${name}" is given nothing in this file.`));
  const uses = namesIn(source, scope).filter((use) => use.name === name);
  const stores = uses.filter(({ isStore }) => isStore);
  const [store] = stores;
  const statement = store === undefined ? null : assignmentOf(store);
  if (statement === null || stores.length > 1) {
    return err(codeRefused(`"${name}" is not given something just once, by an assignment of its own.`));
  }
  const value = statement.lastChild;
  if (value === null) return err(codeRefused(`"${name}" is given nothing.`));
  return ok({ name, scope, statement, value, reads: uses.filter(({ isLoad }) => isLoad).map(({ node }) => node) });
}

/** `name = value` and nothing more; `null` for another way of giving it something. */
function assignmentOf({ node }: NameUse): SyntaxNode | null {
  const statement = node.parent;
  if (statement?.name !== 'AssignStatement' || statement.firstChild?.from !== node.from) return null;
  const kinds = childrenOf(statement).map(({ name }) => name);
  const isSingle = kinds.length === 3 || (kinds.length === 4 && kinds[1] === 'TypeDef');
  return isSingle && kinds.at(-2) === 'AssignOp' ? statement : null;
}

function whyNot(source: PythonText, variable: Variable): string | null {
  const { name, scope, statement, value, reads } = variable;
  if (reads.length === 0) return `"${name}" is read nowhere; remove it instead.`;
  if (source.before(statement.from).trim() !== '') return 'Its assignment has no line of its own.';
  if (!isAlone(source, statement)) return 'Its assignment has no line of its own.';
  if (childrenOf(statement.parent ?? statement).filter(isStatement).length === 1) return 'Its block would be empty.';
  if (nodesBelow(value, ({ name: kind }) => /^(?:Named|Yield|Await)Expression$/u.test(kind)).length > 0) {
    return 'What it is given gives something to a name, or waits.';
  }
  if (reads.some((read) => read.from < statement.from)) return 'It is read before it is given something.';
  const inText = reads.find((read) => isInFormat(read));
  if (inText !== undefined && !isConstantName(source, value)) return 'It is read in a formatted string.';
  if (scope.name === 'ClassDefinition') return 'It is an attribute of its class.';
  if (isConstant(value) && !isMade(value)) return null;
  if (isPlain(value) && !isMade(value)) return whyNotPlain(source, variable);
  return whyNotOnce(variable);
}

/** What is made anew each time: a list is not the same list twice. */
function isMade(value: SyntaxNode): boolean {
  return nodesBelow(value, ({ name }) => /^(?:Array|Dictionary|Set)Expression$/u.test(name)).length > 0;
}

/** The names in it must name the same wherever it is read. */
function whyNotPlain(source: PythonText, { scope, value, statement, reads }: Variable): string | null {
  const given = namesIn(source, scope).filter(({ isStore, node }) => isStore && node.from > statement.from);
  for (const { name } of namesIn(source, value)) {
    if (given.some((each) => each.name === name))
      return `"${name}" becomes something else, or is something else where it is read.`;
  }
  const isInLoop = reads.some((read) => loopsAround(read, scope) !== loopsAround(statement, scope));
  const isNested = reads.some((read) => !isOfSame(read, scope));
  const names = namesIn(source, value).map(({ name }) => name);
  const changes = namesIn(source, scope).some(({ isStore, name }) => isStore && names.includes(name) && isInLoop);
  return changes ||
    (isNested && names.some((name) => boundIn(source, scope).has(name) && !isParam(source, scope, name)))
    ? 'What it is given may be something else where it is read.'
    : null;
}

/** What does something is done once, at the same moment: in the next statement, and before all else there. */
function whyNotOnce({ scope, statement, reads }: Variable): string | null {
  const [read] = reads;
  if (reads.length !== 1 || read === undefined) return 'What it is given would be done more than once.';
  const next = nextStatement(statement);
  const at = statementOf(read);
  if (next === null || at.from !== next.from || at.to !== next.to)
    return 'Something else is done between, which may change it.';
  if (!isOfSame(read, scope) || /^(?:While|Function|Class|Decorated)/u.test(next.name))
    return 'It would be worked out at another time.';
  const isFirst = effectsIn(next, next.from, read.from).length === 0;
  return isFirst && isAlwaysDone(read, next) ? null : 'It would be worked out after something else, or not at all.';
}

function isAlwaysDone(read: SyntaxNode, statement: SyntaxNode): boolean {
  for (let at = read; at.parent !== null && at.from >= statement.from; at = at.parent) {
    const { parent } = at;
    if (/^(?:Conditional|Lambda)Expression$|Comprehension|^Body$/u.test(parent.name)) return false;
    const isLogical = childrenOf(parent).some(({ name }) => name === 'and' || name === 'or');
    if (isLogical && parent.firstChild?.from !== at.from) return false;
    if (parent.from === statement.from && parent.to === statement.to && parent.name === statement.name) break;
  }
  return true;
}

function splicesOf(source: PythonText, { reads, statement, value }: Variable): readonly Splice[] {
  const text = source.of(value);
  const lineBegin = statement.from - source.before(statement.from).length;
  const lineEnd = source.text.indexOf('\n', statement.to);
  return [
    { start: lineBegin, end: lineEnd < 0 ? source.text.length : lineEnd + 1, newText: '' },
    ...reads.map((read) => ({
      start: read.from,
      end: read.to,
      newText: needsParentheses(value, read) ? `(${text})` : text,
    })),
  ];
}

const WHOLE =
  /^(?:VariableName|Number|String|CallExpression|MemberExpression|Parenthesized|Tuple|Array|Dictionary|Set|Boolean|None)/u;

function needsParentheses(value: SyntaxNode, read: SyntaxNode): boolean {
  const isNumberWithDot = value.name === 'Number' && read.parent?.name === 'MemberExpression';
  if (WHOLE.test(value.name) && !isNumberWithDot) return false;
  const { parent } = read;
  const isWholePlace =
    parent?.name === 'ArgList' || parent?.name === 'ReturnStatement' || parent?.name === 'ExpressionStatement';
  return isNumberWithDot || !isWholePlace;
}

function isAlone(source: PythonText, statement: SyntaxNode): boolean {
  const rest = source.text.slice(
    statement.to,
    (source.text.indexOf('\n', statement.to) + 1 || source.text.length + 1) - 1,
  );
  return rest.trim() === '';
}

function isStatement({ name }: SyntaxNode): boolean {
  return name !== ':' && name !== 'Comment';
}

function isInFormat(read: SyntaxNode): boolean {
  for (let at = read.parent; at !== null; at = at.parent) if (at.name === 'FormatReplacement') return true;
  return false;
}

function isConstantName(source: PythonText, value: SyntaxNode): boolean {
  return /^[\p{L}\p{N}_.]+$/u.test(source.of(value));
}

function isOfSame(node: SyntaxNode, scope: SyntaxNode): boolean {
  return isOfScope(node, scope);
}

function isParam(source: PythonText, scope: SyntaxNode, name: string): boolean {
  const params = scope.getChild('ParamList');
  return params !== null && namesIn(source, params).some((use) => use.isStore && use.name === name);
}

function loopsAround(node: SyntaxNode, scope: SyntaxNode): number {
  let count = 0;
  for (let at = node.parent; at !== null && at.from > scope.from; at = at.parent) {
    if (at.name === 'ForStatement' || at.name === 'WhileStatement') count += 1;
  }
  return count;
}

function nextStatement(statement: SyntaxNode): SyntaxNode | null {
  let next = statement.nextSibling;
  while (next !== null && !isStatement(next)) next = next.nextSibling;
  return next;
}

/** Whether other files use a name of the module, as the server knows. */
async function usedElsewhere(
  { server, signal }: Work,
  path: string,
  source: PythonText,
  { scope, statement }: Variable,
): Promise<Result<boolean, Failure>> {
  if (scope.name !== 'Script') return ok(false);
  const line = source.lineOf(statement.from) - 1;
  const place = {
    textDocument: { uri: server.uriOf(path) },
    position: { line, character: source.before(statement.from).length },
  };
  const asked = { ...place, context: { includeDeclaration: true } };
  const found = await server.request<readonly Place[] | null>('textDocument/references', asked, signal);
  return found.map((places) =>
    (places ?? []).some(({ uri, range }) => server.pathOf(uri) !== path && fromLspRange(range).start.line > 0),
  );
}

interface Place {
  readonly uri: string;
  readonly range: Parameters<typeof fromLspRange>[0];
}
