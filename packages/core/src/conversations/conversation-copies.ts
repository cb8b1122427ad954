import type { Caller, Clock, ConversationId, IdSource, MessageId } from '../kernel/index.js';
import { conversationId, err, messageId, ok, ResultAsync, safeTry, toTimestamp, type Result } from '../kernel/index.js';
import { derivedId } from '../identity/index.js';
import type { Session } from '../sessions/index.js';
import type {
  EntityRecord,
  ReadView,
  RecordStore,
  ScanOptions,
  ScanPage,
  ScanPosition,
  StoreError,
  Stored,
  Transaction,
} from '../store/index.js';
import {
  conversations,
  messages,
  toStoredConversation,
  type StoredConversation,
  type StoredMessage,
} from './conversation-records.js';
import type { RepositoryError } from './conversation-repository.js';
import type { ConversationKey } from './conversation.js';
import { encodeMessage, readMessage, withinBytes, writeBody } from './message-bodies.js';

export interface ConversationCopiesDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** What one transaction copies: so many messages, or as many as have so many bytes together. */
const MESSAGES_AT_ONCE = 50;
const BYTES_AT_ONCE = 2 * 1024 * 1024;
const HEADS_AT_ONCE = 200;

/**
 * Copies the conversations of a session to another one.
 *
 * First, in one transaction, all conversations get their places in the other session, with how far each was; then their messages
 * follow, page by page, under the numbers that they have. So what is said later is in none of them, and after a crash `finish`
 * goes on where the copying was.
 */
export class ConversationCopies {
  constructor(private readonly deps: ConversationCopiesDeps) {}

  /** The conversations of `from`, as they are now, are those of `to` when ok, which the caller owns. */
  copy(caller: Caller, from: Session, to: Session): ResultAsync<void, RepositoryError> {
    return new ResultAsync(this.copyAll(caller, from, to));
  }

  /** Goes on with at most `limit` conversations whose copying was broken off, by one step each; whether any are left. */
  finish(limit: number): ResultAsync<boolean, RepositoryError> {
    const { store } = this.deps;
    const step = (key: ConversationKey) => this.step(key);
    return store
      .read((view) => view.scan(conversations, { index: 'byCopying', limit }))
      .andThen(({ items }) =>
        safeTry<boolean, RepositoryError>(async function* () {
          for (const { value } of items) yield* step(value);
          return ok(items.length > 0);
        }),
      );
  }

  private async copyAll(caller: Caller, from: Session, to: Session): Promise<Result<void, RepositoryError>> {
    const { store } = this.deps;
    const heads = await store.read((view) => new ResultAsync(headsOf(view, from)));
    if (heads.isErr()) return err(heads.error);
    const copies = heads.value.map((head) => this.headFor(caller, head, to));
    const placed = await store.transact((tx) => new ResultAsync(insertAll(tx, copies)));
    if (placed.isErr()) return err(placed.error);
    for (const copy of placed.value) {
      for (;;) {
        const isDone = await this.step(copy);
        if (isDone.isErr()) return err(isDone.error);
        if (isDone.value) break;
      }
    }
    return ok(undefined);
  }

  private headFor(caller: Caller, head: StoredConversation, to: Session): EntityRecord<StoredConversation> {
    const { clock, ids } = this.deps;
    const { title, lastSequence } = head;
    const now = toTimestamp(clock.now());
    return toStoredConversation({
      id: conversationId.create(ids),
      tenantId: to.tenantId,
      ownerId: caller.userId,
      sessionId: to.id,
      ...(title === undefined ? {} : { title }),
      forkedFrom: { conversationId: head.id, sequence: lastSequence },
      ...{ messageCount: 0, lastSequence, createdAt: now, updatedAt: now },
      ...(lastSequence === 0 ? {} : { copiedTo: 0 }),
    });
  }

  /** Copies the next messages; whether that was all. Two at once make each other go on, and double nothing. */
  private step({ tenantId, id }: ConversationKey): ResultAsync<boolean, RepositoryError> {
    return this.deps.store.transact((tx) => new ResultAsync(stepIn(tx, { tenantId, id })));
  }
}

async function headsOf(
  view: ReadView,
  { tenantId, id }: Session,
): Promise<Result<readonly StoredConversation[], StoreError>> {
  const heads: StoredConversation[] = [];
  let position: ScanPosition | null = null;
  do {
    const from: Pick<ScanOptions, 'after'> = position === null ? {} : { after: position };
    const range = { index: 'bySession', prefix: [tenantId, id], limit: HEADS_AT_ONCE, ...from };
    const page: Result<ScanPage<EntityRecord<StoredConversation>>, StoreError> = await view.scan(conversations, range);
    if (page.isErr()) return err(page.error);
    heads.push(...page.value.items.map(({ value, version }) => ({ ...value, version })));
    position = page.value.next;
  } while (position !== null);
  return ok(heads);
}

/** The copies whose originals are still there, which stay there while they are copied. */
async function insertAll(
  tx: Transaction,
  copies: readonly EntityRecord<StoredConversation>[],
): Promise<Result<readonly ConversationKey[], RepositoryError>> {
  const keys = copies.map(({ tenantId, forkedFrom }) => [tenantId, forkedFrom?.conversationId ?? '']);
  const originals = await tx.getMany(conversations, keys);
  if (originals.isErr()) return err(originals.error);
  const wanted = copies.filter(
    (_, at) => originals.value[at]?.value.deletedAt === undefined && originals.value[at] !== null,
  );
  for (const copy of wanted) {
    const inserted = await tx.insert(conversations, copy);
    if (inserted.isErr()) return err(inserted.error);
  }
  return ok(wanted);
}

async function stepIn(tx: Transaction, { tenantId, id }: ConversationKey): Promise<Result<boolean, RepositoryError>> {
  const stored = await tx.get(conversations, [tenantId, id]);
  if (stored.isErr()) return err(stored.error);
  const copy = stored.value?.value;
  if (stored.value === null || copy?.copiedTo === undefined || copy.forkedFrom === undefined) return ok(true);
  const { forkedFrom, copiedTo, ...rest } = copy;
  const range = { start: [copiedTo + 1], end: [forkedFrom.sequence + 1], limit: MESSAGES_AT_ONCE };
  const page = await tx.scan(messages, { prefix: [tenantId, forkedFrom.conversationId], ...range });
  if (page.isErr()) return err(page.error);
  const taken = withinBytes(page.value.items, BYTES_AT_ONCE);
  const copied = await copyMessages(tx, taken, id);
  if (copied.isErr()) return err(copied.error);
  const isDone = page.value.next === null && taken.length === page.value.items.length;
  const messageCount = rest.messageCount + copied.value;
  const reached = isDone ? {} : { copiedTo: taken.at(-1)?.value.sequence ?? copiedTo };
  const written = await tx.put(conversations, { ...rest, ...reached, forkedFrom, messageCount });
  return written.map(() => isDone);
}

/** How many there were to copy: removed messages are not, nor is one that a model still says. */
async function copyMessages(
  tx: Transaction,
  items: readonly Stored<StoredMessage>[],
  to: ConversationId,
): Promise<Result<number, RepositoryError>> {
  const wanted = items.filter(({ value }) => value.deletedAt === undefined && value.status !== 'answering');
  for (const item of wanted) {
    const message = await readMessage(tx, item);
    if (message.isErr()) return err(message.error);
    const { version: _version, replyTo, streamId: _stream, ...rest } = message.value;
    const lineage = replyTo === undefined ? {} : { replyTo: idIn(to, replyTo) };
    const copy = { ...rest, ...lineage, conversationId: to, id: idIn(to, rest.id) };
    const record = await writeBody(tx, encodeMessage(copy));
    if (record.isErr()) return err(record.error);
    const inserted = await tx.insert(messages, record.value);
    if (inserted.isErr()) return err(inserted.error);
  }
  return ok(wanted.length);
}

/** The id that a message has in a copy of its conversation: always the same, so that what replies to it finds it there. */
function idIn(copy: ConversationId, original: MessageId): MessageId {
  return derivedId(messageId, copy, original);
}
