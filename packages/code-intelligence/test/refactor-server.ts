import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { codeServerFailed, type CodeEngineError, type ProposedChange } from '@carrel/core/code';
import { aborted } from '@carrel/core/kernel';
import { ResultAsync } from 'neverthrow';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { InitializeResult } from 'vscode-languageserver-protocol';
import type { LanguageServer } from '../src/language-server.js';
import type { FilesOfSession } from '../src/refactor/files-of-session.js';

export interface RunningServer extends LanguageServer, AsyncDisposable {}

/** A language server over a directory, for tests of what is asked of one. */
export async function startServer(language: string, root: string, command: readonly string[]): Promise<RunningServer> {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  let collected: unknown[] = [];
  connection.onRequest('workspace/applyEdit', (params: { edit: unknown }) => {
    collected.push(params.edit);
    return { applied: true };
  });
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => ({})));
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('window/workDoneProgress/create', () => null);
  connection.listen();
  const rootUri = pathToFileURL(root).href;
  const { capabilities } = await connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri,
    initializationOptions: { tsserver: { useSyntaxServer: 'never' } },
    workspaceFolders: [{ uri: rootUri, name: 'session' }],
    capabilities: {
      workspace: {
        applyEdit: true,
        workspaceEdit: { documentChanges: true },
        configuration: true,
        workspaceFolders: true,
      },
      textDocument: {
        rename: { prepareSupport: true },
        documentSymbol: { hierarchicalDocumentSymbolSupport: true },
        codeAction: {
          codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'refactor', 'source'] } },
          resolveSupport: { properties: ['edit'] },
          dataSupport: true,
        },
      },
    },
  });
  await connection.sendNotification('initialized', {});
  const opened = new Set<string>();
  const uriOf = (path: string): string => pathToFileURL(join(root, path)).href;
  const textOf = (path: string): Promise<string | null> => readFile(join(root, path), 'utf8').catch(() => null);
  return {
    language,
    capabilities,
    root,
    uriOf,
    textOf,
    pathOf: (uri) => {
      const path = relative(root, fileURLToPath(uri));
      return path.startsWith('..') || path === '' ? null : path;
    },
    request: <T>(method: string, params: unknown, signal?: AbortSignal) =>
      ResultAsync.fromPromise(
        connection.sendRequest<T>(method, params),
        (cause): CodeEngineError | ReturnType<typeof aborted> =>
          signal?.aborted === true ? aborted(signal.reason) : { ...codeServerFailed(), message: String(cause) },
      ),
    openFile: (path) =>
      ResultAsync.fromSafePromise(
        (async () => {
          const text = await textOf(path);
          if (text === null || opened.has(path)) return;
          opened.add(path);
          const languageId = path.endsWith('.tsx') ? 'typescriptreact' : language;
          await connection.sendNotification('textDocument/didOpen', {
            textDocument: { uri: uriOf(path), languageId, version: 1, text },
          });
        })(),
      ),
    collectEdits: async (work) => {
      collected = [];
      await work();
      return collected;
    },
    [Symbol.asyncDispose]: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      connection.dispose();
      child.kill('SIGKILL');
      await ended;
    },
  };
}

export async function filesOf(root: string): Promise<FilesOfSession> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith('node_modules/'));
  return { paths, bytesOf: (path) => readFile(join(root, path)).catch(() => null) };
}

/** Does to the files what was proposed. */
export async function applyChange(root: string, { changes }: ProposedChange): Promise<void> {
  for (const change of changes) {
    const target = join(root, change.type === 'move' ? change.to : change.path);
    await mkdir(dirname(target), { recursive: true });
    if (change.type === 'move') await rename(join(root, change.path), target);
    if (change.type === 'remove') await rm(target);
    else if (change.bytes !== null) await writeFile(target, change.bytes);
  }
}

export async function writeTree(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

/** Puts back what the changed files were, from a tree in which nothing was done. */
export async function undoChange(root: string, original: string, { changes }: ProposedChange): Promise<void> {
  for (const change of changes) {
    if (change.type === 'create') await rm(join(root, change.path));
    if (change.type === 'move') await rm(join(root, change.to));
    if (change.type === 'create') continue;
    await mkdir(dirname(join(root, change.path)), { recursive: true });
    await writeFile(join(root, change.path), await readFile(join(original, change.path)));
  }
}
