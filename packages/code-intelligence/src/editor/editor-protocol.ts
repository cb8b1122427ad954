import type { CodeEngineError, LspMessage } from '@carrel/core/code';
import type { Aborted } from '@carrel/core/kernel';
import { TextDocumentSyncKind, type ServerCapabilities } from 'vscode-languageserver-protocol';

/** Commands that change nothing but what they ask the editor to change. */
const COMMANDS = [
  '_typescript.applyRefactoring',
  '_typescript.organizeImports',
  'clangd.applyFix',
  'clangd.applyTweak',
];
const REQUESTS =
  /^(?:textDocument\/\w+(?:\/\w+)*|(?:completionItem|codeAction|codeLens|documentLink|inlayHint|workspaceSymbol)\/resolve|workspace\/(?:symbol|willRenameFiles)|(?:callHierarchy|typeHierarchy)\/\w+)$/u;
const NOTICES = /^textDocument\/did(?:Open|Change|Close|Save)$/u;

export const INVALID_REQUEST = -32_600;
export const METHOD_NOT_FOUND = -32_601;
const REQUEST_FAILED = -32_803;
const REQUEST_CANCELLED = -32_800;
const CONTENT_MODIFIED = -32_801;

/** Whether an editor may ask that of a server: what configures one or runs something else is not among it. */
export function mayAsk(method: string, params: unknown): boolean {
  if (method !== 'workspace/executeCommand') return REQUESTS.test(method);
  return COMMANDS.includes(String((params as { readonly command?: unknown } | null)?.command));
}

/** Whether a notification is for the server. */
export function isForServer(method: string): boolean {
  return NOTICES.test(method);
}

/** What a server offers to an editor: documents are told whole. */
export function offered(capabilities: ServerCapabilities): ServerCapabilities {
  const commands = capabilities.executeCommandProvider?.commands.filter((command) => COMMANDS.includes(command)) ?? [];
  return {
    ...capabilities,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Full, save: { includeText: false } },
    executeCommandProvider: { commands },
  };
}

export function failure(id: unknown, error: CodeEngineError | Aborted): LspMessage {
  const code =
    error.type === 'request/aborted'
      ? REQUEST_CANCELLED
      : error.type === 'code/changed'
        ? CONTENT_MODIFIED
        : REQUEST_FAILED;
  return refusal(id, code, error.message);
}

export function refusal(id: unknown, code: number, message: string): LspMessage {
  return { jsonrpc: '2.0', id, error: { code, message } };
}

export function answer(id: unknown, result: unknown): LspMessage {
  return { jsonrpc: '2.0', id, result: result ?? null };
}
