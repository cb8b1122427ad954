import { relative, sep } from 'node:path';
import { codeRefused, type CodeRange } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import type { LanguageServer } from '../language-server.js';
import { lineStarts, offsetAt, type TextEdit } from './text-edits.js';
import type { Failure, Work } from './work.js';

interface Place {
  readonly line: number;
  readonly offset: number;
}

/** Edits of one file, as tsserver gives them. Its places count from 1. */
export interface FileEdits {
  readonly fileName: string;
  readonly textChanges: readonly { readonly start: Place; readonly end: Place; readonly newText: string }[];
}

interface Response<T> {
  readonly success?: boolean;
  readonly body?: T;
}

/** Asks tsserver itself, through the server that stands before it. `null` where it has no answer. */
export async function askTsserver<T>(
  { server, signal }: Work,
  command: string,
  args: Readonly<Record<string, unknown>>,
): Promise<Result<T | null, Failure>> {
  const params = { command: 'typescript.tsserverRequest', arguments: [command, args] };
  const answer = await server.request<Response<T> | null>('workspace/executeCommand', params, signal);
  return answer.map((response) => (response?.success === false ? null : (response?.body ?? null)));
}

export function plainPath({ root }: LanguageServer, path: string): string {
  return `${root}/${path}`;
}

export function tsRange({ start, end }: CodeRange) {
  return { startLine: start.line, startOffset: start.column, endLine: end.line, endOffset: end.column };
}

/** Paths in a configuration that begin with a dot still do: without one, they may mean something else or nothing. */
export async function keepDots({ draft, server }: Work, all: readonly FileEdits[]): Promise<FileEdits[]> {
  const kept: FileEdits[] = [];
  for (const file of all) {
    const text = file.fileName.endsWith('.json')
      ? (await draft.textOf(sessionPath(server, file.fileName))).unwrapOr(null)
      : null;
    if (text === null) {
      kept.push(file);
      continue;
    }
    const starts = lineStarts(text);
    const textChanges = file.textChanges.map((change) => {
      const at = offsetAt(text, starts, change.start.line - 1, change.start.offset - 1);
      const had = text.slice(at, at + 3).replace(/^"/, '');
      return had.startsWith('./') && !change.newText.replace(/^"/, '').startsWith('.')
        ? { ...change, newText: change.newText.replace(/^("?)/, '$1./') }
        : change;
    });
    kept.push({ ...file, textChanges });
  }
  return kept;
}

export function sessionPath({ root }: LanguageServer, fileName: string): string {
  return relative(root, fileName).split(sep).join('/');
}

export function textEditsOf({ textChanges }: FileEdits): TextEdit[] {
  return textChanges.map(({ start, end, newText }) => ({
    range: {
      start: { line: start.line - 1, character: start.offset - 1 },
      end: { line: end.line - 1, character: end.offset - 1 },
    },
    newText,
  }));
}

/** Does in the draft what tsserver says. A file that is missing is made where `mayCreate` says so. */
export async function draftFileEdits(
  { server, draft }: Work,
  all: readonly FileEdits[],
  mayCreate: (path: string) => boolean = () => false,
): Promise<Result<void, Failure>> {
  for (const edits of all) {
    const path = sessionPath(server, edits.fileName);
    if (path === '' || path.startsWith('../')) {
      return err(codeRefused('It would change a file that is outside of the session.'));
    }
    const done =
      !draft.has(path) && mayCreate(path)
        ? draft.create(path, edits.textChanges.map(({ newText }) => newText).join(''))
        : await draft.edit(path, textEditsOf(edits));
    if (done.isErr()) return err(done.error);
  }
  return ok(undefined);
}
