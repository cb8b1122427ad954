import { codeRefused, type CodeEngineError } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';

/** A part of a text that becomes another; lines and characters count from 0, in UTF-16 units. */
export interface TextEdit {
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  readonly newText: string;
}

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** Where each line begins. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** The offset of a place; past the end of a line is its end, past the last line is the text's end. */
export function offsetAt(text: string, starts: readonly number[], line: number, character: number): number {
  const start = starts[line];
  if (start === undefined) return text.length;
  const next = starts[line + 1];
  const end = next === undefined ? text.length : next - lineEndBefore(text, next);
  return Math.min(start + character, end);
}

/** The text with all edits done, each on the text as it was. What is inserted ends its lines as the text does. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): Result<string, CodeEngineError> {
  const starts = lineStarts(text);
  const endsInCrLf = /\r\n/.test(text) && !/(^|[^\r])\n/.test(text);
  const splices = edits.map(({ range, newText }): Splice => ({
    start: offsetAt(text, starts, range.start.line, range.start.character),
    end: offsetAt(text, starts, range.end.line, range.end.character),
    newText: endsInCrLf ? newText.replace(/\r?\n/g, '\r\n') : newText,
  }));
  return spliceText(text, splices);
}

export function spliceText(text: string, splices: readonly Splice[]): Result<string, CodeEngineError> {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, newText } of inOrder(splices)) {
    if (start < done || end < start) return err(codeRefused('The edits overlap, so none of them is done.'));
    parts.push(text.slice(done, start), newText);
    done = end;
  }
  return ok(parts.join('') + text.slice(done));
}

/** By where they begin; an insertion comes before what replaces text from there on. The same edit twice counts once. */
function inOrder(splices: readonly Splice[]): Splice[] {
  const sorted = [...splices].sort((a, b) => a.start - b.start || a.end - b.end);
  return sorted.filter((splice, index) => {
    const last = sorted[index - 1];
    const isSame = last?.start === splice.start && last.end === splice.end && last.newText === splice.newText;
    return !isSame || splice.start === splice.end;
  });
}

function lineEndBefore(text: string, offset: number): number {
  return text.slice(offset - 2, offset) === '\r\n' ? 2 : 1;
}
