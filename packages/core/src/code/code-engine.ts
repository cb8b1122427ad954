import type { Aborted, CarrelError, InvalidInput, ResultAsync } from '../kernel/index.js';
import type { CodeEngineError } from './code-errors.js';
import type { CodeAnswer, CodeQuery, CodeQueryType } from './code-query.js';
import type { ProposedChange, Refactoring, RefactoringType } from './refactoring.js';

/** A plain file of a session. Directories, links and what else there is are left out. */
export interface SourceEntry {
  /** Relative to the session's root, as `src/main.ts`; never empty, no `.` or `..` in it. */
  readonly path: string;
  readonly size: number;
  /** Another text whenever the content may be another one. */
  readonly tag: string;
}

/** The files of one session, as an engine sees them: what is asked of them is asked as the caller of the operation. */
export interface CodeSource {
  /** What the engine keeps for a session is known by it; the same as long as it is the same tree. */
  readonly key: string;
  /** Every plain file. Ignored directories, such as `node_modules`, are in it: the engine leaves out what it does not want. */
  list(options?: SourceOptions): ResultAsync<readonly SourceEntry[], CarrelError>;
  /** The bytes of a file with the tag that they have; `null` where there is none any more. */
  read(
    path: string,
    options?: SourceOptions,
  ): ResultAsync<{ readonly bytes: Uint8Array; readonly tag: string } | null, CarrelError>;
}

export interface SourceOptions {
  readonly signal?: AbortSignal;
}

/** A text that somebody edits and that is not in its file: it counts instead of the file's. */
export interface UnsavedText {
  readonly path: string;
  readonly text: string;
}

export interface CodeCallOptions {
  /** Ends the waiting; the error is `request/aborted`. */
  readonly signal?: AbortSignal;
  readonly unsaved?: readonly UnsavedText[];
}

export interface CodeLanguage {
  /** Such as `typescript`, `python`, `c`. */
  readonly id: string;
  /** What the names of its files end in, with the dot. */
  readonly extensions: readonly string[];
  /** What can be asked and done when its server runs; a server may turn out to offer less. */
  readonly queries: readonly CodeQueryType[];
  readonly refactorings: readonly RefactoringType[];
}

/** A message of the Language Server Protocol, parsed. */
export type LspMessage = Readonly<Record<string, unknown>>;

/** An editor's line to a language server. Paths in it are URIs `file:///workspace/…` whatever they are on the machine. */
export interface EditorLink {
  /** Messages to the server. `request/invalid` for what is no message, or names what is outside. */
  send(message: LspMessage): ResultAsync<void, CodeEngineError | InvalidInput>;
  /** Messages from the server, until the link is closed or the server is gone for good. */
  messages(): AsyncIterable<LspMessage>;
  close(): Promise<void>;
}

type Failure = CodeEngineError | InvalidInput | Aborted | CarrelError;

/**
 * Answers questions about code, and makes up refactorings, over the files that a session has.
 *
 * Each call sees the files as they were at some moment after it began, with `unsaved` on top. It changes none of them, and nothing
 * that is in them is executed. A call that fails leaves nothing behind; a server that ends meanwhile is started anew, once.
 */
export interface CodeEngine {
  readonly name: string;
  readonly languages: readonly CodeLanguage[];
  query(source: CodeSource, query: CodeQuery, options?: CodeCallOptions): ResultAsync<CodeAnswer, Failure>;
  /** What the refactoring would do. `code/refused` where it can do nothing there. */
  propose(
    source: CodeSource,
    refactoring: Refactoring,
    options?: CodeCallOptions,
  ): ResultAsync<ProposedChange, Failure>;
  /** A line for an editor to the server of a language, whose files stay in step with the session's. */
  connect(source: CodeSource, language: string, options?: CodeCallOptions): ResultAsync<EditorLink, Failure>;
  /** Ends what runs for the session, and forgets what is kept for it; what is under way fails. */
  forget(key: string): Promise<void>;
  /** Ends everything; every later call fails with `code/server-failed`. */
  dispose(): Promise<void>;
}
