import type { ResultAsync } from '../kernel/index.js';
import { err, ok, okAsync } from '../kernel/index.js';
import {
  readChunks,
  removeChunks,
  storeCorrupt,
  writeChunks,
  type ReadView,
  type StoreError,
  type Transaction,
  type WriteError,
} from '../store/index.js';
import { messageBodies, type StoredMessage } from './conversation-records.js';
import type { Message, MessageBody } from './message.js';

/** The most bytes of a body that stands in the record of its message; the rest of the record's room is for its fields. */
const MAX_INLINE_BYTES = 48 * 1024;

/** A message without its version, and its body as JSON. */
export interface EncodedMessage {
  readonly message: Omit<Message, 'version'>;
  readonly json: string;
  readonly bodyBytes: number;
}

export function encodeMessage(message: Omit<Message, 'version'>): EncodedMessage {
  const { content, parts } = message;
  const json = JSON.stringify({ content, parts });
  return { message, json, bodyBytes: Buffer.byteLength(json) };
}

/** The record of the message; a large body is written beside it. What its place held before is replaced. */
export function writeBody(
  tx: Transaction,
  { message, json, bodyBytes }: EncodedMessage,
): ResultAsync<StoredMessage, WriteError> {
  const { content, parts, ...rest } = message;
  const head = isAnswering(message) ? { ...rest, answeringSince: message.createdAt } : rest;
  if (bodyBytes <= MAX_INLINE_BYTES) {
    const record = { ...head, bodyBytes, body: { content, parts } };
    // Only a message that was longer before has chunks.
    return removeChunks(tx, messageBodies, ownerOf(message)).map(() => record);
  }
  return writeChunks(tx, messageBodies, ownerOf(message), Buffer.from(json)).map(() => ({ ...head, bodyBytes }));
}

/** The whole message; `store/corrupt` when its body is missing. */
export function readMessage(
  view: ReadView,
  { value, version }: { readonly value: StoredMessage; readonly version: number },
): ResultAsync<Message, StoreError> {
  const { answeringSince: _since, body, bodyBytes: _bytes, ...head } = value;
  if (body !== undefined) return okAsync({ ...head, ...body, version });
  return readChunks(view, messageBodies, ownerOf(head)).andThen((bytes) => {
    if (bytes === null) return err(storeCorrupt());
    return ok({ ...head, ...(JSON.parse(Buffer.from(bytes).toString()) as MessageBody), version });
  });
}

/** Whether a model says it, for all that is known. */
export function isAnswering({ status, deletedAt }: Pick<Message, 'status' | 'deletedAt'>): boolean {
  return status === 'answering' && deletedAt === undefined;
}

/** Whose the chunks of a large body are. */
export function ownerOf({
  tenantId,
  conversationId,
  sequence,
}: Pick<Message, 'tenantId' | 'conversationId' | 'sequence'>) {
  return { tenantId, ownerId: `${conversationId}/${sequence}` };
}

/** The first of them that have so many bytes together; one at least. */
export function withinBytes<M extends { readonly value: Pick<StoredMessage, 'bodyBytes'> }>(
  items: readonly M[],
  maxBytes: number,
): readonly M[] {
  let bytes = 0;
  const tooMany = items.findIndex(({ value }, index) => (bytes += value.bodyBytes) > maxBytes && index > 0);
  return tooMany === -1 ? items : items.slice(0, tooMany);
}
