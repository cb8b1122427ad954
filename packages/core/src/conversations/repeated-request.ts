import { err, ok, type Result } from '../kernel/index.js';
import {
  idempotencyGone as gone,
  idempotencyMismatch,
  type IdempotencyGone,
  type IdempotencyMismatch,
} from '../sessions/index.js';
import type { ResultAsync } from '../kernel/index.js';
import { conversationRequests, type ConversationRequest } from './conversation-records.js';
import type { RepeatableRequest, RepositoryError } from './conversation-repository.js';
import type { ConversationKey } from './conversation.js';
import type { ReadView, StoreError, Transaction } from '../store/index.js';

/** What the key of the request stands for at `now`; `null` when it stands for nothing. */
export function earlierRequest(
  view: ReadView,
  { tenantId }: Pick<ConversationKey, 'tenantId'>,
  { userId, key, fingerprint }: RepeatableRequest,
  now: string,
): ResultAsync<ConversationRequest | null, IdempotencyMismatch | StoreError> {
  return view
    .get(conversationRequests, [tenantId, userId, key])
    .andThen((stored): Result<ConversationRequest | null, IdempotencyMismatch> => {
      if (stored === null || stored.value.expiresAt <= now) return ok(null);
      return stored.value.fingerprint === fingerprint ? ok(stored.value) : err(idempotencyMismatch());
    });
}

/** The key of the request stands for what it made from then on. */
export function rememberRequest(
  tx: Transaction,
  { tenantId, id: conversationId }: ConversationKey,
  request: RepeatableRequest,
  sequence?: number,
): ResultAsync<unknown, RepositoryError> {
  const place = sequence === undefined ? {} : { sequence };
  return tx.put(conversationRequests, { tenantId, conversationId, ...request, ...place });
}

/** What the request made was removed since. */
export function madeIsGone(): IdempotencyGone {
  return {
    ...gone(),
    message: 'What was made with this idempotency key was removed; use a new key to make another one.',
  };
}
