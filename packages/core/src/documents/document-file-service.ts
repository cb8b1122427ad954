import {
  err,
  errAsync,
  ok,
  ResultAsync,
  toTimestamp,
  type Caller,
  type Clock,
  type IdSource,
  type Result,
} from '../kernel/index.js';
import { fileChanged } from '../runtime/index.js';
import { BoundFileAccess, type FileSeen, type FileTrouble } from './bound-file.js';
import type { BridgeFileError, BridgeFiles } from './bridge-files.js';
import type { DocumentAccess } from './document-access.js';
import type { DocumentFailure } from './document-calls.js';
import type { DocumentFileBridge } from './document-file-bridge.js';
import {
  documentFileDiffers,
  documentFileNotBound,
  documentFileTaken,
  documentFileUnusable,
  type DocumentFileError,
} from './document-file-errors.js';
import { checkBinding, type BindingInput } from './document-file-input.js';
import type { DocumentFileLog } from './document-file-log.js';
import { toDocumentFile, type BoundFile, type FileMark, type StoredDocumentFile } from './document-file-records.js';
import type { BindDocumentFile, DocumentFile } from './document-file.js';
import type { ResolvedDocumentOptions } from './document-options.js';
import { parseDocumentName, type DocumentRef } from './document.js';
import { decodeFile, digestOf, encodeFile, PLAIN_FORMAT, type TextFormat } from './file-text.js';
import type { LiveDocument } from './live-document.js';
import type { LiveDocuments } from './live-documents.js';
import { loadYjs } from './load-yjs.js';
import { TextReplica } from './text-replica.js';

export interface DocumentFileServiceDeps {
  readonly access: DocumentAccess;
  readonly files: BridgeFiles;
  readonly fileLog: DocumentFileLog;
  readonly bridge: DocumentFileBridge;
  readonly live: LiveDocuments;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly options: ResolvedDocumentOptions;
}

/** Why a document was not bound to a file. */
export type DocumentFileFailure = DocumentFailure | DocumentFileError | BridgeFileError;

/** What a binding begins with. */
interface Beginning extends TextFormat {
  /** The file is as if it had been this. */
  readonly digest: string;
  readonly state: Uint8Array;
  readonly clock: number;
}

/** Documents that are bound to files of their session's workspace. */
export class DocumentFileService {
  constructor(private readonly deps: DocumentFileServiceDeps) {}

  /**
   * Bound when ok, in place of what it was bound to, and both say the same, or the binding says why not. A file that is not there
   * is made. A document that says nothing gets what the file says, and a file that says nothing what the document says, unless the
   * file is preferred.
   *
   * `document-file/differs` where both say something else and nothing is preferred; `document-file/taken` for a file that another
   * document of the session is bound to; `document-file/unusable` for what cannot be bound; `file/changed` where somebody wrote to
   * the file meanwhile: try again. The errors of reading and writing files, which the caller has to be allowed.
   */
  bind(caller: Caller, input: BindDocumentFile): ResultAsync<DocumentFile, DocumentFileFailure> {
    const valid = parseDocumentName(input.name).andThen(() => checkBinding(input));
    if (valid.isErr()) return errAsync(valid.error);
    return this.deps.access
      .check(caller, input.sessionId, 'documents.write')
      .andThen(() => new ResultAsync(this.bindHeld(caller, input, valid.value)));
  }

  /** `document-file/not-bound` for a document that is bound to none. */
  get(caller: Caller, ref: DocumentRef): ResultAsync<DocumentFile, DocumentFileFailure> {
    return this.bound(caller, ref, 'documents.read').map(toDocumentFile);
  }

  /** Bound to no file when ok; both stay as they are. `document-file/not-bound` when it was not. */
  unbind(caller: Caller, ref: DocumentRef): ResultAsync<void, DocumentFileFailure> {
    const { bridge, fileLog } = this.deps;
    return this.bound(caller, ref, 'documents.write').andThen((bound) =>
      fileLog.remove(bound, bound.bindingId).andThen(() => ResultAsync.fromSafePromise(bridge.end(bound))),
    );
  }

  private bound(
    caller: Caller,
    { sessionId, name }: DocumentRef,
    action: 'documents.read' | 'documents.write',
  ): ResultAsync<BoundFile, DocumentFileFailure> {
    const { access, fileLog } = this.deps;
    const valid = parseDocumentName(name);
    if (valid.isErr()) return errAsync(valid.error);
    return access
      .check(caller, sessionId, action)
      .andThen(() => fileLog.get({ tenantId: caller.tenantId, sessionId, name }))
      .andThen((found) => (found === null ? err(documentFileNotBound()) : ok(found)));
  }

  private async bindHeld(
    caller: Caller,
    { sessionId, name }: DocumentRef,
    input: BindingInput,
  ): Promise<Result<DocumentFile, DocumentFileFailure>> {
    const key = { tenantId: caller.tenantId, sessionId, name };
    const hold = await this.deps.live.hold(key);
    if (hold.isErr()) return err(hold.error);
    try {
      return await this.bindLive(caller, hold.value.live, input);
    } finally {
      hold.value.release();
    }
  }

  private async bindLive(
    caller: Caller,
    live: LiveDocument,
    input: BindingInput,
  ): Promise<Result<DocumentFile, DocumentFileFailure>> {
    const { bridge, fileLog } = this.deps;
    // With all that others stored on their replicas.
    const reached = await live.reached(Infinity);
    if (reached.isErr()) return err(reached.error);
    const beginning = await this.beginning(caller, live, input);
    if (beginning.isErr()) return err(beginning.error);
    const binding = this.bindingOf(caller, live, { input, beginning: beginning.value });
    const added = await fileLog.put(binding, beginning.value.state);
    if (added.isErr()) return err(added.error.type === 'record/exists' ? documentFileTaken() : added.error);
    await bridge.end(live.key);
    await bridge.begin(live, added.value);
    const now = await fileLog.get(live.key);
    if (now.isErr()) return err(now.error);
    return now.value === null ? err(documentFileNotBound()) : ok(toDocumentFile(now.value));
  }

  private bindingOf(
    caller: Caller,
    { key: { tenantId, sessionId, name } }: LiveDocument,
    { input, beginning }: { readonly input: BindingInput; readonly beginning: Beginning },
  ): StoredDocumentFile {
    const { clock, ids } = this.deps;
    const { agentId, role, tier, scopes, requestId, userId: boundBy } = caller;
    const { digest, lineEnd, hasMark } = beginning;
    const base: FileMark = { digest, lineEnd, hasMark, slot: 0, clock: beginning.clock };
    const now = toTimestamp(clock.now());
    return {
      ...{ tenantId, sessionId, name, bindingId: ids.nextSecret(12), path: input.path, text: input.text, boundBy },
      as: { role, tier, scopes, requestId, ...(agentId === undefined ? {} : { agentId }) },
      ...{ status: 'bound', reason: null, base, intent: null, createdAt: now, updatedAt: now },
    };
  }

  /** What both are taken to have had last: then what is different is what was done since. */
  private async beginning(
    caller: Caller,
    live: LiveDocument,
    { path, text: root, prefer }: BindingInput,
  ): Promise<Result<Beginning, DocumentFileFailure>> {
    const { files, options } = this.deps;
    const replica = new TextReplica(await loadYjs(), root);
    try {
      const read = replica.read(live);
      if (read.isErr()) return err(documentFileUnusable('document-not-text'));
      const text = read.value;
      const own = { state: replica.encode(), clock: replica.clock };
      const place = { sessionId: live.key.sessionId, path };
      const file = new BoundFileAccess({ files, maxBytes: options.maxBoundFileBytes }, caller, place);
      const seen = await file.read();
      if (seen.isErr()) {
        const isMissing = seen.error.type === 'reason' && seen.error.reason === 'file-missing';
        if (!isMissing) return err(toFailure(seen.error, path));
        return await this.written(file, { text, format: PLAIN_FORMAT, seen: null, own, path });
      }
      const decoded = decodeFile(seen.value.bytes, PLAIN_FORMAT);
      if (decoded.isErr()) return err(documentFileUnusable('file-not-text'));
      const { format, text: said } = decoded.value;
      if (said === text) return ok({ ...format, ...own, digest: seen.value.digest });
      // As if the file had said what the document says: what it says is taken for what was done to it.
      const asDocument = { ...format, ...own, digest: digestOf(encodeFile(text, format)) };
      if (text === '' || prefer === 'file') return ok(asDocument);
      if (said !== '' && prefer !== 'document') return err(documentFileDiffers());
      return await this.written(file, { text, format, seen: seen.value, own, path });
    } finally {
      replica.destroy();
    }
  }

  private async written(
    file: BoundFileAccess,
    { text, format, seen, own, path }: FirstWrite,
  ): Promise<Result<Beginning, DocumentFileFailure>> {
    const written = await file.write(encodeFile(text, format), seen);
    if (written.isErr()) return err(toFailure(written.error, path));
    return ok({ ...format, ...own, digest: written.value.digest });
  }
}

interface FirstWrite {
  readonly text: string;
  readonly format: TextFormat;
  readonly seen: FileSeen | null;
  readonly own: Pick<Beginning, 'state' | 'clock'>;
  readonly path: string;
}

function toFailure(trouble: FileTrouble, path: string): DocumentFileFailure {
  switch (trouble.type) {
    case 'reason':
      return trouble.error ?? documentFileUnusable(trouble.reason);
    case 'failed':
      return trouble.error;
    case 'changed':
      return fileChanged(path);
  }
}
