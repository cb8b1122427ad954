import { codeTimedOut, codeServerFailed, type CodeAnswer, type CodeDiagnostic } from '@carrel/core/code';
import { aborted, err, isAborted, ok, ResultAsync, safeTry, type Result } from '@carrel/core/kernel';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { PlaceReader } from './places.js';
import { cut, shownText, type Answered, type QueryContext, type QueryFailure } from './query-context.js';
import { asksTsserver, tsserverDiagnostics } from './tsserver-diagnostics.js';

/** How long a server is silent when it has published all that it finds. */
const SETTLE_MS = 300;
const SEVERITIES = ['error', 'error', 'warning', 'information', 'hint'] as const;

/** What is wrong with a file. */
export function diagnostics(context: QueryContext, path: string): Answered<CodeAnswer> {
  return safeTry(async function* () {
    const found = yield* serverDiagnostics(context, path);
    return ok(yield* ResultAsync.fromSafePromise(toAnswer(context, path, found)));
  });
}

/** What the server finds wrong with an open file, as it says it. */
export function serverDiagnostics(context: QueryContext, path: string): Answered<readonly Diagnostic[]> {
  const { server, signal } = context;
  if (asksTsserver(server)) return tsserverDiagnostics(server, path, signal);
  const uri = server.uriOf(path);
  if (server.capabilities.diagnosticProvider !== undefined) {
    return server
      .request<{ readonly items?: readonly Diagnostic[] } | null>(
        'textDocument/diagnostic',
        { textDocument: { uri } },
        signal,
      )
      .map((report) => report?.items ?? []);
  }
  return new ResultAsync(published(context, path));
}

async function published(context: QueryContext, path: string): Promise<Result<readonly Diagnostic[], QueryFailure>> {
  const { server, signal, limits } = context;
  const { settleMs = SETTLE_MS } = server.definition;
  const uri = server.uriOf(path);
  // What was published before may be of what other files were then.
  const of = { uri, version: server.touch(path) };
  const found = await server.diagnostics.settled(of, { settleMs, limitMs: limits.diagnosticsMs, signal });
  if (found !== null) return ok(found);
  if (isAborted(signal)) return err(aborted('Code intelligence'));
  return err(server.isRunning ? codeTimedOut() : codeServerFailed());
}

async function toAnswer(context: QueryContext, path: string, found: readonly Diagnostic[]): Promise<CodeAnswer> {
  const reader = new PlaceReader(context);
  const uri = context.server.uriOf(path);
  const shown: CodeDiagnostic[] = [];
  const { items, isTruncated } = cut(found, context.limits);
  for (const { range, severity, message, code, source } of items) {
    const place = await reader.read({ uri, range });
    if (place === null) continue;
    shown.push({
      ...place,
      severity: SEVERITIES[severity ?? 1] ?? 'error',
      message: shownText(context, typeof message === 'string' ? message : message.value),
      code: code === undefined ? null : String(code),
      source: source ?? null,
    });
  }
  return { type: 'diagnostics', diagnostics: shown, isTruncated };
}
