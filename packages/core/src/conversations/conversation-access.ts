import { err, errAsync, ok, okAsync, toTimestamp, type Caller, type Clock, type Result } from '../kernel/index.js';
import type { ConversationId, SessionId, ResultAsync } from '../kernel/index.js';
import {
  asOf,
  authorize,
  sessionArchived,
  sessionNotFound,
  type AccessError,
  type SessionArchived,
  type SessionForUser,
  type SessionNotFound,
  type SessionAction,
  type SessionRepository,
} from '../sessions/index.js';
import type { StoreError } from '../store/index.js';
import { conversationNotFound, type ConversationNotFound } from './conversation-errors.js';
import type { ConversationRepository } from './conversation-repository.js';
import type { Conversation } from './conversation.js';

export interface ConversationAccessDeps {
  readonly repository: ConversationRepository;
  readonly sessions: Pick<SessionRepository, 'getFor'>;
  readonly clock: Clock;
}

/** What somebody wants to do with conversations. */
export type ConversationAction = Extract<SessionAction, `conversations.${string}`>;

export type ConversationAccessError = ConversationNotFound | AccessError | SessionArchived | StoreError;

/** A conversation that the caller may do something with. */
export interface FoundConversation {
  readonly conversation: Conversation;
  /** Whether the caller may do this in it, too. */
  readonly allows: (action: ConversationAction) => Result<null, AccessError | SessionArchived>;
}

/** Who may do what with a conversation: by the role in its session, or as its owner where it has none. */
export class ConversationAccess {
  constructor(private readonly deps: ConversationAccessDeps) {}

  /**
   * The conversation, for somebody who may do `action`. `conversation/not-found` for who may not know of it,
   * `session/forbidden` for too small a role, `session/archived` when something is to be written in an archived session.
   */
  find(
    caller: Caller,
    id: ConversationId,
    action: ConversationAction,
  ): ResultAsync<FoundConversation, ConversationAccessError> {
    const { repository } = this.deps;
    return repository.get({ tenantId: caller.tenantId, id }).andThen((conversation) => {
      if (conversation === null) return errAsync(conversationNotFound());
      const { sessionId } = conversation;
      if (sessionId === undefined) {
        const isOwn = conversation.ownerId === caller.userId;
        return isOwn ? okAsync({ conversation, allows: () => ok(null) }) : errAsync(conversationNotFound());
      }
      return this.roleIn(caller, sessionId)
        .mapErr((error) => (error.type === 'session/not-found' ? conversationNotFound() : error))
        .andThen((place) => {
          const allows = (wanted: ConversationAction) => mayIn(place, wanted);
          return allows(action).map(() => ({ conversation, allows }));
        });
    });
  }

  /** Ok for somebody who may do `action` in the session. `session/not-found` for a stranger. */
  inSession(
    caller: Caller,
    sessionId: SessionId,
    action: ConversationAction,
  ): ResultAsync<null, ConversationAccessError> {
    return this.roleIn(caller, sessionId).andThen((place) => mayIn(place, action));
  }

  private roleIn(caller: Caller, sessionId: SessionId): ResultAsync<SessionForUser, SessionNotFound | StoreError> {
    const { clock, sessions } = this.deps;
    const now = toTimestamp(clock.now());
    return sessions.getFor(caller, sessionId).andThen((found) => {
      if (found === null || found.role === null) return err(sessionNotFound());
      return ok({ session: asOf(found.session, now), role: found.role });
    });
  }
}

function mayIn(
  { session, role }: SessionForUser,
  action: ConversationAction,
): Result<null, AccessError | SessionArchived> {
  const isRefused = session.status === 'archived' && action !== 'conversations.read';
  return authorize(role, action).andThen(() => (isRefused ? err(sessionArchived()) : ok(null)));
}
