import type { CodeAnswer, CodePosition } from '@carrel/core/code';
import { safeTry, ok, ResultAsync } from '@carrel/core/kernel';
import type { Location, LocationLink } from 'vscode-languageserver-protocol';
import { toLspPosition } from '../language-server.js';
import { PlaceReader, toPlaces } from './places.js';
import { cut, offers, type Answered, type QueryContext } from './query-context.js';

const REQUESTS = {
  definition: { method: 'textDocument/definition', capability: 'definitionProvider' },
  references: { method: 'textDocument/references', capability: 'referencesProvider' },
  implementations: { method: 'textDocument/implementation', capability: 'implementationProvider' },
} as const;

/** Where what is at a position is defined, used or implemented; what is outside of the session is left out. */
export function findPlaces(
  context: QueryContext,
  query: { readonly type: keyof typeof REQUESTS; readonly path: string; readonly position: CodePosition },
): Answered<CodeAnswer> {
  const { server, signal, limits } = context;
  const { method, capability } = REQUESTS[query.type];
  return safeTry(async function* () {
    yield* offers(context, capability, query.type);
    const found = yield* server.request<Location | (Location | LocationLink)[] | null>(
      method,
      {
        textDocument: { uri: server.uriOf(query.path) },
        position: toLspPosition(query.position),
        context: { includeDeclaration: true },
      },
      signal,
    );
    const places = yield* ResultAsync.fromSafePromise(new PlaceReader(context).readAll(toPlaces(found)));
    const { items, isTruncated } = cut(places, limits);
    return ok({ type: query.type, locations: items, isTruncated });
  });
}
