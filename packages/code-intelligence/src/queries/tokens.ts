import type { CodeAnswer, CodeToken } from '@carrel/core/code';
import { ok, safeTry } from '@carrel/core/kernel';
import type { SemanticTokens, SemanticTokensLegend } from 'vscode-languageserver-protocol';
import { offers, type Answered, type QueryContext } from './query-context.js';

/** What the words of a file are, by their meaning. */
export function tokens(context: QueryContext, path: string): Answered<CodeAnswer> {
  const { server, signal, limits } = context;
  return safeTry(async function* () {
    yield* offers(context, 'semanticTokensProvider', 'tokens');
    const found = yield* server.request<SemanticTokens | null>(
      'textDocument/semanticTokens/full',
      { textDocument: { uri: server.uriOf(path) } },
      signal,
    );
    const data = found?.data ?? [];
    const legend = server.capabilities.semanticTokensProvider?.legend ?? { tokenTypes: [], tokenModifiers: [] };
    return ok({
      type: 'tokens' as const,
      tokens: decode(data.slice(0, limits.maxItems * NUMBERS), legend),
      isTruncated: data.length > limits.maxItems * NUMBERS,
    });
  });
}

/** Each token is five numbers: lines and columns behind the one before, length, type and modifiers. */
const NUMBERS = 5;

function decode(data: readonly number[], legend: SemanticTokensLegend): readonly CodeToken[] {
  const decoded: CodeToken[] = [];
  let line = 1;
  let column = 1;
  for (let index = 0; index + NUMBERS <= data.length; index += NUMBERS) {
    const [lines = 0, columns = 0, length = 0, type = 0, modifiers = 0] = data.slice(index, index + NUMBERS);
    line += lines;
    column = lines === 0 ? column + columns : 1 + columns;
    decoded.push({
      range: { start: { line, column }, end: { line, column: column + length } },
      kind: legend.tokenTypes[type] ?? 'unknown',
      modifiers: legend.tokenModifiers.filter((_, bit) => (modifiers & (1 << bit)) !== 0),
    });
  }
  return decoded;
}
