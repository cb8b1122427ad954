import type { CodeAnswer, CodePosition } from '@carrel/core/code';
import { ok, safeTry } from '@carrel/core/kernel';
import type { Hover, MarkupContent, SignatureHelp } from 'vscode-languageserver-protocol';
import { fromLspRange, toLspPosition } from '../language-server.js';
import { offers, shownText, type Answered, type QueryContext } from './query-context.js';

interface At {
  readonly path: string;
  readonly position: CodePosition;
}

/** What the server says of what is at a position, in Markdown. */
export function hover(context: QueryContext, query: At): Answered<CodeAnswer> {
  return safeTry(async function* () {
    yield* offers(context, 'hoverProvider', 'hover');
    const found = yield* context.server.request<Hover | null>('textDocument/hover', at(context, query), context.signal);
    const text = found === null ? '' : markdownOf(found.contents).trim();
    const range = found?.range === undefined ? null : fromLspRange(found.range);
    return ok({ type: 'hover' as const, text: text === '' ? null : shownText(context, text), range });
  });
}

/** The signatures of the function that is called at a position. */
export function signature(context: QueryContext, query: At): Answered<CodeAnswer> {
  return safeTry(async function* () {
    yield* offers(context, 'signatureHelpProvider', 'signature');
    const found = yield* context.server.request<SignatureHelp | null>(
      'textDocument/signatureHelp',
      at(context, query),
      context.signal,
    );
    const all = found?.signatures ?? [];
    const signatures = all.slice(0, context.limits.maxItems).map(({ label, documentation }) => ({
      label: shownText(context, label),
      documentation: documentation === undefined ? null : shownText(context, markdownOf(documentation)),
    }));
    const active = signatures.length === 0 ? null : (found?.activeSignature ?? 0);
    const parameter = active === null ? null : (all[active]?.activeParameter ?? found?.activeParameter ?? null);
    return ok({ type: 'signature' as const, signatures, active, activeParameter: parameter });
  });
}

export function at({ server }: QueryContext, { path, position }: At): object {
  return { textDocument: { uri: server.uriOf(path) }, position: toLspPosition(position) };
}

/** A text as servers that follow an older version of the protocol give it too. */
type OlderText = string | { readonly language: string; readonly value: string };

function markdownOf(contents: MarkupContent | OlderText | readonly OlderText[]): string {
  if (typeof contents === 'string') return contents;
  if (isList(contents)) return contents.map(markdownOf).join('\n\n');
  return 'language' in contents ? `\`\`\`${contents.language}\n${contents.value}\n\`\`\`` : contents.value;
}

function isList<T>(contents: object | readonly T[]): contents is readonly T[] {
  return Array.isArray(contents);
}
