import type {
  Caller,
  Clock,
  ConversationId,
  IdSource,
  InvalidInput,
  Page,
  PageRequest,
  SessionId,
  UserId,
  ResultAsync,
} from '../kernel/index.js';
import {
  checkIdempotencyKey,
  conversationId,
  err,
  errAsync,
  messageId,
  ok,
  okAsync,
  parseInput,
  requestFingerprint,
  toTimestamp,
  type Result,
} from '../kernel/index.js';
import type { StreamService } from '../streaming/index.js';
import type { IdempotencyGone, IdempotencyMismatch } from '../sessions/index.js';
import {
  ConversationAccess,
  type ConversationAction,
  type ConversationAccessError,
  type ConversationAccessDeps,
} from './conversation-access.js';
import {
  messageNotFound,
  messageTooLarge,
  type ConversationError,
  type MessageTooLarge,
} from './conversation-errors.js';
import type { Answers, Asked, AskError } from './answers.js';
import { createConversationSchemas, type ConversationSchemas } from './conversation-input.js';
import type { ResolvedConversationOptions } from './conversation-options.js';
import type { ConversationRepository, RepeatableRequest, RepositoryError } from './conversation-repository.js';
import type { Conversation, CreateConversation, UpdateConversation } from './conversation.js';
import { encodeMessage } from './message-bodies.js';
import type { MessagePageRequest, MessageRepository, NewMessage } from './message-repository.js';
import type { AddMessage, Message, MessageRef } from './message.js';

export interface ConversationServiceDeps extends ConversationAccessDeps {
  readonly repository: ConversationRepository;
  readonly messages: MessageRepository;
  readonly answers: Answers;
  readonly streams: Pick<StreamService, 'cancel'>;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly options: ResolvedConversationOptions;
}

export type ConversationFailure =
  | AskError
  | ConversationError
  | ConversationAccessError
  | IdempotencyMismatch
  | IdempotencyGone
  | InvalidInput
  | RepositoryError;

/** A name of the caller's own for a request that may be repeated. */
export interface RepeatOptions {
  readonly idempotencyKey?: string | undefined;
}

/** How long an idempotency key stands for its request. */
const IDEMPOTENCY_MS = 24 * 60 * 60 * 1_000;

/**
 * Keeps conversations and their messages.
 *
 * A conversation of a session is read and written as the roles of its members say; one without a session is its owner's alone.
 * One that was deleted, never was, went with its session, or is another's, is `conversation/not-found` everywhere.
 */
export class ConversationService {
  private readonly schemas: ConversationSchemas;
  private readonly access: ConversationAccess;

  constructor(private readonly deps: ConversationServiceDeps) {
    this.schemas = createConversationSchemas(deps.options);
    this.access = new ConversationAccess(deps);
  }

  /**
   * A new conversation of the session, or of the caller alone. With `idempotencyKey`, the same request gives the same
   * conversation for a day. `session/not-found` for a session that the caller may not know of, `conversation/limit` at the limit.
   */
  create(
    caller: Caller,
    input: CreateConversation = {},
    options: RepeatOptions = {},
  ): ResultAsync<Conversation, ConversationFailure> {
    const { ids, options: limits, repository } = this.deps;
    const valid = checkIdempotencyKey(options.idempotencyKey).andThen(() => parseInput(this.schemas.create, input));
    if (valid.isErr()) return errAsync(valid.error);
    const { sessionId, title } = valid.value;
    const now = this.now();
    const conversation = {
      id: conversationId.create(ids),
      tenantId: caller.tenantId,
      ownerId: caller.userId,
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(title === undefined ? {} : { title }),
      ...{ messageCount: 0, lastSequence: 0, createdAt: now, updatedAt: now },
    };
    const limit = sessionId === undefined ? limits.maxPerUser : limits.maxPerSession;
    const request = this.requestOf(caller, ['conversation', valid.value], options);
    return this.mayCreateIn(caller, sessionId).andThen(() => repository.create({ conversation, limit, ...request }));
  }

  get(caller: Caller, id: ConversationId): ResultAsync<Conversation, ConversationAccessError> {
    return this.access.find(caller, id, 'conversations.read').map(({ conversation }) => conversation);
  }

  /** Those of the session, or the caller's own that have none, the newest first. */
  list(
    caller: Caller,
    { sessionId, ...page }: PageRequest & { readonly sessionId?: SessionId } = {},
  ): ResultAsync<Page<Conversation>, ConversationFailure> {
    const { repository } = this.deps;
    const { tenantId, userId: ownerId } = caller;
    if (sessionId === undefined) return repository.list({ tenantId, ownerId }, page);
    return this.access
      .inSession(caller, sessionId, 'conversations.read')
      .andThen(() => repository.list({ tenantId, sessionId }, page));
  }

  /** The conversation with another title. That of another member takes an admin. */
  update(
    caller: Caller,
    id: ConversationId,
    changes: UpdateConversation,
  ): ResultAsync<Conversation, ConversationFailure> {
    const valid = parseInput(this.schemas.update, changes);
    if (valid.isErr()) return errAsync(valid.error);
    const { title } = valid.value;
    return this.change(caller, id, ({ title: _before, ...rest }) => ({
      ...rest,
      ...(title === null ? {} : { title }),
      updatedAt: this.now(),
    }));
  }

  /** Deleted when ok, with its messages. That of another member takes an admin. */
  remove(caller: Caller, id: ConversationId): ResultAsync<void, ConversationFailure> {
    const now = this.now();
    return this.change(caller, id, (current) => ({ ...current, deletedAt: now, updatedAt: now })).map(() => undefined);
  }

  /**
   * The message has the next place in the conversation when ok; of two at once each has its own. With `idempotencyKey`, the same
   * request gives the same message for a day. `message/too-large` and `message/limit` past what the options allow,
   * `message/not-found` when it replies to what is not in the conversation.
   */
  addMessage(
    caller: Caller,
    id: ConversationId,
    input: AddMessage,
    options: RepeatOptions = {},
  ): ResultAsync<Message, ConversationFailure> {
    const { messages, options: limits } = this.deps;
    const message = checkIdempotencyKey(options.idempotencyKey).andThen(() => this.compose(caller, id, input));
    if (message.isErr()) return errAsync(message.error);
    const request = this.requestOf(caller, ['message', id, input], options);
    return this.access
      .find(caller, id, 'conversations.write')
      .andThen(() => messages.add({ messages: [message.value], maxMessages: limits.maxMessages, ...request }))
      .andThen(([added]) => (added === undefined ? err(messageNotFound()) : ok(added)));
  }

  /**
   * The same, and the model of the installation answers it: the answer flows into the stream `answer.streamId`, and stands in the
   * conversation at its end, also when it was cancelled or failed. Who leaves the stream changes nothing; cancelling it stops the
   * answer. `model/not-configured` without a model, `conversation/busy` while it answers in this conversation.
   */
  ask(
    caller: Caller,
    id: ConversationId,
    input: AddMessage,
    options: RepeatOptions = {},
  ): ResultAsync<Asked, ConversationFailure> {
    const { answers, options: limits } = this.deps;
    const message = checkIdempotencyKey(options.idempotencyKey).andThen(() => this.compose(caller, id, input));
    if (message.isErr()) return errAsync(message.error);
    const request = this.requestOf(caller, ['ask', id, input], options);
    const question = { message: message.value, maxMessages: limits.maxMessages, ...request };
    return this.access
      .find(caller, id, 'conversations.write')
      .andThen(({ conversation }) => answers.ask(caller, { conversation, ...question }));
  }

  /** In their order; a page may hold fewer than asked for where messages are large. */
  messages(
    caller: Caller,
    id: ConversationId,
    request: MessagePageRequest = {},
  ): ResultAsync<Page<Message>, ConversationFailure> {
    return this.access
      .find(caller, id, 'conversations.read')
      .andThen(({ conversation }) => this.deps.messages.list(conversation, request));
  }

  /** `message/not-found` for one that the conversation does not have. */
  message(caller: Caller, { conversationId: id, id: ref }: MessageRef): ResultAsync<Message, ConversationFailure> {
    return this.access
      .find(caller, id, 'conversations.read')
      .andThen(({ conversation: { tenantId } }) => this.deps.messages.get({ tenantId, id, messageId: ref }))
      .andThen((message) => (message === null ? err(messageNotFound()) : ok(message)));
  }

  /** Gone from the conversation when ok; its place stays empty. What another member said takes an admin. */
  removeMessage(caller: Caller, { conversationId: id, id: ref }: MessageRef): ResultAsync<void, ConversationFailure> {
    const now = this.now();
    return this.access
      .find(caller, id, 'conversations.read')
      .andThen(({ allows }) =>
        this.deps.messages.update({ tenantId: caller.tenantId, id, messageId: ref }, (current) =>
          allows(whose(caller, current.authorId)).map((): Message => ({ ...current, deletedAt: now, updatedAt: now })),
        ),
      )
      .andThen((removed) => this.silence(caller, removed));
  }

  /** Stops who says a message that is gone; what cannot be stopped now ends by itself. */
  private silence(caller: Caller, { status, streamId }: Message): ResultAsync<void, never> {
    if (status !== 'answering' || streamId === undefined) return okAsync(undefined);
    return this.deps.streams
      .cancel(caller, streamId)
      .map(() => undefined)
      .orElse(() => ok(undefined));
  }

  private change(
    caller: Caller,
    id: ConversationId,
    change: (current: Conversation) => Conversation,
  ): ResultAsync<Conversation, ConversationFailure> {
    const { repository } = this.deps;
    return this.access
      .find(caller, id, 'conversations.read')
      .andThen(({ allows, conversation }) =>
        allows(whose(caller, conversation.ownerId)).asyncAndThen(() =>
          repository.update(conversation, (current) => ok(change(current))),
        ),
      );
  }

  private mayCreateIn(caller: Caller, sessionId: SessionId | undefined): ResultAsync<unknown, ConversationAccessError> {
    if (sessionId === undefined) return okAsync(null);
    return this.access.inSession(caller, sessionId, 'conversations.write');
  }

  private compose(
    caller: Caller,
    id: ConversationId,
    input: AddMessage,
  ): Result<NewMessage, InvalidInput | MessageTooLarge> {
    const { ids, options } = this.deps;
    return parseInput(this.schemas.message, input).andThen(({ role, content, parts = [], replyTo }) => {
      const now = this.now();
      const message: NewMessage = {
        id: messageId.create(ids),
        tenantId: caller.tenantId,
        conversationId: id,
        authorId: caller.userId,
        ...{ role, content, parts, ...(replyTo === undefined ? {} : { replyTo }) },
        ...{ status: 'complete', createdAt: now, updatedAt: now },
      };
      const { bodyBytes } = encodeMessage({ ...message, sequence: 0 });
      const { maxMessageBytes } = options;
      return bodyBytes > maxMessageBytes ? err(messageTooLarge(bodyBytes, maxMessageBytes)) : ok(message);
    });
  }

  private requestOf(
    { userId }: Caller,
    asked: readonly unknown[],
    { idempotencyKey: key }: RepeatOptions,
  ): { readonly request?: RepeatableRequest } {
    if (key === undefined) return {};
    const fingerprint = requestFingerprint(asked);
    const expiresAt = toTimestamp(this.deps.clock.now() + IDEMPOTENCY_MS);
    return { request: { userId, key, fingerprint, expiresAt } };
  }

  private now(): string {
    return toTimestamp(this.deps.clock.now());
  }
}

/** What changing something takes that is of `author`. */
function whose(caller: Caller, author: UserId): ConversationAction {
  return author === caller.userId ? 'conversations.write' : 'conversations.others';
}
