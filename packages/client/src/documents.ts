import { fromBase64, toBase64 } from './base64.js';
import type { CallOptions } from './client-options.js';
import {
  DocumentConnection,
  type DocumentPeer,
  type DocumentPlace,
  type OpenDocumentOptions,
} from './document-connection.js';
import { protocolFault, type ClientError } from './errors.js';
import { path, type Http } from './http.js';
import { err, ok, type Outcome, type Result } from './result.js';
import type {
  BindSharedDocument,
  Page,
  PageRequest,
  SharedDocument,
  SharedDocumentClient,
  SharedDocumentFile,
  SharedDocumentSnapshot,
  SharedDocumentVersion,
  SyncedDocument,
} from './types.js';

/** What a client that polls tells and asks. */
export interface SyncDocument {
  /** What this client calls itself: the same from call to call, another on each device. */
  readonly clientId: string;
  /** The clock that the last call answered; 0 at first. */
  readonly since: number;
  /** Edits of Yjs that were made here since. Sent twice they do no harm. */
  readonly updates?: readonly Uint8Array[] | undefined;
  /** What people call the device. */
  readonly device?: string | undefined;
}

/** What others did. */
export interface DocumentChanges {
  /** To be given as `since` the next time. */
  readonly clock: number;
  readonly updates: readonly Uint8Array<ArrayBuffer>[];
  /** The edits since then are not kept one by one any more: the updates hold the document from its beginning. Apply them like any others. */
  readonly isWhole: boolean;
}

/** Documents of Yjs that the members of a session edit together. */
export class DocumentsClient {
  constructor(private readonly http: Http) {}

  /** By name. */
  list(sessionId: string, page: PageRequest = {}, call: CallOptions = {}): Outcome<Page<SharedDocument>> {
    return this.http.json({ method: 'GET', path: path`/sessions/${sessionId}/documents`, query: { ...page } }, call);
  }

  get(sessionId: string, name: string, call: CallOptions = {}): Outcome<SharedDocument> {
    return this.http.json({ method: 'GET', path: path`/sessions/${sessionId}/documents/${name}` }, call);
  }

  /** Gone with its versions when ok. */
  remove(sessionId: string, name: string, call: CallOptions = {}): Outcome<void> {
    return this.http.done({ method: 'DELETE', path: path`/sessions/${sessionId}/documents/${name}` }, call);
  }

  /** Gives edits and gets those of others since a clock. They are durable when ok. */
  sync(sessionId: string, name: string, request: SyncDocument, call: CallOptions = {}): Outcome<DocumentChanges> {
    const { clientId, since, updates = [], device } = request;
    const json = { clientId, since, updates: updates.map(toBase64), device };
    const spec = { method: 'POST', path: path`/sessions/${sessionId}/documents/${name}/sync`, json } as const;
    return this.http.json<SyncedDocument>({ ...spec, idempotent: true }, call).andThen(toChanges);
  }

  /** The newest first. */
  versions(
    sessionId: string,
    name: string,
    page: PageRequest = {},
    call: CallOptions = {},
  ): Outcome<Page<SharedDocumentVersion>> {
    const at = path`/sessions/${sessionId}/documents/${name}/versions`;
    return this.http.json({ method: 'GET', path: at, query: { ...page } }, call);
  }

  /** A version with what the document held: apply its state to an empty document. */
  version(
    sessionId: string,
    name: string,
    version: string,
    call: CallOptions = {},
  ): Outcome<SharedDocumentVersion & { readonly state: Uint8Array<ArrayBuffer> }> {
    const at = path`/sessions/${sessionId}/documents/${name}/versions/${version}`;
    return this.http.json<SharedDocumentSnapshot>({ method: 'GET', path: at }, call).andThen((snapshot) => {
      const state = fromBase64(snapshot.state);
      return state === null ? err(NO_BASE64) : ok({ ...snapshot.version, state });
    });
  }

  /** The clients that poll the document, and how far each has come. */
  clients(
    sessionId: string,
    name: string,
    page: PageRequest = {},
    call: CallOptions = {},
  ): Outcome<Page<SharedDocumentClient>> {
    const at = path`/sessions/${sessionId}/documents/${name}/clients`;
    return this.http.json({ method: 'GET', path: at, query: { ...page } }, call);
  }

  /** The file that the document is bound to, and how that does. */
  file(sessionId: string, name: string, call: CallOptions = {}): Outcome<SharedDocumentFile> {
    return this.http.json({ method: 'GET', path: path`/sessions/${sessionId}/documents/${name}/file` }, call);
  }

  /** What changes in the document comes to the file, and the other way round, from then on. It is sent once. */
  bindFile(
    sessionId: string,
    name: string,
    input: BindSharedDocument,
    call: CallOptions = {},
  ): Outcome<SharedDocumentFile> {
    const at = path`/sessions/${sessionId}/documents/${name}/file`;
    return this.http.json({ method: 'PUT', path: at, json: input, idempotent: false }, call);
  }

  /** Bound to no file when ok; both stay as they are. */
  unbindFile(sessionId: string, name: string, call: CallOptions = {}): Outcome<void> {
    return this.http.done({ method: 'DELETE', path: path`/sessions/${sessionId}/documents/${name}/file` }, call);
  }

  /** Keeps the document as it is. It is sent once. */
  createVersion(
    sessionId: string,
    name: string,
    input: { readonly label?: string } = {},
    call: CallOptions = {},
  ): Outcome<SharedDocumentVersion> {
    const at = path`/sessions/${sessionId}/documents/${name}/versions`;
    return this.http.json({ method: 'POST', path: at, json: input }, call);
  }

  /** Makes the document what it was, by an edit that whoever has it open gets. It is sent once. */
  restoreVersion(sessionId: string, name: string, version: string, call: CallOptions = {}): Outcome<SharedDocument> {
    const at = path`/sessions/${sessionId}/documents/${name}/versions/${version}/restore`;
    return this.http.json({ method: 'POST', path: at }, call);
  }

  /** Keeps a document the same as the server's until it is closed. `connectDocument` of `@carrel/client/yjs` does it for Yjs. */
  open(place: DocumentPlace, peer: DocumentPeer, options: OpenDocumentOptions = {}): DocumentConnection {
    return new DocumentConnection(this.http, place, peer, options);
  }
}

const NO_BASE64 = protocolFault('An edit that is no base64.');

function toChanges({ clock, updates, isWhole }: SyncedDocument): Result<DocumentChanges, ClientError> {
  const decoded: Uint8Array<ArrayBuffer>[] = [];
  for (const update of updates) {
    const bytes = fromBase64(update);
    if (bytes === null) return err(NO_BASE64);
    decoded.push(bytes);
  }
  return ok({ clock, updates: decoded, isWhole });
}
