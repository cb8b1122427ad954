import type { Caller, CarrelError, InvalidInput, ResultAsync, SessionId } from '../kernel/index.js';
import type { FileContent, FileEntry, WatchEvent } from '../runtime/index.js';
import type { StoredError } from '../storage/index.js';
import type { ReachError } from '../workspaces/index.js';

/** Why a file was not read or written. */
export type BridgeFileError = ReachError | InvalidInput | StoredError;

interface Place {
  readonly sessionId: SessionId;
  readonly path: string;
}

interface Call {
  readonly signal?: AbortSignal | undefined;
}

type FileEvent =
  Exclude<WatchEvent, { readonly type: 'failed' }> | { readonly type: 'failed'; readonly error: CarrelError };

/** What binding documents to files needs of files: `FileService` is one. Each call checks what its caller may do. */
export interface BridgeFiles {
  stat(caller: Caller, place: Place, call?: Call): ResultAsync<FileEntry, BridgeFileError>;
  read(
    caller: Caller,
    place: Place,
    options?: Call & { readonly length?: number },
  ): ResultAsync<FileContent, BridgeFileError>;
  /** Replaced as a whole when ok. `file/changed` where `expectTag` is not the file's, `file/exists` where `exclusive` finds one. */
  write(
    caller: Caller,
    file: Place & { readonly data: Uint8Array },
    options?: Call & { readonly expectTag?: string; readonly exclusive?: boolean },
  ): ResultAsync<FileEntry, BridgeFileError>;
  watch(
    caller: Caller,
    place: Place,
    options?: Call & { readonly from?: number; readonly opened?: boolean },
  ): ResultAsync<AsyncIterable<FileEvent>, BridgeFileError>;
}
