import type { ConversationId, CursorCodec, SessionId, TenantId, UserId } from '../kernel/index.js';
import { chunkCollection, collection, EntityTable, type EntityRecord } from '../store/index.js';
import { answerCommands } from './answer-command-records.js';
import type { Conversation } from './conversation.js';
import type { Message, MessageBody } from './message.js';

/** A conversation as it is stored: with what its indexes need, absent where it must not be found. */
export interface StoredConversation extends Conversation {
  /** The session, until the conversation is deleted. */
  readonly listedIn?: SessionId;
  /** The owner of one without a session, until it is deleted. */
  readonly listedFor?: UserId;
  /** The place of the last message that was copied from where it comes from, while some are still to be copied. */
  readonly copiedTo?: number;
  /** The place of the message that a model says now. */
  readonly answering?: number;
}

/** A message as it is stored; a large body stands apart, in chunks. */
export interface StoredMessage extends EntityRecord<Omit<Message, keyof MessageBody>> {
  readonly body?: MessageBody;
  /** Since when a model says it, while one does. */
  readonly answeringSince?: string;
  /** The bytes of the body as JSON. */
  readonly bodyBytes: number;
}

/** A request that may be repeated, and what it made. */
export interface ConversationRequest {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly key: string;
  readonly fingerprint: string;
  readonly conversationId: ConversationId;
  /** The place of the message; absent when the request made the conversation. */
  readonly sequence?: number;
  readonly expiresAt: string;
}

export const conversations = collection<EntityRecord<StoredConversation>>()('conversations', {
  key: ['tenantId', 'id'],
  indexes: {
    bySession: ['tenantId', 'listedIn', 'id'],
    byOwner: ['tenantId', 'listedFor', 'id'],
    byCopying: ['copiedTo'],
  },
});

export const messages = collection<StoredMessage>()('messages', {
  key: ['tenantId', 'conversationId', 'sequence'],
  unique: { byId: ['tenantId', 'conversationId', 'id'] },
  indexes: { byAnswering: ['answeringSince'] },
});

export const messageBodies = chunkCollection('message_bodies');

export const conversationRequests = collection<ConversationRequest>()('conversation_requests', {
  key: ['tenantId', 'userId', 'key'],
  indexes: { byExpiry: ['expiresAt'] },
});

/** What the store must be opened with for conversations to work. */
export const conversationCollections = [
  conversations,
  messages,
  messageBodies,
  conversationRequests,
  answerCommands,
] as const;

export type ConversationTable = EntityTable<StoredConversation>;

export function createConversationTable(cursors: CursorCodec): ConversationTable {
  return new EntityTable<StoredConversation>(conversations, cursors);
}

export function toStoredConversation<C extends Omit<StoredConversation, 'version'>>(conversation: C): C {
  const { listedIn: _in, listedFor: _for, ...rest } = conversation;
  const { copiedTo: _to, ...whole } = rest;
  if (rest.deletedAt !== undefined) return whole as C;
  const { ownerId, sessionId } = rest;
  return { ...rest, ...(sessionId === undefined ? { listedFor: ownerId } : { listedIn: sessionId }) } as C;
}

export function toConversation({
  listedIn: _in,
  listedFor: _for,
  copiedTo: _to,
  answering: _answering,
  ...conversation
}: StoredConversation): Conversation {
  return conversation;
}
