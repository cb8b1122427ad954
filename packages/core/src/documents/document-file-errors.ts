import { errorMaker, type CarrelError } from '../kernel/index.js';
import type { DocumentFileReason } from './document-file.js';

/** The document is bound to no file. */
export type DocumentFileNotBound = CarrelError<'document-file/not-bound'>;
/** Another document of the session is bound to this file. */
export type DocumentFileTaken = CarrelError<'document-file/taken'>;
/** The document and the file both say something, and not the same. Say which one is preferred, or empty one of them. */
export type DocumentFileDiffers = CarrelError<'document-file/differs'>;
/** The two cannot be kept the same. */
export interface DocumentFileUnusable extends CarrelError<'document-file/unusable'> {
  readonly reason: DocumentFileReason;
}

export type DocumentFileError = DocumentFileNotBound | DocumentFileTaken | DocumentFileDiffers | DocumentFileUnusable;

export const documentFileNotBound = errorMaker('document-file/not-bound', 'The document is bound to no file.', false);
export const documentFileTaken = errorMaker(
  'document-file/taken',
  'Another document of the session is bound to this file.',
  false,
);
export const documentFileDiffers = errorMaker(
  'document-file/differs',
  'The document and the file say different things; say which one is preferred.',
  false,
);

const WHY: Readonly<Record<DocumentFileReason, string>> = {
  'file-missing': 'There is no such file.',
  'file-renamed': 'The file was moved away.',
  'file-too-large': 'The file is larger than one that a document is bound to may be.',
  'file-not-text': 'The file is no text in UTF-8.',
  'file-unusable': 'What is at the path cannot be read or written as a file.',
  'document-not-text': 'That part of the document is no plain text.',
  'document-too-large': 'The document is larger than one that is bound to a file may be.',
  'session-archived': 'The session is archived.',
  'access-lost': 'Who bound the document may not write to it, or to the file, any more.',
};

export function documentFileUnusable(reason: DocumentFileReason): DocumentFileUnusable {
  return { type: 'document-file/unusable', message: WHY[reason], retryable: false, reason };
}
