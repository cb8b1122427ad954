import type { CodeAnswer, CodePosition } from '@carrel/core/code';
import { ok, safeTry } from '@carrel/core/kernel';
import type { Hover, MarkedString, MarkupContent, SignatureHelp } from 'vscode-languageserver-protocol';
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

export function markdownOf(contents: MarkupContent | MarkedString | readonly MarkedString[]): string {
  if (typeof contents === 'string') return contents;
  if (Array.isArray(contents)) return (contents as readonly MarkedString[]).map(markdownOf).join('\n\n');
  const one = contents as MarkupContent | { readonly language: string; readonly value: string };
  return 'language' in one ? `\`\`\`${one.language}\n${one.value}\n\`\`\`` : one.value;
}
