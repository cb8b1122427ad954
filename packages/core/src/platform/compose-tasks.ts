import type { AuditService } from '../audit/index.js';
import {
  defaultConversationOptions,
  type ConversationService,
  type MessageRepository,
  type ToolBox,
} from '../conversations/index.js';
import { StoredUserRepository, type IdentityService } from '../identity/index.js';
import { errAsync, okAsync, type Caller, type CarrelError, type ResultAsync } from '../kernel/index.js';
import { isGoneProcess, processHolder } from '../leases/index.js';
import type { SessionRepository, SessionService } from '../sessions/index.js';
import type { StreamService, TaskStreams } from '../streaming/index.js';
import {
  cancelTaskOf,
  defaultTaskOptions,
  RecordTaskRepository,
  TaskKeeper,
  TaskService,
  TaskSessions,
  TaskTerminals,
  type TaskKeeperDeps,
} from '../tasks/index.js';
import { defaultToolOptions } from '../tools/index.js';
import { defaultCommandOptions } from '../workspaces/index.js';
import type { CarrelOptions } from './carrel-options.js';
import type { PlatformContext } from './platform-context.js';
import type { ReplicaHints } from './replica-hints.js';

interface TaskParts {
  readonly audit: AuditService;
  readonly identity: IdentityService;
  readonly sessionRepository: SessionRepository;
  readonly conversations: ConversationService;
  readonly messages: MessageRepository;
  readonly streams: StreamService;
  readonly taskStreams: TaskStreams;
  readonly tools: ToolBox;
  readonly hints: Pick<ReplicaHints, 'tell'>;
  readonly inside: Pick<
    TaskKeeperDeps,
    'activity' | 'commands' | 'leftCommands' | 'projects' | 'workspaceRepository'
  > & {
    readonly workspaces: TaskKeeperDeps['workspaces'];
  };
}

/** Tasks, and what must be started and ended with them. What they need of sessions comes last: sessions end tasks. */
export function composeTasks(options: CarrelOptions, context: PlatformContext, parts: TaskParts) {
  const { clock, ids, installation, logger, store } = context;
  const { audit, conversations, hints, inside, messages, sessionRepository, streams, tools } = parts;
  const repository = options.repositories?.tasks ?? new RecordTaskRepository(store, installation.cursors, audit);
  const resolved = { ...defaultTaskOptions, ...options.tasks };
  const shared = { repository, sessionRepository, clock, ids, logger, options: resolved };
  const ofSessions = new TaskSessions(shared);
  const ofTerminals = new TaskTerminals({ presence: context.shared.presence, clock });
  let heed: (holder: string) => void = () => undefined;
  const serve = (sessions: Pick<SessionService<CarrelError>, 'update'>) => {
    const keeper = new TaskKeeper({
      ...{ ...shared, ...inside, ofSessions, ofTerminals, sessions, streams, tools, messages },
      ...{ holder: processHolder(ids), isGone: isGoneProcess, model: options.model },
      mayWork: mayWork(options, context, parts.identity),
      tell: (holder) => {
        hints.tell({ about: 'task', holder });
      },
      maxCommandMs: { ...defaultCommandOptions, ...options.commands }.maxTimeoutMs,
      toolOptions: { ...defaultToolOptions, ...options.tools },
      conversationOptions: { ...defaultConversationOptions, ...options.conversations },
    });
    heed = (holder) => {
      keeper.heed(holder);
    };
    ofSessions.onCancelled((task) => {
      keeper.cancelled(task);
    });
    const hasModel = options.model !== undefined;
    const tasks = new TaskService({ ...shared, keeper, ofTerminals, conversations, streams, hasModel });
    parts.taskStreams.connect(cancelTaskOf(tasks));
    return { keeper, tasks };
  };
  return {
    ofSessions,
    serve,
    /** Another replica has had a task of `holder` asked to end. */
    heed: (holder: string) => {
      heed(holder);
    },
  };
}

/** Whether somebody who had a task made is still a user, and the agent that had it made is one; an outside issuer is believed. */
export function mayWork(
  { repositories, verifier }: CarrelOptions,
  { installation, store }: PlatformContext,
  identity: TaskParts['identity'],
): (caller: Caller) => ResultAsync<boolean, CarrelError> {
  const users = repositories?.users ?? new StoredUserRepository(installation.cursors);
  return (caller) => {
    if (caller.agentId !== undefined) {
      return identity
        .standing(caller)
        .map(() => true)
        .orElse((error): ResultAsync<boolean, CarrelError> =>
          error.type.startsWith('auth/') ? okAsync(false) : errAsync(error),
        );
    }
    if (verifier !== undefined) return okAsync(true);
    return store.read((view) => users.get(view, caller.tenantId, caller.userId)).map((user) => user !== null);
  };
}
