import { createHash } from 'node:crypto';
import type {
  CodeAnswer,
  CodeCallOptions,
  CodeDiagnostic,
  CodeEngine,
  CodeEngineError,
  CodeLanguage,
  CodeLocation,
  CodePosition,
  CodeQuery,
  CodeQueryType,
  CodeSource,
  EditorLink,
  FileChange,
  LspMessage,
  ProposedChange,
  Refactoring,
  RefactoringType,
} from '../code/index.js';
import { codeRefused, codeServerFailed, codeUnsupported } from '../code/index.js';
import {
  aborted,
  err,
  errAsync,
  invalidInput,
  isAborted,
  ok,
  okAsync,
  ResultAsync,
  type Aborted,
  type CarrelError,
  type InvalidInput,
  type Result,
} from '../kernel/index.js';

/** What becomes of a file: other content, a place of its own, both, or nothing for `null`. */
export type ScriptedChange =
  | { readonly path: string; readonly content: string | Uint8Array | null }
  | { readonly path: string; readonly to: string; readonly content?: string | Uint8Array };

export interface ScriptedCodeEngineOptions {
  /** Files with other ends are of no language. @default `.txt`, `.ts`, `.js` and `.py` */
  readonly extensions?: readonly string[];
  /** What a refactoring does, in place of what the engine does itself; `undefined` leaves it to the engine. */
  readonly script?: (
    refactoring: Refactoring,
    files: ReadonlyMap<string, Uint8Array>,
  ) => readonly ScriptedChange[] | undefined;
}

/** A code engine for tests and for trying things. */
export interface ScriptedCodeEngine extends CodeEngine {
  /** What it was asked, in order. */
  readonly asked: readonly (CodeQuery | Refactoring)[];
  /** What it was told to forget. */
  readonly forgotten: readonly string[];
}

type Failure = CodeEngineError | Aborted | CarrelError;
type Files = ReadonlyMap<string, Uint8Array>;

const QUERIES = ['definition', 'references', 'diagnostics', 'symbols'] as const satisfies readonly CodeQueryType[];
const REFACTORINGS = ['rename-symbol', 'move-file'] as const satisfies readonly RefactoringType[];
const WORD = /[\p{L}\p{N}_$]+/gu;
const DEFINES = /\b(?:function|class|const|let|var|def)\s+([\p{L}_$][\p{L}\p{N}_$]*)/gu;

/**
 * An engine that knows words and nothing of what they mean: the first of all places with a word, by path, is its definition; a rename
 * takes every whole word that is the same; a file that has `ERROR` in a line has an error there, with the rest of the line as its
 * message. The same for the same files. Its line for editors answers each request with its method and parameters.
 */
export function scriptedCodeEngine(options: ScriptedCodeEngineOptions = {}): ScriptedCodeEngine {
  return new WordEngine(options);
}

class WordEngine implements ScriptedCodeEngine {
  readonly name = 'scripted';
  readonly languages: readonly CodeLanguage[];
  readonly asked: (CodeQuery | Refactoring)[] = [];
  readonly forgotten: string[] = [];
  private isDisposed = false;

  constructor(private readonly options: ScriptedCodeEngineOptions) {
    const { extensions = ['.txt', '.ts', '.js', '.py'] } = options;
    this.languages = [{ id: 'words', extensions, queries: QUERIES, refactorings: REFACTORINGS }];
  }

  query(source: CodeSource, query: CodeQuery, options: CodeCallOptions = {}): ResultAsync<CodeAnswer, Failure> {
    this.asked.push(query);
    return new ResultAsync(this.answer(source, query, options));
  }

  propose(
    source: CodeSource,
    refactoring: Refactoring,
    options: CodeCallOptions = {},
  ): ResultAsync<ProposedChange, Failure> {
    this.asked.push(refactoring);
    return new ResultAsync(this.change(source, refactoring, options));
  }

  connect(_source: CodeSource, language: string): ResultAsync<EditorLink, Failure> {
    if (this.isDisposed) return errAsync(codeServerFailed());
    if (language !== 'words') return errAsync(codeUnsupported('connect', language));
    return okAsync(new EchoLink());
  }

  forget(key: string): Promise<void> {
    this.forgotten.push(key);
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    this.isDisposed = true;
    return Promise.resolve();
  }

  private async answer(
    source: CodeSource,
    query: CodeQuery,
    options: CodeCallOptions,
  ): Promise<Result<CodeAnswer, Failure>> {
    const seen = await this.filesOf(source, options);
    if (seen.isErr()) return err(seen.error);
    const { files } = seen.value;
    const isKnown = 'path' in query && this.isOfLanguage(query.path);
    if (!isKnown) return err(codeUnsupported(query.type, 'path' in query ? null : 'words'));
    const text = textOf(files, query.path);
    switch (query.type) {
      case 'definition':
      case 'references': {
        const word = wordAt(text, query.position);
        const found = word === null ? [] : this.places(files, word);
        const locations = query.type === 'definition' ? found.slice(0, 1) : found;
        return ok({ type: query.type, locations, isTruncated: false });
      }
      case 'diagnostics':
        return ok({ type: 'diagnostics', diagnostics: diagnosticsOf(query.path, text), isTruncated: false });
      case 'symbols': {
        const symbols = placesOf(query.path, text, DEFINES).map(({ word, ...place }) => ({
          ...{ ...place, name: word, kind: 'variable', container: null },
        }));
        return ok({ type: 'symbols', symbols, isTruncated: false });
      }
      default:
        return err(codeUnsupported(query.type, 'words'));
    }
  }

  private async change(
    source: CodeSource,
    refactoring: Refactoring,
    options: CodeCallOptions,
  ): Promise<Result<ProposedChange, Failure>> {
    const seen = await this.filesOf(source, options);
    if (seen.isErr()) return err(seen.error);
    const { files, saved } = seen.value;
    const scripted = this.options.script?.(refactoring, files);
    const proposed = scripted === undefined ? this.own(refactoring, files) : ok(scripted);
    if (proposed.isErr()) return err(proposed.error);
    const changes = proposed.value.map((change) => toFileChange(change, saved));
    return ok({ changes, warnings: ['Words that look alike were taken for the same.'], confidence: 'low' });
  }

  private own(refactoring: Refactoring, files: Files): Result<readonly ScriptedChange[], Failure> {
    switch (refactoring.type) {
      case 'rename-symbol': {
        const { newName, path, position } = refactoring;
        if (!this.isOfLanguage(path)) return err(codeUnsupported(refactoring.type, null));
        const word = wordAt(textOf(files, path), position);
        if (word === null) return err(codeRefused('Nothing there has a name.'));
        return ok(this.renamed(files, word, newName));
      }
      case 'move-file': {
        const { path, to } = refactoring;
        const moved = [...files.keys()].filter((each) => each === path || each.startsWith(`${path}/`));
        if (moved.length === 0) return err(codeRefused('There is no such file.'));
        return ok(moved.map((each) => ({ path: each, to: `${to}${each.slice(path.length)}` })));
      }
      default:
        return err(codeUnsupported(refactoring.type, 'words'));
    }
  }

  private renamed(files: Files, word: string, newName: string): readonly ScriptedChange[] {
    return [...files].flatMap(([path, bytes]) => {
      if (!this.isOfLanguage(path)) return [];
      const text = decoded(bytes);
      const content = text.replace(WORD, (found) => (found === word ? newName : found));
      return content === text ? [] : [{ path, content }];
    });
  }

  private places(files: Files, word: string): readonly CodeLocation[] {
    return [...files]
      .filter(([path]) => this.isOfLanguage(path))
      .flatMap(([path, bytes]) => placesOf(path, decoded(bytes), WORD))
      .filter((place) => place.word === word)
      .map(({ word: _word, ...place }) => place);
  }

  private isOfLanguage(path: string): boolean {
    return this.languages.some(({ extensions }) => extensions.some((end) => path.endsWith(end)));
  }

  /** By path, with what is not saved on top. */
  private async filesOf(
    source: CodeSource,
    { signal, unsaved = [] }: CodeCallOptions,
  ): Promise<Result<{ readonly saved: Files; readonly files: Files }, Failure>> {
    if (this.isDisposed) return err(codeServerFailed());
    if (isAborted(signal)) return err(aborted('the code engine'));
    const call = signal === undefined ? {} : { signal };
    const listed = await source.list(call);
    if (listed.isErr()) return err(listed.error);
    const files = new Map<string, Uint8Array>();
    for (const { path } of [...listed.value].sort((one, other) => (one.path < other.path ? -1 : 1))) {
      const read = await source.read(path, call);
      if (read.isErr()) return err(read.error);
      if (read.value !== null) files.set(path, read.value.bytes);
      if (isAborted(signal)) return err(aborted('the code engine'));
    }
    const saved = new Map(files);
    for (const { path, text } of unsaved) files.set(path, Buffer.from(text));
    return ok({ saved, files });
  }
}

function toFileChange(change: ScriptedChange, saved: Files): FileChange {
  const { path } = change;
  const there = saved.get(path);
  const content = change.content ?? null;
  const bytes = content === null ? null : toBytes(content);
  const before = there === undefined ? '' : createHash('sha256').update(there).digest('hex');
  if ('to' in change) return { type: 'move', path, to: change.to, before, bytes };
  if (bytes === null) return { type: 'remove', path, before };
  return there === undefined ? { type: 'create', path, bytes } : { type: 'edit', path, before, bytes };
}

function toBytes(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new Uint8Array(Buffer.from(content)) : content;
}

/** With its mark at the beginning, so that nothing is lost. */
function decoded(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function textOf(files: Files, path: string): string {
  return decoded(files.get(path) ?? new Uint8Array());
}

function wordAt(text: string, { line, column }: CodePosition): string | null {
  const content = text.split('\n')[line - 1] ?? '';
  for (const { 0: word, index } of content.matchAll(WORD)) {
    if (index < column && column <= index + word.length) return word;
  }
  return null;
}

function placesOf(path: string, text: string, pattern: RegExp): readonly (CodeLocation & { readonly word: string })[] {
  return text.split('\n').flatMap((line, index) =>
    [...line.matchAll(pattern)].map((match) => {
      const word = match[1] ?? match[0];
      const column = match.index + match[0].length - word.length + 1;
      const start = { line: index + 1, column };
      const range = { start, end: { line: index + 1, column: column + word.length } };
      return { path, range, text: line.slice(0, 200), word };
    }),
  );
}

function diagnosticsOf(path: string, text: string): readonly CodeDiagnostic[] {
  return placesOf(path, text, /ERROR.*/gu).map(({ word, ...place }) => ({
    ...{ ...place, severity: 'error', message: word, code: null, source: 'scripted' },
  }));
}

/** Answers each request with what it asked. */
class EchoLink implements EditorLink {
  private readonly waiting: LspMessage[] = [];
  private wake: () => void = () => undefined;
  private isClosed = false;

  send(message: LspMessage): ResultAsync<void, CodeEngineError | InvalidInput> {
    if (this.isClosed) return errAsync(codeServerFailed());
    const { id, method, params } = message;
    if (typeof method !== 'string') return errAsync(invalidInput([{ path: 'method', message: 'expected a text' }]));
    if (id !== undefined) this.waiting.push({ jsonrpc: '2.0', id, result: { method, params } });
    this.wake();
    return okAsync(undefined);
  }

  async *messages(): AsyncGenerator<LspMessage, void, void> {
    while (!this.isClosed) {
      const next = this.waiting.shift();
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  close(): Promise<void> {
    this.isClosed = true;
    this.wake();
    return Promise.resolve();
  }
}
