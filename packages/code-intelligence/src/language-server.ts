import type { CodeEngineError, CodePosition, CodeRange } from '@carrel/core/code';
import type { Aborted, ResultAsync } from '@carrel/core/kernel';
import type { ServerCapabilities } from 'vscode-languageserver-protocol';

/**
 * A running language server over the mirrored files of one session, at work and in step with them.
 *
 * Files are known by their paths in the session; positions count as everywhere in Carrel. What it tells or gives that lies outside
 * of the mirror is the host's business and never shown.
 */
export interface LanguageServer {
  /** Of the catalogue, such as `typescript`. */
  readonly language: string;
  readonly capabilities: ServerCapabilities;
  /** Where the mirror is on this machine: for arguments that a server wants as plain paths. */
  readonly root: string;
  /** A request of the Language Server Protocol, with URIs by `uriOf`. Answered when the server is ready, and in its time. */
  request<T>(method: string, params: unknown, signal?: AbortSignal): ResultAsync<T, CodeEngineError | Aborted>;
  uriOf(path: string): string;
  /** The path in the session; `null` for what is outside of it. */
  pathOf(uri: string): string | null;
  /** The text as the server has it: that of an editor where one is unsaved. `null` where there is no such text file. */
  textOf(path: string): Promise<string | null>;
  /** The server has the file open from here on, as long as the operation lasts that this server was lent to. */
  openFile(path: string): ResultAsync<void, CodeEngineError | Aborted>;
  /** What the server asks to be done to files (`workspace/applyEdit`) while `work` goes on, instead of doing it. */
  collectEdits(work: () => PromiseLike<unknown>): Promise<readonly unknown[]>;
}

/** Between Carrel's positions and those of the protocol, both in UTF-16 units. */
export function toLspPosition({ line, column }: CodePosition): { line: number; character: number } {
  return { line: line - 1, character: column - 1 };
}

export function toLspRange({ start, end }: CodeRange): {
  start: { line: number; character: number };
  end: { line: number; character: number };
} {
  return { start: toLspPosition(start), end: toLspPosition(end) };
}

export function fromLspRange(range: {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}): CodeRange {
  return {
    start: { line: range.start.line + 1, column: range.start.character + 1 },
    end: { line: range.end.line + 1, column: range.end.character + 1 },
  };
}
