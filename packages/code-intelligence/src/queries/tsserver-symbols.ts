import type { SymbolInformation, SymbolKind } from 'vscode-languageserver-protocol';
import { pathToFileURL } from 'node:url';
import type { ServerSession } from '../servers/server-session.js';
import type { Answered } from './query-context.js';
import { TSSERVER_COMMAND, toPosition, type TsPlace } from './tsserver-diagnostics.js';

interface TsNamed {
  readonly name: string;
  readonly kind: string;
  readonly file: string;
  readonly start: TsPlace;
  readonly end: TsPlace;
  readonly containerName?: string;
}

const VARIABLE = 13;
const KINDS = new Map<string, SymbolKind>([
  ['module', 2],
  ['class', 5],
  ['method', 6],
  ['property', 7],
  ['getter', 7],
  ['setter', 7],
  ['constructor', 9],
  ['enum', 10],
  ['interface', 11],
  ['function', 12],
  ['const', 14],
  ['enum member', 22],
  ['type', 26],
]);

/** What the projects that `tsserver` knows define by a name; asked as an editor does, it tells of one of them only. */
export function tsserverSymbols(
  server: ServerSession,
  { name, most }: { readonly name: string; readonly most: number },
  signal: AbortSignal | undefined,
): Answered<readonly SymbolInformation[]> {
  const params = { command: TSSERVER_COMMAND, arguments: ['navto', { searchValue: name, maxResultCount: most }] };
  return server
    .request<{ readonly body?: readonly TsNamed[] } | null>('workspace/executeCommand', params, signal)
    .map((answer) => (answer?.body ?? []).map(toSymbol));
}

function toSymbol({ name, kind, file, start, end, containerName }: TsNamed): SymbolInformation {
  return {
    name,
    kind: KINDS.get(kind) ?? VARIABLE,
    location: { uri: pathToFileURL(file).href, range: { start: toPosition(start), end: toPosition(end) } },
    ...(containerName && { containerName }),
  };
}
