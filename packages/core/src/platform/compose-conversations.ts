import {
  AnswerCommandRecords,
  Answers,
  ConversationCopies,
  ConversationPurge,
  ConversationService,
  ConversationUpkeep,
  defaultConversationOptions,
  LeftAnswerCommands,
  LostAnswers,
  RecordConversationRepository,
  RecordMessageRepository,
  type ToolBox,
} from '../conversations/index.js';
import { processHolder } from '../leases/index.js';
import type { SessionEnvironment, SessionRepository } from '../sessions/index.js';
import type { StreamRepository, StreamService } from '../streaming/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { LeftCommands } from '../workspaces/index.js';
import type { CarrelOptions } from './carrel-options.js';
import type { PlatformContext } from './platform-context.js';

interface ConversationParts {
  readonly sessions: SessionRepository;
  readonly streams: StreamService;
  readonly streamRepository: StreamRepository;
  /** What models may do in sessions. */
  readonly tools?: ToolBox | undefined;
  readonly leftCommands: LeftCommands;
}

/** The conversations, and what must be started and ended with them. */
export function composeConversations(
  options: CarrelOptions,
  context: PlatformContext,
  { leftCommands, sessions, streams, streamRepository, tools }: ConversationParts,
) {
  const { store, clock, ids, leases, logger, installation } = context;
  const { cursors } = installation;
  const { repositories } = options;
  const resolved = { ...defaultConversationOptions, ...options.conversations };
  const repository = repositories?.conversations ?? new RecordConversationRepository(store, cursors);
  const messages = repositories?.messages ?? new RecordMessageRepository(store, cursors);
  const copies = new ConversationCopies({ store, clock, ids });
  const commandRecords = new AnswerCommandRecords(store);
  const shared = { messages, streams, commandRecords, clock, ids, logger };
  const answers = new Answers({ ...shared, model: options.model, tools, options: resolved });
  const lost = new LostAnswers({ messages, streams: streamRepository, clock, graceMs: resolved.sweepIntervalMs });
  const answerCommands = new LeftAnswerCommands({ commandRecords, leftCommands, streams: streamRepository, clock });
  const purge = new ConversationPurge({ store, sessions, streams: streamRepository, clock });
  const upkeep = new ConversationUpkeep({
    ...{ answers: lost, answerCommands, purge },
    ...{ repository, copies, leases, clock, logger, holder: processHolder(ids), options: resolved },
  });
  const service = new ConversationService({
    ...{ repository, messages, sessions, clock, ids, answers, streams, options: resolved },
  });
  const dispose = async () => {
    await answers.close();
    await upkeep.stop();
  };
  return { service, copies, messages, upkeep, dispose };
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
