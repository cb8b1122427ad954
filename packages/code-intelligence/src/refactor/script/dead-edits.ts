import type { SgNode } from '@ast-grep/napi';
import { spliceText } from '../text-edits.js';
import { isPure } from './purity.js';
import { spanOf, type Script, type Span } from './script-file.js';
import { clauseNames, hasWord, unitsOf, wholeSpan, type Unit } from './units.js';
import type { Dead } from './dead-units.js';

export interface Splice extends Span {
  readonly newText: string;
}

/** The text without what is dead; `null` where it stays as it is. */
export function withoutDead(script: Script, dead: Dead, isInert: (statement: SgNode) => boolean): string | null {
  const splices: Splice[] = [];
  const removed = [...dead.removed].filter(({ path }) => path === script.path);
  for (const unit of removed) {
    if (unit.statement === undefined && unit.kind !== 'import') splices.push(...unit.spans.map(cutOut));
  }
  for (const unit of dead.unexported) {
    if (unit.path === script.path) splices.push(...unit.keywords.map(cutOut));
  }
  const statements = new Map<number, SgNode>();
  for (const { statement } of removed) if (statement !== undefined) statements.set(statement.id(), statement);
  for (const statement of statements.values()) {
    const gone = removed.filter((unit) => unit.statement?.id() === statement.id()).flatMap(({ spans }) => spans);
    splices.push(...clauseSplices(script, statement, gone, isInert));
  }
  if (splices.length === 0) return null;
  const text = spliceText(script.text, splices);
  return text.isErr() ? null : text.value;
}

function cutOut({ start, end }: Span): Splice {
  return { start, end, newText: '' };
}

/** What is left of an import or an export of which these names go. */
export function clauseSplices(
  script: Script,
  statement: SgNode,
  gone: readonly Span[],
  isInert: (statement: SgNode) => boolean,
): Splice[] {
  const isGone = (node: SgNode) => gone.some(({ start }) => start === spanOf(node).start);
  const parts =
    statement
      .children()
      .find((each) => each.kind() === 'import_clause')
      ?.children() ?? [];
  const whole = parts.filter((each) => each.kind() === 'identifier' || each.kind() === 'namespace_import');
  const names = clauseNames(statement);
  const left = [...whole, ...names].filter((each) => !isGone(each));
  if (left.length === 0) {
    const source = statement.field('source');
    if (source === null || hasWord(statement, 'type') || isInert(statement))
      return [cutOut(wholeSpan(script, statement))];
    return [{ ...spanOf(statement), newText: `import ${source.text()};` }];
  }
  const isListLeft = names.some((each) => !isGone(each));
  if (!isListLeft || whole.some(isGone)) {
    const list = names.filter((each) => !isGone(each)).map((each) => each.text());
    const kept = whole.filter((each) => !isGone(each)).map((each) => each.text());
    const clause = parts[0]?.parent();
    if (clause === null || clause === undefined) return [];
    return [
      { ...spanOf(clause), newText: [...kept, ...(list.length > 0 ? [`{ ${list.join(', ')} }`] : [])].join(', ') },
    ];
  }
  return names.filter(isGone).map((each) => cutOut(listItem(script, each)));
}

/** The item with its comma and what parts it from the next. */
export function listItem({ text }: Script, item: SgNode): Span {
  const { start, end } = spanOf(item);
  const after = /^\s*,[^\S\n]*(?:\r?\n[^\S\n]*)?/u.exec(text.slice(end));
  if (after !== null && !/^\s*[)}\]]/u.test(text.slice(end + after[0].length)))
    return { start, end: end + after[0].length };
  const before = /,\s*$/u.exec(text.slice(0, start));
  return { start: start - (before?.[0].length ?? 0), end };
}

/** Whether nothing happens when the file is run, apart from what it imports. */
export function declaresOnly(script: Script): boolean {
  const units = unitsOf(script);
  return script.root.children().every((statement) => {
    const kind = String(statement.kind());
    if (['comment', 'import_statement', 'hash_bang_line', 'empty_statement', ';'].includes(kind)) return true;
    if (kind === 'export_statement' && statement.field('source') !== null) return true;
    if (kind === 'expression_statement') {
      const value = statement.children()[0];
      return value !== undefined && isPure(value);
    }
    const { start, end } = spanOf(statement);
    const own = units.filter((unit) => unit.statement?.id() === statement.id() || covers(unit, start, end));
    return own.length > 0 && own.every((unit) => unit.isPure);
  });
}

function covers({ spans }: Unit, start: number, end: number): boolean {
  return spans.some((span) => span.start <= start && end <= span.end);
}
