import { codeRefused, type CodeEngineError, type ProposedChange } from '@carrel/core/code';
import type { Aborted } from '@carrel/core/kernel';
import { err, ok, type Result } from 'neverthrow';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import type { LanguageServer } from '../language-server.js';
import type { Draft } from './draft.js';
import type { FilesOfSession } from './files-of-session.js';

export type Failure = CodeEngineError | Aborted;

export type DiagnosticsOf = (path: string) => PromiseLike<Result<readonly Diagnostic[], Failure>>;

/** What one refactoring has to work with. */
export interface Work {
  readonly server: LanguageServer;
  readonly files: FilesOfSession;
  /** What it would do is done here. */
  readonly draft: Draft;
  readonly signal: AbortSignal | undefined;
  /** What is wrong in a file, as the server says it: quick fixes are offered for that. */
  readonly diagnosticsOf: DiagnosticsOf;
}

/** What is to be said of what the draft has. */
export type Outcome = Omit<ProposedChange, 'changes'>;

export const EXACT: Outcome = { confidence: 'exact', warnings: [] };

export type Working = Promise<Result<Outcome, Failure>>;

const IDENTIFIER = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

export function checkName(name: string): Result<void, CodeEngineError> {
  return IDENTIFIER.test(name) ? ok(undefined) : err(codeRefused(`"${name}" is no name.`));
}

/** Whether the text has the name as a word of its own, be it in a string or a comment. */
export function hasWord(text: string, name: string): boolean {
  return wordPattern(name).test(text);
}

/** Each place where the text has the name as a word becomes the other one. */
export function replaceWord(text: string, name: string, other: string): string {
  return text.replace(wordPattern(name), () => other);
}

function wordPattern(name: string): RegExp {
  const literal = name.replace(/\$/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_$])${literal}(?![\\p{L}\\p{N}_$])`, 'gu');
}
