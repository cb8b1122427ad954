import { fileURLToPath, pathToFileURL } from 'node:url';
import { join, relative, isAbsolute } from 'node:path';
import {
  codeChanged,
  codeRefused,
  codeServerFailed,
  codeTimedOut,
  type CodeEngineError,
  type UnsavedText,
} from '@carrel/core/code';
import { aborted, err, isAborted, ok, ResultAsync, systemClock, timeLimit } from '@carrel/core/kernel';
import type { Aborted, Clock, Result } from '@carrel/core/kernel';
import { CancellationTokenSource, ResponseError } from 'vscode-jsonrpc/node';
import {
  FileChangeType,
  type ApplyWorkspaceEditResult,
  type InitializeResult,
  type ServerCapabilities,
} from 'vscode-languageserver-protocol';
import type { LanguageServer } from '../language-server.js';
import { answerServer } from './answer-server.js';
import { clientCapabilities } from './client-capabilities.js';
import type { Confinement } from './confinement.js';
import { OpenDocuments } from './open-documents.js';
import { PublishedDiagnostics } from './published-diagnostics.js';
import { servedFile, type ProgramOptions, type ServerDefinition } from './server-definition.js';
import { ServerProcess } from './server-process.js';
import { ServerProgress } from './server-progress.js';

/** The files on this machine that a server looks at. */
export interface ServerFiles {
  /** Absolute, without links in it. */
  readonly root: string;
  /** Empty and private: the home of the server. */
  readonly home: string;
  /** Another one, which stays empty. */
  readonly empty: string;
  /** The text of a file; `null` where there is no such text file. */
  readText(path: string): Promise<string | null>;
}

export interface ServerSessionOptions {
  readonly definition: ServerDefinition;
  readonly files: ServerFiles;
  readonly programs: ProgramOptions;
  readonly confinement: Confinement;
  /** How long an answer may take. */
  readonly requestMs: number;
  /** How long it may take to be ready. */
  readonly startMs: number;
  readonly clock?: Clock;
}

/** Of how many files a server learns by having them open; when more come at once, another takes its place. */
const MAX_LEARNT = 12;

/** Who hears what a server says by itself, and does what it wants done. */
export interface SessionListener {
  onDiagnostics(params: unknown): void;
  onEdit(params: unknown): Promise<ApplyWorkspaceEditResult>;
}

/** What changed below the root since the server last heard. */
export interface FilesChanged {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** A language server that runs. It serves one operation at a time, which ends with `giveBack`. */
export class ServerSession implements LanguageServer {
  readonly diagnostics: PublishedDiagnostics;
  capabilities: ServerCapabilities = {};
  listener: SessionListener | null = null;
  private readonly progress: ServerProgress;
  private readonly documents: OpenDocuments;
  private readonly clock: Clock;
  private collected: unknown[] | null = null;
  private knowsFiles: () => void = () => undefined;

  private constructor(
    readonly process: ServerProcess,
    private readonly options: ServerSessionOptions,
  ) {
    this.clock = options.clock ?? systemClock;
    this.progress = new ServerProgress(this.clock);
    this.diagnostics = new PublishedDiagnostics(this.clock, process.exited);
    this.documents = new OpenDocuments({
      notify: (method, params) => {
        this.notify(method, params);
      },
      onTold: (path) => {
        this.diagnostics.forget(this.uriOf(path));
      },
      uriOf: (path) => this.uriOf(path),
      languageIdOf: (path) => servedFile([options.definition], path)?.languageId ?? 'plaintext',
      readText: (path) => options.files.readText(path),
    });
    answerServer(process.connection, {
      settings: options.definition.settings ?? {},
      root: { uri: this.uriOf(''), name: 'workspace' },
      onProgress: (message) => {
        this.progress.hear(message);
      },
      onDiagnostics: (message) => {
        this.diagnostics.hear(message);
        this.listener?.onDiagnostics(message);
      },
      onLog: (text, isError) => {
        if (options.definition.knowsFilesBy?.test(text) === true) this.knowsFiles();
        if (isError && options.definition.brokenAfter?.test(text) === true) process.breakOff();
      },
      onEdit: (params) => this.takeEdit(params),
    });
  }

  /** A server that is ready; `code/server-failed` where it ends before, `code/timed-out` where it takes too long. */
  static start(
    options: ServerSessionOptions,
    signal?: AbortSignal,
  ): ResultAsync<ServerSession, CodeEngineError | Aborted> {
    const { definition, programs, confinement, files, clock } = options;
    return definition
      .program(programs)
      .asyncAndThen((program) => new ResultAsync(confinement.wrap(program, files)))
      .andThen((program) => {
        const { root: directory, home } = files;
        const process = ServerProcess.start({ program, directory, home, ...(clock && { clock }) });
        return new ResultAsync(new ServerSession(process, options).initialize(signal));
      });
  }

  get language(): string {
    return this.options.definition.id;
  }

  get definition(): ServerDefinition {
    return this.options.definition;
  }

  get root(): string {
    return this.options.files.root;
  }

  get isRunning(): boolean {
    return this.process.isRunning;
  }

  request<T>(method: string, params: unknown, signal?: AbortSignal): ResultAsync<T, CodeEngineError | Aborted> {
    return new ResultAsync(this.ask<T>(method, params, { limitMs: this.options.requestMs, signal, waits: true }));
  }

  uriOf(path: string): string {
    return pathToFileURL(join(this.root, path)).href;
  }

  pathOf(uri: string): string | null {
    if (!uri.startsWith('file:///')) return null;
    try {
      const path = relative(this.root, fileURLToPath(uri));
      return path === '' || path === '..' || path.startsWith('../') || isAbsolute(path) ? null : path;
    } catch {
      return null;
    }
  }

  textOf(path: string): Promise<string | null> {
    return this.documents.textOf(path);
  }

  openFile(path: string): ResultAsync<void, CodeEngineError | Aborted> {
    return new ResultAsync(this.open(path));
  }

  /** Resolves when the server has looked at an open file as it is now, or has not in its time. */
  async lookedAt(path: string, signal?: AbortSignal): Promise<void> {
    const version = this.documents.versionOf(path);
    if (version === null) return;
    const limits = { settleMs: 0, limitMs: this.options.requestMs, signal };
    await this.diagnostics.settled({ uri: this.uriOf(path), version }, limits);
  }

  /** The server looks at an open file anew; the version that it has of it then. */
  touch(path: string): number {
    return this.documents.touch(path);
  }

  async collectEdits(work: () => PromiseLike<unknown>): Promise<readonly unknown[]> {
    const edits: unknown[] = [];
    this.collected = edits;
    try {
      await work();
      return edits;
    } finally {
      this.collected = null;
    }
  }

  /** What is unsaved until the operation ends. */
  setUnsaved(unsaved: readonly UnsavedText[]): void {
    for (const { path, text } of unsaved) this.documents.setUnsaved(path, text);
  }

  /** Ends an operation: nothing is unsaved any more, and what need not be open is closed. */
  async giveBack(): Promise<void> {
    await this.documents.settle();
  }

  notify(method: string, params: unknown): void {
    if (this.isRunning) this.process.connection.sendNotification(method, params).catch(ignore);
  }

  /** Ends the server. */
  stop(): Promise<void> {
    this.documents.clear();
    return this.process.stop();
  }

  /** Whether the server knows what happened to the files; otherwise it is of no more use. */
  async hearChanges({ created, changed, removed }: FilesChanged): Promise<boolean> {
    const changes = [
      ...created.map((path) => ({ uri: this.uriOf(path), type: FileChangeType.Created })),
      ...changed.map((path) => ({ uri: this.uriOf(path), type: FileChangeType.Changed })),
      ...removed.map((path) => ({ uri: this.uriOf(path), type: FileChangeType.Deleted })),
    ];
    if (changes.length === 0) return true;
    await this.documents.refresh();
    this.notify('workspace/didChangeWatchedFiles', { changes });
    const { definition } = this;
    const isServed = (path: string) => servedFile([definition], path) !== null;
    const isNeeded = (path: string) => definition.needs?.test(path.slice(path.lastIndexOf('/') + 1)) === true;
    if (definition.learns?.needed === 'by-restart' && [...created, ...changed, ...removed].some(isNeeded)) return false;
    if (definition.learns?.removed === 'by-restart' && removed.some(isServed)) return false;
    const toOpen = [
      ...(definition.learns?.created === 'by-opening' ? created : []),
      ...(definition.learns?.changed === 'by-opening' ? changed : []),
    ].filter(isServed);
    if (toOpen.length > MAX_LEARNT) return false;
    // One that cannot be opened is no text, and nothing to the server.
    for (const path of toOpen) await this.openFile(path).unwrapOr(undefined);
    return true;
  }

  private takeEdit(params: { readonly edit?: unknown }): Promise<ApplyWorkspaceEditResult> {
    if (this.listener !== null) return this.listener.onEdit(params);
    if (this.collected === null)
      return Promise.resolve({ applied: false, failureReason: 'Files are not changed here.' });
    this.collected.push(params.edit);
    return Promise.resolve({ applied: true });
  }

  private async open(path: string): Promise<Result<void, CodeEngineError | Aborted>> {
    if (!(await this.documents.open(path))) return err(codeRefused(`There is no text file "${path}".`));
    if (this.definition.readsLate === true) await this.lookedAt(path);
    return ok(undefined);
  }

  private async initialize(signal?: AbortSignal): Promise<Result<ServerSession, CodeEngineError | Aborted>> {
    const { definition, programs, startMs } = this.options;
    this.process.connection.listen();
    const rootUri = this.uriOf('');
    const params = {
      processId: process.pid,
      clientInfo: { name: 'carrel' },
      rootUri,
      rootPath: this.root,
      workspaceFolders: [{ uri: rootUri, name: 'workspace' }],
      capabilities: clientCapabilities({ snippets: definition.wantsSnippets === true }),
      initializationOptions: definition.initializationOptions?.(programs),
    };
    const ready = await this.ask<InitializeResult>('initialize', params, { limitMs: startMs, signal, waits: false });
    if (ready.isErr()) {
      await this.process.kill();
      const { error } = ready;
      const isOwn = error.type === 'code/timed-out' || error.type === 'request/aborted';
      return err(isOwn ? error : codeServerFailed({ error, stderr: this.process.stderr }));
    }
    this.capabilities = ready.value.capabilities;
    const known = new Promise<void>((resolve) => (this.knowsFiles = resolve));
    this.notify('initialized', {});
    if (definition.settings !== undefined)
      this.notify('workspace/didChangeConfiguration', { settings: definition.settings });
    return definition.knowsFilesBy === undefined ? ok(this) : this.knowing(known, signal);
  }

  /** `code/timed-out` where the server does not know the files in its time. */
  private async knowing(
    known: Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<Result<ServerSession, CodeEngineError | Aborted>> {
    const limit = timeLimit(this.clock, this.options.startMs, signal);
    const late = whenAborted(limit.signal).then(() => (limit.isOver ? codeTimedOut() : aborted('initialize')));
    const gone = this.process.exited.then(() => codeServerFailed({ stderr: this.process.stderr }));
    const failure = await Promise.race([known.then(() => null), late, gone]);
    limit.cancel();
    if (failure === null) return ok(this);
    await this.process.kill();
    return err(failure);
  }

  private async ask<T>(
    method: string,
    params: unknown,
    { limitMs, signal, waits }: { limitMs: number; signal: AbortSignal | undefined; waits: boolean },
  ): Promise<Result<T, CodeEngineError | Aborted>> {
    if (isAborted(signal)) return err(aborted(method));
    const limit = timeLimit(this.clock, limitMs, signal);
    const cancelled = new CancellationTokenSource();
    const isOver = whenAborted(limit.signal);
    void isOver.then(() => {
      cancelled.cancel();
    });
    try {
      if (waits) await this.progress.settled(limitMs, limit.signal);
      if (!this.isRunning) return err(codeServerFailed());
      const answer = limit.signal.aborted
        ? null
        : await Promise.race([this.answerOf<T>(method, params, cancelled), isOver]);
      return answer ?? err(limit.isOver ? codeTimedOut() : aborted(method));
    } finally {
      limit.cancel();
    }
  }

  private async answerOf<T>(
    method: string,
    params: unknown,
    cancelled: CancellationTokenSource,
  ): Promise<Result<T, CodeEngineError | Aborted>> {
    try {
      return ok(await this.process.connection.sendRequest<T>(method, params, cancelled.token));
    } catch (thrown) {
      return err(toEngineError(thrown));
    }
  }
}

const MAX_REASON = 200;
const CONTENT_MODIFIED = [-32801, -32802, -32800];
/** What the library itself fails with when the line is gone. */
const LINE_IS_GONE = [-32097, -32099, -32098, -32096];

function toEngineError(thrown: unknown): CodeEngineError {
  if (!(thrown instanceof ResponseError) || LINE_IS_GONE.includes(thrown.code)) return codeServerFailed(thrown);
  if (CONTENT_MODIFIED.includes(thrown.code)) return codeChanged(thrown);
  return { ...codeRefused(`The language server could not do that there${reasonOf(thrown.message)}.`), cause: thrown };
}

/** What the server says of it, unless that is long or may name places of this machine. */
function reasonOf(message: string): string {
  const isTold = message !== '' && message.length <= MAX_REASON && !/[/\\\n]/u.test(message);
  return isTold ? `: ${message.replace(/\.$/u, '')}` : '';
}

function whenAborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else
      signal.addEventListener(
        'abort',
        () => {
          resolve(null);
        },
        { once: true },
      );
  });
}

function ignore(): void {
  // That the line is gone is known by the end of the process.
}
