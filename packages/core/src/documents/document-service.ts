import {
  aborted,
  err,
  errAsync,
  isAborted,
  ok,
  ResultAsync,
  Ticker,
  type Caller,
  type Clock,
  type CursorCodec,
  type Page,
  type PageRequest,
  type Result,
  type SessionId,
} from '../kernel/index.js';
import type { AccessFeed } from '../sessions/index.js';
import { EntityTable, type RecordStore } from '../store/index.js';
import type { Logger } from '../telemetry/index.js';
import { ConnectionWatch } from './connection-watch.js';
import type { DocumentAccess, DocumentAction, DocumentStanding } from './document-access.js';
import type { DocumentFailure, OpenDocument, SyncDocument, SyncedDocument } from './document-calls.js';
import type { ClientLog } from './client-log.js';
import type { ClientSync } from './document-client.js';
import type { DocumentConnection } from './document-connection.js';
import { documentClosed, documentLimit, documentNotFound } from './document-errors.js';
import type { DocumentFileService } from './document-file-service.js';
import type { DocumentExchange } from './document-exchange.js';
import { checkSync } from './document-input.js';
import type { DocumentLog } from './document-log.js';
import type { ResolvedDocumentOptions } from './document-options.js';
import type { DocumentPurge } from './document-purge.js';
import { documents, toDocument, type StoredDocument } from './document-records.js';
import { DocumentSync } from './document-sync.js';
import type { DocumentVersionLog } from './document-version-log.js';
import { DocumentVersionService } from './document-version-service.js';
import { parseDocumentName, type Document, type DocumentRef } from './document.js';
import { LiveConnection } from './live-connection.js';
import type { Hold, LiveDocuments } from './live-documents.js';

export interface DocumentServiceDeps {
  readonly store: RecordStore;
  readonly cursors: CursorCodec;
  readonly clock: Clock;
  readonly access: DocumentAccess;
  readonly accessFeed: AccessFeed;
  readonly log: DocumentLog;
  readonly live: LiveDocuments;
  readonly clients: ClientLog;
  readonly versionLog: DocumentVersionLog;
  readonly purge: Pick<DocumentPurge, 'remove'>;
  readonly exchange: DocumentExchange;
  readonly files: DocumentFileService;
  readonly options: ResolvedDocumentOptions;
  readonly logger: Logger;
}

/** How often each connection is asked for what its caller may do. */
const LOOK_MS = 10_000;

/**
 * Shared documents of sessions: Yjs documents that many edit at once, each known by its session and name. One that nobody wrote to
 * is empty, and one exists from its first update on.
 *
 * Every call: `session/not-found` for who may not know of the session, `session/forbidden` for too small a role, `session/archived`
 * where something is to be changed in an archived session, `request/invalid` for a name that is none.
 */
export class DocumentService {
  readonly versions: DocumentVersionService;
  /** Documents that are bound to files. */
  readonly files: DocumentFileService;
  private readonly onThrown = (error: unknown): void => {
    this.deps.logger.error({ error }, 'a sink of a shared document threw');
  };
  private readonly syncing: DocumentSync;
  private readonly looks: Ticker;
  private readonly table: EntityTable<StoredDocument>;

  constructor(private readonly deps: DocumentServiceDeps) {
    this.versions = new DocumentVersionService(deps);
    this.files = deps.files;
    this.syncing = new DocumentSync(deps);
    this.looks = new Ticker(deps.clock, LOOK_MS);
    this.table = new EntityTable<StoredDocument>(documents, deps.cursors);
  }

  /**
   * A connection to the document, which is in memory when ok. `document/limit` when it has as many connections as may be,
   * `document/unavailable` while the server is ending.
   */
  open(caller: Caller, ref: DocumentRef, options: OpenDocument): ResultAsync<DocumentConnection, DocumentFailure> {
    const valid = parseDocumentName(ref.name);
    if (valid.isErr()) return errAsync(valid.error);
    if (isAborted(options.signal)) return errAsync(aborted('opening the document'));
    return new ResultAsync(this.connect(caller, ref, options));
  }

  /**
   * For who polls: what it brought is stored when ok, all of it, and it has what is newer than `since`. To bring nothing takes no
   * more than `documents.read`. After an error it may be repeated: what is there already is not taken twice.
   *
   * `document/stale-clock` for a `since` past the clock. `document/update-invalid`, `document/update-ahead` and
   * `document/too-large` for what it brings, of which nothing is taken then. The errors of the store while that takes nothing.
   */
  sync(caller: Caller, ref: DocumentRef, request: SyncDocument): ResultAsync<SyncedDocument, DocumentFailure> {
    const valid = parseDocumentName(ref.name).andThen(() => checkSync(request, this.deps.options));
    if (valid.isErr()) return errAsync(valid.error);
    const isWriting = (request.updates ?? []).length > 0;
    return this.deps.access
      .check(caller, ref.sessionId, isWriting ? 'documents.write' : 'documents.read')
      .andThen(() => new ResultAsync(this.syncHeld(caller, ref, request)));
  }

  /** The documents of the session, by their names. */
  list(caller: Caller, sessionId: SessionId, page: PageRequest = {}): ResultAsync<Page<Document>, DocumentFailure> {
    const { access, store } = this.deps;
    const prefix = [caller.tenantId, sessionId];
    const query = { scope: JSON.stringify(['documents', ...prefix]), prefix };
    return access
      .check(caller, sessionId, 'documents.read')
      .andThen(() => store.read((view) => this.table.page(view, query, page)))
      .map(({ items, nextCursor }) => ({ items: items.map(toDocument), nextCursor }));
  }

  /** `document/not-found` for one that nobody wrote to. */
  get(caller: Caller, ref: DocumentRef): ResultAsync<Document, DocumentFailure> {
    return this.stored(caller, ref, 'documents.read').map(toDocument);
  }

  /** The clients that poll it, and how far each has come. `document/not-found` for one that nobody wrote to. */
  pollers(caller: Caller, ref: DocumentRef): ResultAsync<readonly ClientSync[], DocumentFailure> {
    return this.stored(caller, ref, 'documents.read').andThen(({ tenantId, id: documentId }) =>
      this.deps.clients.list({ tenantId, documentId }),
    );
  }

  /** Gone when ok, with its versions; who is connected is told `removed`. `document/not-found` when it is not there. */
  remove(caller: Caller, ref: DocumentRef): ResultAsync<void, DocumentFailure> {
    const { exchange, live, purge } = this.deps;
    return this.stored(caller, ref, 'documents.remove').andThen((document) =>
      purge.remove(document).andThen((isRemoved) => {
        if (!isRemoved) return err(documentNotFound());
        const here = live.get(document);
        if (here?.id === document.id) here.end('removed');
        exchange.removed(document);
        return ok(undefined);
      }),
    );
  }

  private stored(
    caller: Caller,
    { sessionId, name }: DocumentRef,
    action: DocumentAction,
  ): ResultAsync<StoredDocument, DocumentFailure> {
    const { access, log } = this.deps;
    const valid = parseDocumentName(name);
    if (valid.isErr()) return errAsync(valid.error);
    return access
      .check(caller, sessionId, action)
      .andThen(() => log.head({ tenantId: caller.tenantId, sessionId, name }))
      .andThen((head) => (head === null ? err(documentNotFound()) : ok(head)));
  }

  private async connect(
    caller: Caller,
    { sessionId, name }: DocumentRef,
    options: OpenDocument,
  ): Promise<Result<DocumentConnection, DocumentFailure>> {
    const { access, accessFeed, live } = this.deps;
    const watching = { access, accessFeed, looks: this.looks };
    const watch = new ConnectionWatch(watching, caller, sessionId, options.readOnly === true);
    const standing = await access.check(caller, sessionId, 'documents.read');
    if (standing.isErr()) {
      watch.end();
      return err(standing.error);
    }
    const hold = await live.hold({ tenantId: caller.tenantId, sessionId, name });
    if (hold.isErr()) {
      watch.end();
      return err(hold.error);
    }
    const joined = this.join(hold.value, standing.value, { watch, options });
    if (joined.isErr()) {
      watch.end();
      hold.value.release();
    }
    return joined;
  }

  private join(
    hold: Hold,
    standing: DocumentStanding,
    { watch, options: { sink, readOnly = false, viewersMaySpeak, signal } }: Joining,
  ): Result<DocumentConnection, DocumentFailure> {
    const { clock, options } = this.deps;
    if (isAborted(signal)) return err(aborted('opening the document'));
    if (hold.live.isOver) return err(documentClosed());
    if (hold.live.readerCount >= options.maxConnections) {
      return err(documentLimit('connections', options.maxConnections));
    }
    const connection = new LiveConnection({
      ...{ hold, sink, clock, options, watch, signal, onThrown: this.onThrown },
      viewersMaySpeak: viewersMaySpeak ?? options.viewersMaySpeak,
      canWrite: standing.canWrite && !readOnly,
    });
    hold.live.join(connection);
    watch.follow(connection);
    return ok(connection);
  }

  private async syncHeld(
    caller: Caller,
    { sessionId, name }: DocumentRef,
    request: SyncDocument,
  ): Promise<Result<SyncedDocument, DocumentFailure>> {
    const hold = await this.deps.live.hold({ tenantId: caller.tenantId, sessionId, name });
    if (hold.isErr()) return err(hold.error);
    try {
      return await this.syncing.sync(hold.value.live, caller, request);
    } finally {
      hold.value.release();
    }
  }
}

interface Joining {
  readonly watch: ConnectionWatch;
  readonly options: OpenDocument;
}
