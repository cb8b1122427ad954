import type { MessageConnection } from 'vscode-jsonrpc/node';
import { MessageType, type ApplyWorkspaceEditResult } from 'vscode-languageserver-protocol';

export interface ServerAnswers {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly root: { readonly uri: string; readonly name: string };
  onProgress(message: unknown): void;
  onDiagnostics(message: unknown): void;
  onLog(text: string, isError: boolean): void;
  /** Says whether the edit is taken; it is never done here. */
  onEdit(params: { readonly edit?: unknown }): Promise<ApplyWorkspaceEditResult>;
}

/** Answers what a server asks of its client. What this client does not know is refused by the connection itself. */
export function answerServer(connection: MessageConnection, answers: ServerAnswers): void {
  connection.onRequest('workspace/configuration', (params: { items?: readonly { section?: string }[] }) =>
    (params.items ?? []).map(({ section }) => settingsOf(answers.settings, section)),
  );
  connection.onRequest('workspace/workspaceFolders', () => [answers.root]);
  connection.onRequest('workspace/applyEdit', (params: { edit?: unknown }) => answers.onEdit(params));
  for (const method of ['client/registerCapability', 'client/unregisterCapability', 'window/workDoneProgress/create']) {
    connection.onRequest(method, () => null);
  }
  for (const method of ['diagnostic', 'semanticTokens', 'codeLens', 'inlayHint', 'inlineValue', 'foldingRange']) {
    connection.onRequest(`workspace/${method}/refresh`, () => null);
  }
  connection.onRequest('window/showMessageRequest', () => null);
  connection.onRequest('window/showDocument', () => ({ success: false }));
  connection.onNotification('textDocument/publishDiagnostics', answers.onDiagnostics);
  connection.onNotification('$/progress', answers.onProgress);
  connection.onNotification('window/logMessage', ({ message, type }: { message?: unknown; type?: unknown }) => {
    if (typeof message === 'string') answers.onLog(message, type === MessageType.Error);
  });
  connection.onUnhandledProgress(() => undefined);
}

/** What is at `section`, as in `python.analysis`; all of it where none is named. */
function settingsOf(settings: Readonly<Record<string, unknown>>, section: string | undefined): unknown {
  if (section === undefined || section === '') return settings;
  if (Object.hasOwn(settings, section)) return settings[section];
  let at: unknown = settings;
  for (const part of section.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return null;
    at = (at as Record<string, unknown>)[part];
  }
  return at;
}
