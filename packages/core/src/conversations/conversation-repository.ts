import type {
  InvalidInput,
  Page,
  PageRequest,
  Result,
  ResultAsync,
  SessionId,
  TenantId,
  UserId,
} from '../kernel/index.js';
import type { IdempotencyGone, IdempotencyMismatch } from '../sessions/index.js';
import type { EntityRecord, RecordError, StoreError } from '../store/index.js';
import type { ConversationLimit, ConversationNotFound } from './conversation-errors.js';
import type { Conversation, ConversationKey } from './conversation.js';

export type RepositoryError = RecordError | StoreError;

/** What makes a repeated request the same one. */
export interface RepeatableRequest {
  readonly userId: UserId;
  /** The caller's own name for the request. */
  readonly key: string;
  /** A digest of what was asked for. */
  readonly fingerprint: string;
  /** From then on the key is free again. */
  readonly expiresAt: string;
}

export interface ConversationCreation {
  readonly conversation: EntityRecord<Conversation>;
  /** How many living ones there may be in its session, or of its owner, this one included. */
  readonly limit: number;
  readonly request?: RepeatableRequest;
}

/** Whose conversations: of a session, or those of a user that have none. */
export type ConversationScope =
  | { readonly tenantId: TenantId; readonly sessionId: SessionId }
  | { readonly tenantId: TenantId; readonly ownerId: UserId };

/** Keeps conversations. A deleted one, and one of another tenant, is missing. Each method is one transaction. */
export interface ConversationRepository {
  /**
   * Adds the conversation, or gives the one that the same request made before. `conversation/limit` at the limit;
   * `request/idempotency-mismatch` when the key stands for another request, `request/idempotency-gone` when what it made is gone.
   */
  create(
    creation: ConversationCreation,
  ): ResultAsync<Conversation, ConversationLimit | IdempotencyMismatch | IdempotencyGone | RepositoryError>;
  get(key: ConversationKey): ResultAsync<Conversation | null, StoreError>;
  /** The newest first. */
  list(scope: ConversationScope, request: PageRequest): ResultAsync<Page<Conversation>, InvalidInput | StoreError>;
  /** Writes what `change` makes of the conversation as it is now; its error leaves it as it is. */
  update<E>(
    key: ConversationKey,
    change: (current: Conversation) => Result<Conversation, E>,
  ): ResultAsync<Conversation, ConversationNotFound | E | RepositoryError>;
  /** Forgets requests whose time is over at `now`, at most `limit`; how many there were. */
  forgetRequests(now: string, limit: number): ResultAsync<number, RepositoryError>;
}
