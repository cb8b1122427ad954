import type { ConversationId, MessageId, StreamId, TenantId, UserId } from '../kernel/index.js';
import type { TokenUsage } from '../models/index.js';
import type { Entity } from '../store/index.js';
import type { MessagePart } from './message-part.js';

export const MESSAGE_ROLES = ['system', 'user', 'assistant', 'tool'] as const;

export type MessageRole = (typeof MESSAGE_ROLES)[number];

/**
 * `complete`: all of it is there. `answering`: a model still says it, in a stream. `cancelled` and `failed`: a model was stopped, or
 * could not go on, and what it had said is there.
 */
export type MessageStatus = 'complete' | 'answering' | 'cancelled' | 'failed';

export interface MessageBody {
  /** The text of the message. */
  readonly content: string;
  /** The same in pieces, with what is no text; empty when there is the text alone. */
  readonly parts: readonly MessagePart[];
}

export interface Message extends Entity, MessageBody {
  readonly id: MessageId;
  readonly tenantId: TenantId;
  readonly conversationId: ConversationId;
  /** Its place in the conversation, from 1 on; no two messages share one. */
  readonly sequence: number;
  readonly role: MessageRole;
  /** Who added it, or whom a model answered. */
  readonly authorId: UserId;
  readonly replyTo?: MessageId;
  readonly status: MessageStatus;
  /** The stream in which a model says it, or said it. */
  readonly streamId?: StreamId;
  /** Why it is not complete: the type of an error, and a sentence for people. */
  readonly error?: { readonly type: string; readonly message: string };
  /** What a model counted. */
  readonly usage?: TokenUsage;
}

export interface AddMessage {
  readonly role: MessageRole;
  readonly content: string;
  /** @default none */
  readonly parts?: readonly MessagePart[];
  /** A message of the same conversation. */
  readonly replyTo?: MessageId;
}

/** What names one message. */
export interface MessageRef {
  readonly conversationId: ConversationId;
  readonly id: MessageId;
}
