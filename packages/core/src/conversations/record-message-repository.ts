import type { CursorCodec, Page, Result } from '../kernel/index.js';
import { err, errAsync, ok, pageLimit, ResultAsync, safeTry, type InvalidInput } from '../kernel/index.js';
import type { ReadView, RecordStore, StoreError, Transaction } from '../store/index.js';
import { conversationBusy } from './answer-errors.js';
import { conversationNotFound, messageLimit, messageNotFound, type MessageNotFound } from './conversation-errors.js';
import {
  createConversationTable,
  messages,
  toStoredConversation,
  type ConversationTable,
  type StoredConversation,
  type StoredMessage,
} from './conversation-records.js';
import type { RepositoryError } from './conversation-repository.js';
import type { ConversationKey } from './conversation.js';
import { encodeMessage, isAnswering, readMessage, writeBody, type EncodedMessage } from './message-bodies.js';
import { messagePage } from './message-page.js';
import type {
  AddError,
  MessageAddition,
  MessageKey,
  MessagePageRequest,
  MessageRepository,
  NewMessage,
} from './message-repository.js';
import type { Message } from './message.js';
import { earlierRequest, madeIsGone, rememberRequest } from './repeated-request.js';

/** Messages in a record store. */
export class RecordMessageRepository implements MessageRepository {
  private readonly table: ConversationTable;

  constructor(
    private readonly store: RecordStore,
    private readonly cursors: CursorCodec,
  ) {
    this.table = createConversationTable(cursors);
  }

  add(addition: MessageAddition): ResultAsync<readonly Message[], AddError> {
    return this.store.transact((tx) => this.addOnce(tx, addition));
  }

  get(key: MessageKey): ResultAsync<Message | null, StoreError> {
    return this.store.read((view) => this.find(view, key));
  }

  list(key: ConversationKey, request: MessagePageRequest): ResultAsync<Page<Message>, InvalidInput | StoreError> {
    const { order = 'asc', cursor } = request;
    const limit = pageLimit(request);
    if (limit.isErr()) return errAsync(limit.error);
    const scope = JSON.stringify(['messages', key.tenantId, key.id, order]);
    const after = cursor === undefined ? ok([]) : this.cursors.decode(scope, cursor);
    if (after.isErr()) return errAsync(after.error);
    const from = { order, limit: limit.value, after: after.value[0] };
    return this.store
      .read((view) => messagePage(view, key, from))
      .map(({ items, next }) => ({ items, nextCursor: next === null ? null : this.cursors.encode(scope, [next]) }));
  }

  update<E>(
    key: MessageKey,
    change: (current: Message) => Result<Message, E>,
  ): ResultAsync<Message, MessageNotFound | E | RepositoryError> {
    const find = (tx: Transaction) => this.find(tx, key);
    const settle = (tx: Transaction, message: ChangedMessage) => this.settle(tx, message);
    return this.store.transact((tx) =>
      safeTry<Message, MessageNotFound | E | RepositoryError>(async function* () {
        const current = yield* find(tx);
        if (current === null) return err(messageNotFound());
        const { version, ...changed } = yield* change(current);
        const record = yield* writeBody(tx, encodeMessage(changed));
        const written = yield* tx.put(messages, record, { expectVersion: version });
        if (changed.deletedAt !== undefined || isAnswering(current) !== isAnswering(changed)) {
          yield* settle(tx, changed);
        }
        return ok({ ...changed, version: written.version });
      }),
    );
  }

  private find(view: ReadView, { tenantId, id, messageId }: MessageKey): ResultAsync<Message | null, StoreError> {
    return view
      .scan(messages, { index: 'byId', prefix: [tenantId, id, messageId], limit: 1 })
      .andThen(({ items: [found] }): ResultAsync<Message | null, StoreError> => {
        if (found === undefined || found.value.deletedAt !== undefined) return NOTHING;
        return readMessage(view, found);
      });
  }

  private addOnce(
    tx: Transaction,
    { messages: added, maxMessages, request }: MessageAddition,
  ): ResultAsync<readonly Message[], AddError> {
    const { table } = this;
    const [{ tenantId, conversationId, createdAt }] = added;
    const key = { tenantId, id: conversationId };
    const repeat = (sequence: number) => repeated(tx, key, { sequence, count: added.length });
    const isThere = (message: NewMessage) => this.repliesToWhatIsThere(tx, message);
    return safeTry<readonly Message[], AddError>(async function* () {
      const conversation = yield* table.get(tx, [tenantId, conversationId]);
      if (conversation === null) return err(conversationNotFound());
      if (request !== undefined) {
        const earlier = yield* earlierRequest(tx, key, request, createdAt);
        if (earlier?.sequence !== undefined) return repeat(earlier.sequence);
        yield* rememberRequest(tx, key, request, conversation.lastSequence + 1);
      }
      if (conversation.lastSequence + added.length > maxMessages) return err(messageLimit(maxMessages));
      const isAsked = added.some(isAnswering);
      if (isAsked && conversation.answering !== undefined) return err(conversationBusy());
      yield* isThere(added[0]);
      const written: Message[] = [];
      for (const [index, message] of added.entries()) {
        const placed = encodeMessage({ ...message, sequence: conversation.lastSequence + 1 + index });
        written.push(yield* insert(tx, placed));
      }
      yield* table.update(tx, toStoredConversation(withMore(conversation, added)));
      return ok(written);
    });
  }

  private repliesToWhatIsThere(
    view: ReadView,
    { tenantId, conversationId: id, replyTo }: NewMessage,
  ): ResultAsync<null, MessageNotFound | StoreError> {
    if (replyTo === undefined) return NOTHING;
    return this.find(view, { tenantId, id, messageId: replyTo }).andThen((found) =>
      found === null ? err(messageNotFound()) : ok(null),
    );
  }

  listAnswering(before: string, limit: number): ResultAsync<readonly Message[], StoreError> {
    return this.store.read((view) =>
      view
        .scan(messages, { index: 'byAnswering', end: [before], limit })
        .andThen(({ items }) => ResultAsync.combine(items.map((item) => readMessage(view, item)))),
    );
  }

  /** What the conversation knows of a message that was removed, or that no model says any more. */
  private settle(tx: Transaction, message: ChangedMessage): ResultAsync<unknown, RepositoryError> {
    const { tenantId, conversationId, deletedAt, sequence } = message;
    return this.table.get(tx, [tenantId, conversationId]).andThen((conversation) => {
      if (conversation === null) return NOTHING;
      const { answering, ...rest } = conversation;
      const other = answering === undefined || answering === sequence ? {} : { answering };
      const messageCount = rest.messageCount - (deletedAt === undefined ? 0 : 1);
      return this.table.update(tx, toStoredConversation({ ...rest, ...other, messageCount }));
    });
  }
}

type ChangedMessage = Pick<Message, 'tenantId' | 'conversationId' | 'sequence' | 'deletedAt'>;

const NOTHING: ResultAsync<null, never> = new ResultAsync(Promise.resolve(ok(null)));

function insert(tx: Transaction, message: EncodedMessage): ResultAsync<Message, RepositoryError> {
  return writeBody(tx, message)
    .andThen((record) => tx.insert(messages, record))
    .map(({ version }) => ({ ...message.message, version }));
}

function withMore(conversation: StoredConversation, added: readonly NewMessage[]): StoredConversation {
  const index = added.findIndex(isAnswering);
  return {
    ...conversation,
    ...(index === -1 ? {} : { answering: conversation.lastSequence + 1 + index }),
    messageCount: conversation.messageCount + added.length,
    lastSequence: conversation.lastSequence + added.length,
    updatedAt: added[0]?.createdAt ?? conversation.updatedAt,
  };
}

/** What a request made before: it is gone once any of it was removed. */
function repeated(
  view: ReadView,
  { tenantId, id }: ConversationKey,
  { sequence, count }: { readonly sequence: number; readonly count: number },
): ResultAsync<readonly Message[], ReturnType<typeof madeIsGone> | StoreError> {
  const range = { prefix: [tenantId, id], start: [sequence], end: [sequence + count], limit: count };
  return view.scan(messages, range).andThen(({ items }) => {
    const isWhole = items.length === count && items.every(({ value }) => isLiving(value));
    if (!isWhole) return errAsync(madeIsGone());
    return ResultAsync.combine(items.map((item) => readMessage(view, item)));
  });
}

function isLiving({ deletedAt }: StoredMessage): boolean {
  return deletedAt === undefined;
}
