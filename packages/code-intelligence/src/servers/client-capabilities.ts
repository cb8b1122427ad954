import { TokenFormat, type ClientCapabilities } from 'vscode-languageserver-protocol';

const TOKEN_TYPES = [
  ...[
    'namespace',
    'type',
    'class',
    'enum',
    'interface',
    'struct',
    'typeParameter',
    'parameter',
    'variable',
    'property',
  ],
  ...['enumMember', 'event', 'function', 'method', 'macro', 'keyword', 'modifier', 'comment', 'string', 'number'],
  ...['regexp', 'operator', 'decorator', 'label'],
];
const TOKEN_MODIFIERS = [
  ...['declaration', 'definition', 'readonly', 'static', 'deprecated', 'abstract', 'async', 'modification'],
  ...['documentation', 'defaultLibrary'],
];
const ACTION_KINDS = ['', 'quickfix', 'refactor', 'refactor.extract', 'refactor.inline', 'refactor.rewrite', 'source'];

/** What this client of language servers understands. Nothing is registered later: what a server offers it says at once. */
export function clientCapabilities({ snippets }: { readonly snippets: boolean }): ClientCapabilities {
  return {
    general: { positionEncodings: ['utf-16'] },
    window: { workDoneProgress: true },
    workspace: {
      applyEdit: true,
      configuration: true,
      workspaceFolders: true,
      didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
      symbol: {},
      fileOperations: { willRename: true, didRename: true },
      workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'] },
    },
    textDocument: {
      synchronization: { didSave: true },
      hover: { contentFormat: ['markdown', 'plaintext'] },
      definition: { linkSupport: true },
      implementation: { linkSupport: true },
      references: {},
      completion: { completionItem: { snippetSupport: snippets, insertReplaceSupport: true } },
      signatureHelp: {
        signatureInformation: { documentationFormat: ['markdown', 'plaintext'], activeParameterSupport: true },
      },
      documentSymbol: { hierarchicalDocumentSymbolSupport: true },
      callHierarchy: {},
      rename: { prepareSupport: true },
      diagnostic: {},
      publishDiagnostics: { versionSupport: true },
      codeAction: {
        codeActionLiteralSupport: { codeActionKind: { valueSet: ACTION_KINDS } },
        isPreferredSupport: true,
        dataSupport: true,
        resolveSupport: { properties: ['edit'] },
      },
      semanticTokens: {
        requests: { full: true },
        tokenTypes: TOKEN_TYPES,
        tokenModifiers: TOKEN_MODIFIERS,
        formats: [TokenFormat.Relative],
      },
    },
  };
}
