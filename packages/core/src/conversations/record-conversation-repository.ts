import type { CursorCodec, Page, PageRequest, Result } from '../kernel/index.js';
import { err, ok, ResultAsync, safeTry, type InvalidInput } from '../kernel/index.js';
import type { IdempotencyGone, IdempotencyMismatch } from '../sessions/index.js';
import type { RecordStore, StoreError, Transaction } from '../store/index.js';
import { conversationLimit, conversationNotFound, type ConversationLimit } from './conversation-errors.js';
import {
  conversationRequests,
  createConversationTable,
  toConversation,
  toStoredConversation,
  type ConversationTable,
} from './conversation-records.js';
import type {
  ConversationCreation,
  ConversationRepository,
  ConversationScope,
  RepositoryError,
} from './conversation-repository.js';
import type { Conversation, ConversationKey } from './conversation.js';
import { earlierRequest, madeIsGone, rememberRequest } from './repeated-request.js';

type CreateError = ConversationLimit | IdempotencyMismatch | IdempotencyGone | RepositoryError;

/** Conversations in a record store. */
export class RecordConversationRepository implements ConversationRepository {
  private readonly table: ConversationTable;

  constructor(
    private readonly store: RecordStore,
    cursors: CursorCodec,
  ) {
    this.table = createConversationTable(cursors);
  }

  create(creation: ConversationCreation): ResultAsync<Conversation, CreateError> {
    return this.store.transact((tx) => this.createOnce(tx, creation)).map(toConversation);
  }

  get({ tenantId, id }: ConversationKey): ResultAsync<Conversation | null, StoreError> {
    return this.store
      .read((view) => this.table.get(view, [tenantId, id]))
      .map((found) => (found === null ? null : toConversation(found)));
  }

  list(scope: ConversationScope, request: PageRequest): ResultAsync<Page<Conversation>, InvalidInput | StoreError> {
    const { index, prefix } = indexOf(scope);
    const query = { scope: JSON.stringify(['conversations', index, ...prefix]), index, prefix, reverse: true };
    return this.store
      .read((view) => this.table.page(view, query, request))
      .map(({ items, nextCursor }) => ({ items: items.map(toConversation), nextCursor }));
  }

  update<E>({ tenantId, id }: ConversationKey, change: (current: Conversation) => Result<Conversation, E>) {
    const { table } = this;
    return this.store.transact((tx) =>
      safeTry<Conversation, ReturnType<typeof conversationNotFound> | E | RepositoryError>(async function* () {
        const stored = yield* table.get(tx, [tenantId, id]);
        if (stored === null) return err(conversationNotFound());
        const { answering, copiedTo } = stored;
        const changed = yield* change(toConversation(stored));
        const hidden = { ...(copiedTo !== undefined && { copiedTo }), ...(answering !== undefined && { answering }) };
        const record = { ...changed, ...hidden };
        const written = yield* table.update(tx, toStoredConversation(record));
        return ok(toConversation(written));
      }),
    );
  }

  forgetRequests(now: string, limit: number): ResultAsync<number, RepositoryError> {
    return this.store.transact((tx) =>
      tx
        .scan(conversationRequests, { index: 'byExpiry', end: [now], limit })
        .andThen(({ items }) =>
          ResultAsync.combine(
            items.map(({ value }) => tx.remove(conversationRequests, [value.tenantId, value.userId, value.key])),
          ).map(() => items.length),
        ),
    );
  }

  private createOnce(
    tx: Transaction,
    { conversation, limit, request }: ConversationCreation,
  ): ResultAsync<Conversation, CreateError> {
    const { table } = this;
    return safeTry<Conversation, CreateError>(async function* () {
      const { tenantId, createdAt } = conversation;
      if (request !== undefined) {
        const earlier = yield* earlierRequest(tx, conversation, request, createdAt);
        if (earlier !== null) {
          const made = yield* table.get(tx, [tenantId, earlier.conversationId]);
          return made === null ? err(madeIsGone()) : ok(made);
        }
        yield* rememberRequest(tx, conversation, request);
      }
      const listed = yield* tx.scan(table.collection, { ...indexOf(conversation), limit });
      if (listed.items.length >= limit) return err(conversationLimit(limit));
      const inserted = yield* table.insert(tx, toStoredConversation(conversation));
      return ok(inserted);
    });
  }
}

function indexOf(scope: ConversationScope | Pick<Conversation, 'tenantId' | 'sessionId' | 'ownerId'>) {
  if ('sessionId' in scope && scope.sessionId !== undefined) {
    return { index: 'bySession', prefix: [scope.tenantId, scope.sessionId] };
  }
  return { index: 'byOwner', prefix: [scope.tenantId, 'ownerId' in scope ? scope.ownerId : ''] };
}
