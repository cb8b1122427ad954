import { parse } from '@ast-grep/napi';
import type { CodePosition, CodeRange } from '@carrel/core/code';
import { anyGrammarOf } from './grammar.js';

/** The statement of the file itself, not of one of its blocks, that `position` is in. */
export function statementAt(path: string, text: string, position: CodePosition): CodeRange | null {
  const grammar = anyGrammarOf(path);
  if (grammar === undefined) return null;
  const line = position.line - 1;
  const column = position.column - 1;
  for (const child of parse(grammar, text).root().children()) {
    const { start, end } = child.range();
    const begins = start.line < line || (start.line === line && start.column <= column);
    const goesOn = end.line > line || (end.line === line && end.column >= column);
    if (begins && goesOn && child.kind() !== 'comment') {
      return {
        start: { line: start.line + 1, column: start.column + 1 },
        end: { line: end.line + 1, column: end.column + 1 },
      };
    }
  }
  return null;
}
