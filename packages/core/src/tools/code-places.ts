import { z } from 'zod';
import type { CodeLocation, CodePosition, CodeRange } from '../code/index.js';
import type { ToolContext } from '../conversations/index.js';
import { err, ok, type CarrelError, type Result } from '../kernel/index.js';
import { readFileText } from './file-text.js';
import { toolFailed } from './tool-errors.js';
import type { ToolServices } from './tool.js';

export const codePath = z.string().min(1).max(4_096).describe('A file, from the root of the workspace');

/** How a model names a place: columns are hard to count, so it gives the line, and the name that is there. */
export const placeFields = {
  path: codePath,
  line: z.int().min(1).describe('The line, from 1 on'),
  symbol: z.string().min(1).max(500).describe('The name that is meant, as it is written in that line'),
};

export interface Place {
  readonly path: string;
  readonly line: number;
  readonly symbol: string;
}

type Found<T> = Promise<Result<T, CarrelError>>;

/** The place of the symbol, which is in that line as a word, and there once. */
export async function positionOf(services: ToolServices, place: Place, context: ToolContext): Found<CodePosition> {
  const file = await readFileText(services, place.path, context);
  if (file.isErr()) return err(file.error);
  const { line, symbol } = place;
  const text = file.value.text.split('\n')[line - 1];
  if (text === undefined) return err(toolFailed('The file has no such line; read it again.'));
  const columns = columnsOf(text, symbol);
  const [column] = columns;
  if (column === undefined) return err(toolFailed('That line does not have that name; read the file again.'));
  return columns.length === 1
    ? ok({ line, column })
    : err(toolFailed('That line has the name more than once; give another line where it is used.'));
}

/** The part of the file that is this passage, which is there exactly once. */
export async function rangeOf(
  services: ToolServices,
  { path, passage }: { readonly path: string; readonly passage: string },
  context: ToolContext,
): Found<CodeRange> {
  const file = await readFileText(services, path, context);
  if (file.isErr()) return err(file.error);
  const { text } = file.value;
  const first = text.indexOf(passage);
  if (first === -1) return err(toolFailed('The file does not have that passage; read it again.'));
  if (text.includes(passage, first + 1))
    return err(toolFailed('The file has that passage more than once; give more of what is around it.'));
  return ok({ start: positionAt(text, first), end: positionAt(text, first + passage.length) });
}

/** A line for each, as `src/a.ts:12:5 text`. */
export function toLine({ path, range, text }: CodeLocation): string {
  return `${path}:${range.start.line}:${range.start.column} ${text.trim()}`;
}

/** As many of the lines as a result may have of bytes. */
export function bounded(
  lines: readonly string[],
  { options }: ToolServices,
  isTruncated: boolean,
): { readonly lines: string[]; readonly truncated: boolean } {
  const kept: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > options.maxOutputBytes) return { lines: kept, truncated: true };
    kept.push(line);
  }
  return { lines: kept, truncated: isTruncated };
}

/** Where the name begins in the line as a word of its own, from 1 on. */
function columnsOf(text: string, symbol: string): number[] {
  const columns: number[] = [];
  for (let at = text.indexOf(symbol); at !== -1; at = text.indexOf(symbol, at + 1)) {
    const isPart = isWord(text[at - 1], symbol[0]) || isWord(text[at + symbol.length], symbol.at(-1));
    if (!isPart) columns.push(at + 1);
  }
  return columns;
}

/** Whether a name goes on beyond its end. */
function isWord(beside: string | undefined, end: string | undefined): boolean {
  return beside !== undefined && end !== undefined && WORD.test(beside) && WORD.test(end);
}

const WORD = /[\p{L}\p{N}_$]/u;

function positionAt(text: string, offset: number): CodePosition {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}
