import type { CodeCallOptions, CodePosition, CodeQuery, Refactoring } from '@carrel/core/code';
import { err, invalidInput, ok, type InvalidInput, type Result } from '@carrel/core/kernel';
import { isMirrorPath } from '../mirror/mirror-path.js';

/** How long a name or a pattern may be. */
const MAX_NAME_CHARS = 1_000;
const MAX_COUNT = 2 ** 31 - 1;

export interface CallLimits {
  readonly maxUnsaved: number;
  readonly maxUnsavedChars: number;
}

/** `request/invalid` for what no server could answer. */
export function checkCall(
  query: CodeQuery | Refactoring,
  { unsaved = [] }: CodeCallOptions,
  limits: CallLimits,
): Result<void, InvalidInput> {
  const wrong = wrongWithQuery(query) ?? wrongWithUnsaved(unsaved, limits);
  return wrong === null ? ok(undefined) : invalid(wrong.path, wrong.message);
}

/** `request/invalid` where a text has no such position. */
export function checkPosition(text: string, { line, column }: CodePosition, path: string): Result<void, InvalidInput> {
  const found = text.split(/\r\n|\r|\n/u)[line - 1];
  if (found === undefined) return invalid(`${path}.line`, 'The file has no such line.');
  return column > found.length + 1 ? invalid(`${path}.column`, 'The line has no such column.') : ok(undefined);
}

interface Wrong {
  readonly path: string;
  readonly message: string;
}

function wrongWithQuery(query: CodeQuery | Refactoring): Wrong | null {
  if ('path' in query && !isMirrorPath(query.path)) return { path: 'path', message: 'It is no path of a file.' };
  if ('position' in query && !isPosition(query.position))
    return { path: 'position', message: 'Lines and columns count from 1.' };
  if ('range' in query && !(isPosition(query.range.start) && isPosition(query.range.end))) {
    return { path: 'range', message: 'Lines and columns count from 1.' };
  }
  if ('name' in query && query.name !== undefined && (query.name === '' || query.name.length > MAX_NAME_CHARS)) {
    return { path: 'name', message: `It has from 1 to ${MAX_NAME_CHARS} characters.` };
  }
  return null;
}

function wrongWithUnsaved(unsaved: NonNullable<CodeCallOptions['unsaved']>, limits: CallLimits): Wrong | null {
  if (unsaved.length > limits.maxUnsaved)
    return { path: 'unsaved', message: `There are at most ${limits.maxUnsaved}.` };
  const chars = unsaved.reduce((sum, { text }) => sum + text.length, 0);
  if (chars > limits.maxUnsavedChars) return { path: 'unsaved', message: 'The texts are too long.' };
  return unsaved.every(({ path }) => isMirrorPath(path))
    ? null
    : { path: 'unsaved', message: 'It is no path of a file.' };
}

function isPosition({ line, column }: CodePosition): boolean {
  return [line, column].every((count) => Number.isInteger(count) && count >= 1 && count <= MAX_COUNT);
}

function invalid(path: string, message: string): Result<never, InvalidInput> {
  return err(invalidInput([{ path, message }]));
}
