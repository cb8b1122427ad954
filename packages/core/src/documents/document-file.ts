import type { SessionId, UserId } from '../kernel/index.js';
import type { DocumentRef } from './document.js';

/** Which of two contents that differ is the one, when a document is bound to a file. */
export type PreferredContent = 'document' | 'file';

/** Binds a document to a file. */
export interface BindDocumentFile extends DocumentRef {
  /** Where the file is, relative to the workspace's root; at most 1,024 characters. */
  readonly path: string;
  /** Which text of the Yjs document it is: the name of its root, 1 to 200 characters. @default 'text' */
  readonly text?: string | undefined;
  /**
   * Which one is taken where they do not say the same; `file` takes an empty one as well.
   *
   * @default the one that says something; where both do, neither: `document-file/differs`
   */
  readonly prefer?: PreferredContent | undefined;
}

/**
 * How a binding does:
 * - `bound`: what changes in one comes to the other;
 * - `paused`: it does not, because of `reason`; it goes on by itself when that is over;
 * - `ended`: it does not, because of `reason`, and does not go on. Bind the document again.
 */
export type DocumentFileStatus = 'bound' | 'paused' | 'ended';

/**
 * Why a document and its file are not kept the same:
 * - `file-missing`, `file-renamed`: there is no file at the path; the latter where it was seen to be moved away;
 * - `file-too-large`: it is past `documents.maxBoundFileBytes`, or would be;
 * - `file-not-text`: it is not UTF-8, or holds a NUL;
 * - `file-unusable`: it is a directory or no plain file, may not be used, or there is no room for it;
 * - `document-not-text`: that root of the document is no text, or has something in it that is none;
 * - `document-too-large`: its state is past 4 MiB, encoded, or would be past `documents.maxDocumentBytes`;
 * - `session-archived`: nothing is changed in an archived session;
 * - `access-lost`: who bound it may not write to the document or the file any more. This one ends it.
 */
export type DocumentFileReason =
  | 'file-missing'
  | 'file-renamed'
  | 'file-too-large'
  | 'file-not-text'
  | 'file-unusable'
  | 'document-not-text'
  | 'document-too-large'
  | 'session-archived'
  | 'access-lost';

/** A document that is bound to a file of its session's workspace. */
export interface DocumentFile {
  readonly sessionId: SessionId;
  readonly name: string;
  readonly path: string;
  /** Which text of the document it is. */
  readonly text: string;
  readonly status: DocumentFileStatus;
  /** There while the status is another one than `bound`. */
  readonly reason?: DocumentFileReason;
  /** The clock of the document up to which the file has it. */
  readonly clock: number;
  /** As whom the file is read and written. */
  readonly boundBy: UserId;
  readonly createdAt: string;
  readonly updatedAt: string;
}
