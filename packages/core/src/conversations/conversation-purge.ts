import { err, ok, ResultAsync, toTimestamp, type CarrelError, type Clock, type Result } from '../kernel/index.js';
import type { SessionKey, SessionRepository } from '../sessions/index.js';
import {
  removeChunks,
  type RecordStore,
  type ScanPosition,
  type StoreError,
  type Transaction,
} from '../store/index.js';
import type { StreamRepository } from '../streaming/index.js';
import {
  conversations,
  messageBodies,
  messages,
  toStoredConversation,
  type StoredConversation,
} from './conversation-records.js';
import type { RepositoryError } from './conversation-repository.js';
import type { ConversationKey } from './conversation.js';
import { ownerOf, withinBytes } from './message-bodies.js';

export interface ConversationPurgeDeps {
  readonly store: RecordStore;
  readonly sessions: Pick<SessionRepository, 'getMany'>;
  readonly streams: Pick<StreamRepository, 'cancel'>;
  readonly clock: Clock;
}

/** How many conversations one sweep looks at, and how many transactions it takes at most to erase what it found. */
const HEADS_PER_SWEEP = 100;
const STEPS_PER_SWEEP = 50;
/** What one transaction erases: so many messages, or as many as have so many bytes together. */
const MESSAGES_AT_ONCE = 50;
const BYTES_AT_ONCE = 2 * 1024 * 1024;
/** How many copies that go on are looked at. While there are more, nothing is erased. */
const COPIES_LOOKED_AT = 200;

type Head = Pick<StoredConversation, 'tenantId' | 'id'>;

/**
 * Erases the conversations of deleted sessions, with everything that was said in them.
 *
 * The first transaction makes a conversation a deleted one, so that nothing is added any more, and the last one takes its record
 * away; so after a crash the next sweep finds it again and goes on. What a fork is still being copied from waits for that.
 */
export class ConversationPurge {
  private position: ScanPosition | null = null;

  constructor(private readonly deps: ConversationPurgeDeps) {}

  /** One bounded piece of work, from where the one before ended; `null`, or what could not be done. */
  async sweep(signal: AbortSignal): Promise<CarrelError | null> {
    const after = this.position === null ? {} : { after: this.position };
    const page = await this.deps.store.read((view) => view.scan(conversations, { limit: HEADS_PER_SWEEP, ...after }));
    if (page.isErr()) return page.error;
    const orphans = await this.orphansOf(page.value.items.map(({ value }) => value));
    if (orphans.isErr()) return orphans.error;
    let steps = STEPS_PER_SWEEP;
    for (const head of orphans.value) {
      for (let isDone = false; !isDone; steps -= 1) {
        // The next sweep looks at the same ones again.
        if (steps === 0 || signal.aborted) return null;
        const done = await this.eraseSome(head);
        if (done.isErr()) return done.error;
        isDone = done.value;
      }
    }
    this.position = page.value.next;
    return null;
  }

  private async orphansOf(
    heads: readonly Omit<StoredConversation, 'version'>[],
  ): Promise<Result<readonly Head[], StoreError>> {
    const keys = heads.flatMap(({ tenantId, sessionId: id }): SessionKey[] =>
      id === undefined ? [] : [{ tenantId, id }],
    );
    const found = await this.deps.sessions.getMany(keys);
    if (found.isErr()) return err(found.error);
    const living = new Set(found.value.map((session) => session?.id));
    return ok(heads.filter(({ sessionId }) => sessionId !== undefined && !living.has(sessionId)));
  }

  /** Whether all of it is gone, or it has to wait. */
  private async eraseSome(head: Head): Promise<Result<boolean, CarrelError>> {
    const now = toTimestamp(this.deps.clock.now());
    const stopped = await this.stopAnswer(head, now);
    if (stopped.isErr()) return err(stopped.error);
    return this.deps.store.transact((tx) => new ResultAsync(eraseIn(tx, head, now)));
  }

  /** A model that still speaks in it is told to stop. */
  private stopAnswer({ tenantId, id }: Head, now: string): ResultAsync<unknown, CarrelError> {
    const { store, streams } = this.deps;
    return store
      .read((view) =>
        view.get(conversations, [tenantId, id]).andThen((found) => {
          const answering = found?.value.answering;
          return answering === undefined
            ? new ResultAsync(Promise.resolve(ok(null)))
            : view.get(messages, [tenantId, id, answering]);
        }),
      )
      .andThen((answer): ResultAsync<unknown, CarrelError> => {
        const streamId = answer?.value.streamId;
        if (streamId === undefined) return new ResultAsync(Promise.resolve(ok(null)));
        return streams.cancel({ tenantId, id: streamId }, now);
      });
  }
}

async function eraseIn(
  tx: Transaction,
  { tenantId, id }: Head,
  now: string,
): Promise<Result<boolean, RepositoryError>> {
  const found = await tx.get(conversations, [tenantId, id]);
  if (found.isErr()) return err(found.error);
  if (found.value === null) return ok(true);
  const isNeeded = await isCopiedFrom(tx, { tenantId, id });
  if (isNeeded.isErr() || isNeeded.value) return isNeeded;
  const page = await tx.scan(messages, { prefix: [tenantId, id], limit: MESSAGES_AT_ONCE });
  if (page.isErr()) return err(page.error);
  const taken = withinBytes(page.value.items, BYTES_AT_ONCE);
  for (const { value } of taken) {
    const erased = await removeChunks(tx, messageBodies, ownerOf(value)).andThen(() =>
      tx.remove(messages, [tenantId, id, value.sequence]),
    );
    if (erased.isErr()) return err(erased.error);
  }
  const isLast = page.value.next === null && taken.length === page.value.items.length;
  if (isLast) return (await tx.remove(conversations, [tenantId, id])).map(() => true);
  const { value: head, version } = found.value;
  if (head.deletedAt !== undefined) return ok(false);
  const deleted = toStoredConversation({ ...head, deletedAt: now, updatedAt: now });
  return (await tx.put(conversations, deleted, { expectVersion: version })).map(() => false);
}

async function isCopiedFrom(tx: Transaction, { id }: ConversationKey): Promise<Result<boolean, StoreError>> {
  const copies = await tx.scan(conversations, { index: 'byCopying', limit: COPIES_LOOKED_AT });
  if (copies.isErr()) return err(copies.error);
  const { items, next } = copies.value;
  return ok(next !== null || items.some(({ value }) => value.forkedFrom?.conversationId === id));
}
