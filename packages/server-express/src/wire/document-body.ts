import type { ClientSync, Document, DocumentFile, DocumentSnapshot, DocumentVersion } from '@carrel/core/documents';
import { z } from 'zod';

/** The most updates of one call; the service may take fewer. */
const MAX_UPDATES = 1_000;

/** Bytes in base64. */
const bytes = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));

/** What synchronising takes. Ranges are the service's matter. */
export const syncBody = z.strictObject({
  /** What the client calls itself: the same from call to call, another for each device. */
  clientId: z.string(),
  /** The clock that the client has all up to; 0 when it has nothing. */
  since: z.int().min(0),
  updates: z.array(bytes).max(MAX_UPDATES).default([]),
  device: z.string().exactOptional(),
});

/** What it answers. */
export const syncedBody = z.strictObject({
  clock: z.int().min(0),
  updates: z.array(z.base64()),
  /** What was newer than `since` is not kept one by one any more: the updates hold the document from its beginning. */
  isWhole: z.boolean(),
});

/** A document as answers show it. */
export const documentBody = z.strictObject({
  id: z.string(),
  sessionId: z.string(),
  name: z.string(),
  clock: z.int().min(1),
  sizeBytes: z.int().min(0),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export function toDocumentBody(document: Document): object {
  const { id, sessionId, name, clock, sizeBytes, createdAt, updatedAt } = document;
  return { id, sessionId, name, clock, sizeBytes, createdAt, updatedAt };
}

export const createVersionBody = z.strictObject({ label: z.string().min(1).max(200).exactOptional() });

/** A version of a document as answers show it. */
export const documentVersionBody = z.strictObject({
  id: z.string(),
  clock: z.int().min(1),
  label: z.string().exactOptional(),
  sizeBytes: z.int().min(0),
  /** Absent for one that was kept because it was time to. */
  createdBy: z.string().exactOptional(),
  createdAt: z.iso.datetime(),
});

export function toDocumentVersionBody(version: DocumentVersion): object {
  const { id, clock, label, sizeBytes, createdBy, createdAt } = version;
  return { id, clock, label, sizeBytes, createdBy, createdAt };
}

/** A version with what the document held, as one update of Yjs. */
export const documentSnapshotBody = z.strictObject({ version: documentVersionBody, state: z.base64() });

export function toDocumentSnapshotBody({ version, state }: DocumentSnapshot): object {
  return { version: toDocumentVersionBody(version), state: toBase64(state) };
}

/** A client that polls, as answers show it. */
export const documentClientBody = z.strictObject({
  clientId: z.string(),
  userId: z.string(),
  device: z.string().exactOptional(),
  /** The clock of the latest answer that it was given. */
  clock: z.int().min(0),
  /** To a minute. */
  lastSeenAt: z.iso.datetime(),
});

export function toDocumentClientBody({ clientId, userId, device, clock, lastSeenAt }: ClientSync): object {
  return { clientId, userId, device, clock, lastSeenAt };
}

/** What binding a document to a file takes. Its ranges are the service's matter. */
export const bindDocumentFileBody = z.strictObject({
  /** Where the file is, relative to the workspace's root. */
  path: z.string(),
  /** Which text of the document it is: the name of its root. */
  text: z.string().exactOptional(),
  /** Which one is taken where they do not say the same; `file` takes an empty one as well. */
  prefer: z.enum(['document', 'file']).exactOptional(),
});

/** A document that is bound to a file, as answers show it. */
export const documentFileBody = z.strictObject({
  sessionId: z.string(),
  name: z.string(),
  path: z.string(),
  text: z.string(),
  status: z.enum(['bound', 'paused', 'ended']),
  /** There while the status is another one than `bound`. */
  reason: z
    .enum([
      ...(['file-missing', 'file-renamed', 'file-too-large', 'file-not-text', 'file-unusable'] as const),
      ...(['document-not-text', 'document-too-large', 'session-archived', 'access-lost'] as const),
    ])
    .exactOptional(),
  /** The clock of the document up to which the file has it. */
  clock: z.int().min(0),
  /** As whom the file is read and written. */
  boundBy: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export function toDocumentFileBody(file: DocumentFile): object {
  const { sessionId, name, path, text, status, reason, clock, boundBy, createdAt, updatedAt } = file;
  return { sessionId, name, path, text, status, reason, clock, boundBy, createdAt, updatedAt };
}

export function toBase64(update: Uint8Array): string {
  return Buffer.from(update.buffer, update.byteOffset, update.byteLength).toString('base64');
}
