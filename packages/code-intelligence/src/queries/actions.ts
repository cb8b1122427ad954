import { createHash } from 'node:crypto';
import type { CodeAction as OfferedAction, CodeAnswer, CodeEngineError, CodeRange } from '@carrel/core/code';
import { ok, safeTry, type Aborted, type ResultAsync } from '@carrel/core/kernel';
import type { CodeAction, Command, Diagnostic } from 'vscode-languageserver-protocol';
import { toLspRange, type LanguageServer } from '../language-server.js';
import { offers, shownText, type Answered, type QueryContext } from './query-context.js';

/** An action as the server gave it, with the id that it has in an answer. */
export interface IdentifiedAction {
  readonly id: string;
  readonly action: CodeAction;
}

/** What the server offers to do with a range of an open file. */
export function identifiedActions(
  server: LanguageServer,
  {
    path,
    range,
    diagnostics,
  }: { readonly path: string; readonly range: CodeRange; readonly diagnostics: readonly Diagnostic[] },
  signal?: AbortSignal,
): ResultAsync<readonly IdentifiedAction[], CodeEngineError | Aborted> {
  const lspRange = toLspRange(range);
  const params = {
    textDocument: { uri: server.uriOf(path) },
    range: lspRange,
    context: { diagnostics: diagnostics.filter((one) => overlaps(one.range, lspRange)), triggerKind: 1 },
  };
  return server
    .request<readonly (CodeAction | Command)[] | null>('textDocument/codeAction', params, signal)
    .map((found) => identify((found ?? []).map(toAction).filter(({ disabled }) => disabled === undefined)));
}

/** What can be done with a range of a file. */
export function actions(
  context: QueryContext,
  {
    path,
    range,
    diagnostics,
  }: { readonly path: string; readonly range: CodeRange; readonly diagnostics: readonly Diagnostic[] },
): Answered<CodeAnswer> {
  return safeTry(async function* () {
    yield* offers(context, 'codeActionProvider', 'actions');
    const found = yield* identifiedActions(context.server, { path, range, diagnostics }, context.signal);
    const shown = found.slice(0, context.limits.maxItems).map(({ id, action }): OfferedAction => ({
      id,
      title: shownText(context, action.title),
      kind: action.kind ?? null,
      isPreferred: action.isPreferred === true,
    }));
    return ok({ type: 'actions' as const, actions: shown });
  });
}

/** Ids by what an action says of itself; equal ones are told apart by their order. */
function identify(offered: readonly CodeAction[]): readonly IdentifiedAction[] {
  const seen = new Map<string, number>();
  return offered.map((action) => {
    const name = JSON.stringify([action.kind ?? '', action.title]);
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    const id = createHash('sha256').update(`${nth} ${name}`).digest('base64url').slice(0, 16);
    return { id, action };
  });
}

function toAction(one: CodeAction | Command): CodeAction {
  return typeof one.command === 'string' ? { title: one.title, command: one as Command } : (one as CodeAction);
}

function overlaps(a: Diagnostic['range'], b: Diagnostic['range']): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

function isBefore(a: Diagnostic['range']['start'], b: Diagnostic['range']['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
