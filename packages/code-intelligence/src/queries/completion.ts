import type { CodeAnswer, CodeCompletion, CodePosition, CodeRange } from '@carrel/core/code';
import { ok, ResultAsync, safeTry } from '@carrel/core/kernel';
import {
  CompletionItemKind,
  InsertTextFormat,
  type CompletionItem,
  type CompletionList,
} from 'vscode-languageserver-protocol';
import { fromLspRange } from '../language-server.js';
import { at } from './describe.js';
import { offers, shownText, type Answered, type QueryContext } from './query-context.js';

const KINDS = new Map(
  Object.entries(CompletionItemKind).map(([name, kind]) => [kind, name.replace(/(?<=.)[A-Z]/gu, '-$&').toLowerCase()]),
);

/** What may stand at a position, the best first. */
export function completion(
  context: QueryContext,
  query: { readonly path: string; readonly position: CodePosition },
): Answered<CodeAnswer> {
  return safeTry(async function* () {
    yield* offers(context, 'completionProvider', 'completion');
    const found = yield* context.server.request<readonly CompletionItem[] | CompletionList | null>(
      'textDocument/completion',
      at(context, query),
      context.signal,
    );
    const word = yield* ResultAsync.fromSafePromise(wordBefore(context, query));
    const isList = found !== null && 'items' in found;
    const items = isList ? found.items : (found ?? []);
    const best = [...items].sort(byRank).slice(0, context.limits.maxItems);
    return ok({
      type: 'completion' as const,
      items: best.map((item) => toCompletion(context, item, word)),
      isTruncated: items.length > best.length || (isList && found.isIncomplete),
    });
  });
}

function toCompletion(context: QueryContext, item: CompletionItem, word: CodeRange): CodeCompletion {
  const { label, kind, detail, textEdit, insertText } = item;
  const inserted = textEdit?.newText ?? insertText ?? label;
  const range = textEdit === undefined ? null : 'range' in textEdit ? textEdit.range : textEdit.replace;
  return {
    label: shownText(context, label),
    kind: kind === undefined ? null : (KINDS.get(kind) ?? null),
    detail: detail === undefined ? null : shownText(context, detail),
    insert: item.insertTextFormat === InsertTextFormat.Snippet ? plainText(inserted) : inserted,
    replaces: range === null ? word : fromLspRange(range),
  };
}

/** A template with what it proposes for its places; choices stand for their first. */
function plainText(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|([^,|}]*)[^}]*\}/gu, '$1')
    .replace(/\$\{\d+:([^${}]*)\}/gu, '$1')
    .replace(/\$(?:\d+|\{\d+\})/gu, '')
    .replace(/\\([\\$}])/gu, '$1');
}

function byRank(a: CompletionItem, b: CompletionItem): number {
  const [one, other] = [a.sortText ?? a.label, b.sortText ?? b.label];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The part of a word that ends at a position. */
async function wordBefore(
  { server }: QueryContext,
  { path, position }: { readonly path: string; readonly position: CodePosition },
): Promise<CodeRange> {
  const line = (await server.textOf(path))?.split(/\r\n|\r|\n/u)[position.line - 1] ?? '';
  const before = line.slice(0, position.column - 1);
  const typed = /[\p{L}\p{N}_$]*$/u.exec(before.slice(-200))?.[0].length ?? 0;
  return { start: { line: position.line, column: position.column - typed }, end: position };
}
