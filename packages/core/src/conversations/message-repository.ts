import type { InvalidInput, Page, PageRequest, Result, ResultAsync } from '../kernel/index.js';
import type { IdempotencyGone, IdempotencyMismatch } from '../sessions/index.js';
import type { StoreError } from '../store/index.js';
import type { ConversationBusy } from './answer-errors.js';
import type { ConversationNotFound, MessageLimit, MessageNotFound } from './conversation-errors.js';
import type { RepeatableRequest, RepositoryError } from './conversation-repository.js';
import type { ConversationKey } from './conversation.js';
import type { Message, MessageRef } from './message.js';

/** A message before it has its place. */
export type NewMessage = Omit<Message, 'version' | 'sequence'>;

export interface MessageAddition {
  /** One, or one and its answer, which get places next to each other. All of one conversation. */
  readonly messages: readonly [NewMessage, ...NewMessage[]];
  /** How many places the conversation has. */
  readonly maxMessages: number;
  readonly request?: RepeatableRequest;
}

export interface MessagePageRequest extends PageRequest {
  /** `asc` from the first, `desc` from the latest. @default 'asc' */
  readonly order?: 'asc' | 'desc';
}

export type MessageKey = ConversationKey & { readonly messageId: MessageRef['id'] };

export type AddError =
  | ConversationBusy
  | ConversationNotFound
  | MessageLimit
  | MessageNotFound
  | IdempotencyMismatch
  | IdempotencyGone
  | RepositoryError;

/** Keeps the messages of conversations. A removed one is missing. Each method is one transaction. */
export interface MessageRepository {
  /**
   * Gives the messages the next places, or gives those that the same request made before. `message/not-found` when what one
   * replies to is not there, `message/limit` when there are not as many places, `conversation/busy` for one that a model is to say
   * while one says another.
   */
  add(addition: MessageAddition): ResultAsync<readonly Message[], AddError>;
  get(key: MessageKey): ResultAsync<Message | null, StoreError>;
  /** One page, which may hold fewer than asked for where they are large; only `nextCursor` says whether that is all. */
  list(key: ConversationKey, request: MessagePageRequest): ResultAsync<Page<Message>, InvalidInput | StoreError>;
  /** Writes what `change` makes of the message as it is now; its error leaves it as it is. */
  update<E>(
    key: MessageKey,
    change: (current: Message) => Result<Message, E>,
  ): ResultAsync<Message, MessageNotFound | E | RepositoryError>;
  /** Messages of any tenant that a model says since before `before`, as far as is known, at most `limit`. */
  listAnswering(before: string, limit: number): ResultAsync<readonly Message[], StoreError>;
}
