import { codeUnsupported, type CodeAnswer, type CodeQuery } from '@carrel/core/code';
import { errAsync, ok, safeTry } from '@carrel/core/kernel';
import { actions } from './actions.js';
import { completion } from './completion.js';
import { hover, signature } from './describe.js';
import { diagnostics, serverDiagnostics } from './diagnostics.js';
import { findPlaces } from './find-places.js';
import { calls, fileSymbols, namedSymbols } from './find-symbols.js';
import type { Answered, QueryContext } from './query-context.js';
import { tokens } from './tokens.js';

/** What the server that was lent says to a query; the file that it is about is open. */
export function answerQuery(context: QueryContext, query: CodeQuery): Answered<CodeAnswer> {
  switch (query.type) {
    case 'definition':
    case 'references':
    case 'implementations':
      return findPlaces(context, query);
    case 'callers':
    case 'callees':
      return calls(context, query);
    case 'hover':
      return hover(context, query);
    case 'completion':
      return completion(context, query);
    case 'signature':
      return signature(context, query);
    case 'symbols':
      return fileSymbols(context, query.path);
    case 'find-symbols':
      return namedSymbols(context, query.name);
    case 'diagnostics':
      return diagnostics(context, query.path);
    case 'tokens':
      return tokens(context, query.path);
    case 'actions':
      return safeTry(async function* () {
        const found = yield* serverDiagnostics(context, query.path);
        return ok(yield* actions(context, { ...query, diagnostics: found }));
      });
    case 'search':
      return errAsync(codeUnsupported('search', context.language));
  }
}
