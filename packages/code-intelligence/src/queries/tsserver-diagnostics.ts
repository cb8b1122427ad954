import { join } from 'node:path';
import { ok, safeTry } from '@carrel/core/kernel';
import type { Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-protocol';
import type { ServerSession } from '../servers/server-session.js';
import type { Answered } from './query-context.js';

export const TSSERVER_COMMAND = 'typescript.tsserverRequest';
const REQUESTS = ['syntacticDiagnosticsSync', 'semanticDiagnosticsSync', 'suggestionDiagnosticsSync'];
const SEVERITIES: Readonly<Record<string, DiagnosticSeverity>> = { error: 1, warning: 2, message: 3, suggestion: 4 };

export interface TsPlace {
  readonly line: number;
  readonly offset: number;
}

interface TsDiagnostic {
  readonly start: TsPlace;
  readonly end: TsPlace;
  readonly text: string;
  readonly category: string;
  readonly code?: number;
}

/** Whether a server lets its `tsserver` be asked for what it would publish at some later time. */
export function asksTsserver(server: ServerSession): boolean {
  return server.capabilities.executeCommandProvider?.commands.includes(TSSERVER_COMMAND) === true;
}

/** All that `tsserver` finds wrong with an open file. */
export function tsserverDiagnostics(
  server: ServerSession,
  path: string,
  signal: AbortSignal | undefined,
): Answered<readonly Diagnostic[]> {
  return safeTry(async function* () {
    const found: Diagnostic[] = [];
    for (const name of REQUESTS) {
      const params = { command: TSSERVER_COMMAND, arguments: [name, { file: join(server.root, path) }] };
      const answer = yield* server.request<{ readonly body?: readonly TsDiagnostic[] } | null>(
        'workspace/executeCommand',
        params,
        signal,
      );
      found.push(...(answer?.body ?? []).map(toDiagnostic));
    }
    return ok(found);
  });
}

function toDiagnostic({ start, end, text, category, code }: TsDiagnostic): Diagnostic {
  return {
    range: { start: toPosition(start), end: toPosition(end) },
    message: text,
    severity: SEVERITIES[category] ?? 1,
    source: 'typescript',
    ...(code === undefined ? {} : { code }),
  };
}

export function toPosition({ line, offset }: TsPlace): { line: number; character: number } {
  return { line: line - 1, character: offset - 1 };
}
