import type { CodeAnswer, CodePosition, CodeSymbol } from '@carrel/core/code';
import { ok, ResultAsync, safeTry } from '@carrel/core/kernel';
import {
  SymbolKind,
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type DocumentSymbol,
  type Range,
  type SymbolInformation,
} from 'vscode-languageserver-protocol';
import { toLspPosition } from '../language-server.js';
import { byPlace, PlaceReader } from './places.js';
import { asksTsserver } from './tsserver-diagnostics.js';
import { tsserverSymbols } from './tsserver-symbols.js';
import { cut, offers, shownText, type Answered, type QueryContext } from './query-context.js';

interface Named {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly uri: string;
  readonly range: Range;
  readonly container: string | null;
}

const KINDS = new Map(
  Object.entries(SymbolKind).map(([name, kind]) => [kind, name.replace(/(?<=.)[A-Z]/gu, '-$&').toLowerCase()]),
);

/** What a file defines, in the order of the file. */
export function fileSymbols(context: QueryContext, path: string): Answered<CodeAnswer> {
  const { server, signal } = context;
  return safeTry(async function* () {
    yield* offers(context, 'documentSymbolProvider', 'symbols');
    const uri = server.uriOf(path);
    const found = yield* server.request<readonly (DocumentSymbol | SymbolInformation)[] | null>(
      'textDocument/documentSymbol',
      { textDocument: { uri } },
      signal,
    );
    const named = (found ?? []).flatMap((one) => flatten(one, uri));
    return ok(yield* toAnswer(context, 'symbols', named));
  });
}

/** What the files of a language define by a name or a part of it. */
export function namedSymbols(context: QueryContext, name: string): Answered<CodeAnswer> {
  const { server, signal, limits } = context;
  return safeTry(async function* () {
    yield* offers(context, 'workspaceSymbolProvider', 'find-symbols');
    const found = yield* asksTsserver(server)
      ? tsserverSymbols(server, { name, most: limits.maxItems + 1 }, signal)
      : server.request<readonly SymbolInformation[] | null>('workspace/symbol', { query: name }, signal);
    const named = (found ?? []).flatMap((one) => flatten(one, ''));
    return ok(yield* toAnswer(context, 'find-symbols', named));
  });
}

/** What calls the function at a position, or what it calls. */
export function calls(
  context: QueryContext,
  query: { readonly type: 'callers' | 'callees'; readonly path: string; readonly position: CodePosition },
): Answered<CodeAnswer> {
  const { server, signal } = context;
  return safeTry(async function* () {
    yield* offers(context, 'callHierarchyProvider', query.type);
    const at = { textDocument: { uri: server.uriOf(query.path) }, position: toLspPosition(query.position) };
    const items = yield* server.request<readonly CallHierarchyItem[] | null>(
      'textDocument/prepareCallHierarchy',
      at,
      signal,
    );
    const named: Named[] = [];
    for (const item of items ?? []) {
      if (query.type === 'callers') {
        const incoming = yield* server.request<readonly CallHierarchyIncomingCall[] | null>(
          'callHierarchy/incomingCalls',
          { item },
          signal,
        );
        named.push(...(incoming ?? []).map(({ from }) => fromCall(from)));
      } else {
        const outgoing = yield* server.request<readonly CallHierarchyOutgoingCall[] | null>(
          'callHierarchy/outgoingCalls',
          { item },
          signal,
        );
        named.push(...(outgoing ?? []).map(({ to }) => fromCall(to)));
      }
    }
    return ok(yield* toAnswer(context, query.type, named));
  });
}

function fromCall({ name, kind, uri, selectionRange }: CallHierarchyItem): Named {
  return { name, kind, uri, range: selectionRange, container: null };
}

function flatten(one: DocumentSymbol | SymbolInformation, uri: string): readonly Named[] {
  if ('location' in one) {
    const { name, kind, location, containerName } = one;
    return [{ name, kind, uri: location.uri, range: location.range, container: containerName || null }];
  }
  return nested(one, uri, null);
}

function nested(
  { name, kind, selectionRange, children }: DocumentSymbol,
  uri: string,
  container: string | null,
): readonly Named[] {
  return [
    { name, kind, uri, range: selectionRange, container },
    ...(children ?? []).flatMap((child) => nested(child, uri, name)),
  ];
}

function toAnswer(
  context: QueryContext,
  type: 'callers' | 'callees' | 'symbols' | 'find-symbols',
  named: readonly Named[],
): ResultAsync<CodeAnswer, never> {
  const read = async (): Promise<CodeAnswer> => {
    const reader = new PlaceReader(context);
    const symbols: CodeSymbol[] = [];
    for (const { name, kind, uri, range, container } of named) {
      const place = await reader.read({ uri, range });
      if (place === null) continue;
      symbols.push({
        ...place,
        name: shownText(context, name),
        kind: KINDS.get(kind) ?? 'unknown',
        container: container === null ? null : shownText(context, container),
      });
    }
    const { items, isTruncated } = cut(symbols.sort(byPlace), context.limits);
    return { type, symbols: items, isTruncated };
  };
  return ResultAsync.fromSafePromise(read());
}
