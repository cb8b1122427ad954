import type { ConversationId, SessionId, TenantId, UserId } from '../kernel/index.js';
import type { Entity } from '../store/index.js';

/** Messages in an order: of a session, whose members share it, or of one user alone. */
export interface Conversation extends Entity {
  readonly id: ConversationId;
  readonly tenantId: TenantId;
  /** Who began it. */
  readonly ownerId: UserId;
  /** The session that it belongs to, and whose roles say who may what; absent for one that is its owner's alone. */
  readonly sessionId?: SessionId;
  readonly title?: string;
  /** The conversation that it was copied from together with its session, and the place of the last message that was copied. */
  readonly forkedFrom?: { readonly conversationId: ConversationId; readonly sequence: number };
  /** How many messages it has; removed ones do not count. */
  readonly messageCount: number;
  /** The place of its latest message, removed or not; 0 when it never had one. */
  readonly lastSequence: number;
}

/** What names one conversation in the store. */
export type ConversationKey = Pick<Conversation, 'tenantId' | 'id'>;

export interface CreateConversation {
  /** @default none: the conversation is the caller's alone */
  readonly sessionId?: SessionId;
  /** 1 to 200 characters. @default none */
  readonly title?: string;
}

export interface UpdateConversation {
  /** `null` takes it away. */
  readonly title: string | null;
}
