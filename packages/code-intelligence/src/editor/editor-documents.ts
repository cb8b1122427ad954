import { invalidInput, err, ok, type InvalidInput, type Result } from '@carrel/core/kernel';

export interface EditorLimits {
  readonly maxDocuments: number;
  readonly maxDocumentChars: number;
}

interface Notice {
  readonly method: string;
  readonly params: unknown;
}

interface EditorDocument {
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
}

interface DocumentParams {
  readonly textDocument?: {
    readonly uri?: unknown;
    readonly languageId?: unknown;
    readonly version?: unknown;
    readonly text?: unknown;
  };
  readonly contentChanges?: readonly { readonly range?: unknown; readonly text?: unknown }[];
}

/** What an editor has open, so that a server that comes in place of another can be told of it. */
export class EditorDocuments {
  private readonly documents = new Map<string, EditorDocument>();

  constructor(private readonly limits: EditorLimits) {}

  /** What the server is to be told; nothing where the editor says what makes no sense to it. */
  hear({ method, params }: Notice): Result<readonly Notice[], InvalidInput> {
    const { textDocument, contentChanges } = (params ?? {}) as DocumentParams;
    const uri = textDocument?.uri;
    if (typeof uri !== 'string') return wrong('There is no document named.');
    if (method === 'textDocument/didClose') return ok(this.documents.delete(uri) ? [{ method, params }] : []);
    if (method === 'textDocument/didSave')
      return ok(this.documents.has(uri) ? [{ method, params: { textDocument: { uri } } }] : []);
    const version = typeof textDocument?.version === 'number' ? textDocument.version : 0;
    const text = method === 'textDocument/didOpen' ? textDocument?.text : wholeText(contentChanges);
    if (typeof text !== 'string') return wrong('Documents are given whole.');
    if (text.length > this.limits.maxDocumentChars) return wrong('The document is too long.');
    return this.put(uri, { version, text, languageId: String(textDocument?.languageId) }, method);
  }

  /** What a new server is told. */
  all(): readonly Notice[] {
    return [...this.documents].map(([uri, document]) => opening(uri, document));
  }

  private put(uri: string, document: EditorDocument, method: string): Result<readonly Notice[], InvalidInput> {
    const known = this.documents.get(uri);
    if (method === 'textDocument/didOpen') {
      if (known === undefined && this.documents.size >= this.limits.maxDocuments)
        return wrong('Too many documents are open.');
      this.documents.set(uri, document);
      const closing = { method: 'textDocument/didClose', params: { textDocument: { uri } } };
      return ok(known === undefined ? [opening(uri, document)] : [closing, opening(uri, document)]);
    }
    if (known === undefined) return wrong('The document is not open.');
    const { version, text } = document;
    this.documents.set(uri, { ...known, version, text });
    return ok([{ method, params: { textDocument: { uri, version }, contentChanges: [{ text }] } }]);
  }
}

/** The last of the changes, which says what the document is then; `null` where one is of a part. */
function wholeText(changes: DocumentParams['contentChanges']): unknown {
  if (!Array.isArray(changes) || changes.some(({ range }) => range !== undefined)) return null;
  return (changes as NonNullable<DocumentParams['contentChanges']>).at(-1)?.text;
}

function opening(uri: string, document: EditorDocument): Notice {
  return { method: 'textDocument/didOpen', params: { textDocument: { uri, ...document } } };
}

function wrong(message: string): Result<never, InvalidInput> {
  return err(invalidInput([{ path: 'params', message }]));
}
