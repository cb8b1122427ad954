import { codeUnsupported, type CodeEngineError, type CodeQueryType } from '@carrel/core/code';
import { err, ok, type Aborted, type Result, type ResultAsync } from '@carrel/core/kernel';
import type { ServerCapabilities } from 'vscode-languageserver-protocol';
import type { ServerSession } from '../servers/server-session.js';

export interface QueryLimits {
  /** How many places, symbols, completions or diagnostics an answer has. */
  readonly maxItems: number;
  /** How many characters a text in an answer has, such as what is shown on hovering. */
  readonly maxTextChars: number;
  /** How many characters of a line are shown with a place. */
  readonly maxLineChars: number;
  /** How long the server may take to say what is wrong with a file. */
  readonly diagnosticsMs: number;
}

/** What answers a query: a server that was lent for it. */
export interface QueryContext {
  readonly server: ServerSession;
  /** Of the catalogue, such as `cpp`. */
  readonly language: string;
  readonly limits: QueryLimits;
  readonly signal: AbortSignal | undefined;
}

export type QueryFailure = CodeEngineError | Aborted;
export type Answered<T> = ResultAsync<T, QueryFailure>;

/** `code/unsupported` where the server says nothing of what the query needs. */
export function offers(
  { server, language }: QueryContext,
  capability: keyof ServerCapabilities,
  query: CodeQueryType,
): Result<void, CodeEngineError> {
  const offered: unknown = server.capabilities[capability];
  return offered === undefined || offered === false || offered === null
    ? err(codeUnsupported(query, language))
    : ok(undefined);
}

/** A text of a server without where things are on this machine, and not too long. */
export function shownText({ server, limits }: QueryContext, text: string): string {
  return text
    .replaceAll(`${server.uriOf('')}/`, '')
    .replaceAll(`${server.root}/`, '')
    .slice(0, limits.maxTextChars);
}

/** The first items of a list, and whether there are more. */
export function cut<T>(
  items: readonly T[],
  { maxItems }: QueryLimits,
): { readonly items: readonly T[]; readonly isTruncated: boolean } {
  return { items: items.slice(0, maxItems), isTruncated: items.length > maxItems };
}
