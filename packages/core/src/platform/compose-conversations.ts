import {
  ConversationCopies,
  ConversationService,
  ConversationUpkeep,
  defaultConversationOptions,
  RecordConversationRepository,
  RecordMessageRepository,
} from '../conversations/index.js';
import { processHolder } from '../leases/index.js';
import type { SessionEnvironment, SessionRepository } from '../sessions/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { CarrelOptions } from './carrel-options.js';
import type { PlatformContext } from './platform-context.js';

/** The conversations, and what must be started and ended with them. */
export function composeConversations(options: CarrelOptions, context: PlatformContext, sessions: SessionRepository) {
  const { store, clock, ids, leases, logger, installation } = context;
  const { cursors } = installation;
  const { repositories } = options;
  const resolved = { ...defaultConversationOptions, ...options.conversations };
  const repository = repositories?.conversations ?? new RecordConversationRepository(store, cursors);
  const messages = repositories?.messages ?? new RecordMessageRepository(store, cursors);
  const copies = new ConversationCopies({ store, clock, ids });
  const upkeep = new ConversationUpkeep({
    ...{ repository, copies, leases, clock, logger, holder: processHolder(ids), options: resolved },
  });
  const service = new ConversationService({ repository, messages, sessions, clock, ids, options: resolved });
  return { service, copies, upkeep };
}

/** What becomes of a session's environment, with its conversations, which are copied before its files. */
export function withConversations<E>(
  environment: SessionEnvironment<E>,
  copies: ConversationCopies,
): SessionEnvironment<E | RecordError | StoreError> {
  return {
    end: (session, reason) => environment.end(session, reason),
    copyFiles: (caller, from, to) =>
      copies.copy(caller, from, to).andThen(() => environment.copyFiles(caller, from, to)),
  };
}
