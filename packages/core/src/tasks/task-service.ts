import { auditedBy } from '../audit/index.js';
import type {
  ConversationAccessError,
  ConversationFailure,
  ConversationService,
  ModelNotConfigured,
} from '../conversations/index.js';
import { conversationNotFound, modelNotConfigured } from '../conversations/index.js';
import {
  checkIdempotencyKey,
  err,
  errAsync,
  messageId,
  ok,
  okAsync,
  parseInput,
  requestFingerprint,
  taskId,
  toTimestamp,
  type Caller,
  type Clock,
  type ConversationId,
  type IdSource,
  type InvalidInput,
  type Page,
  type PageRequest,
  type ResultAsync,
  type SessionId,
  type TaskId,
} from '../kernel/index.js';
import type {
  AccessError,
  IdempotencyGone,
  IdempotencyMismatch,
  SessionAction,
  SessionArchived,
} from '../sessions/index.js';
import type { EntityRecord, RecordError, StoreError } from '../store/index.js';
import type { StreamService } from '../streaming/index.js';
import { shuttingDown, type ShuttingDown } from '../workspaces/index.js';
import { TaskAccess, type TaskAccessDeps, type TaskAccessError } from './task-access.js';
import type { TaskError } from './task-errors.js';
import type { FollowTask, TaskEvent } from './task-event.js';
import { followTask, parseCursor } from './task-follow.js';
import { createTaskSchema } from './task-input.js';
import type { TaskKeeper } from './task-keeper.js';
import type { ResolvedTaskOptions } from './task-options.js';
import { toTask, type StoredTask } from './task-record.js';
import type { TaskTerminals } from './task-terminals.js';
import type { TaskRepository } from './task-repository.js';
import type { CreateTask, Task, TaskAfter, TaskStatus } from './task.js';

export interface TaskServiceDeps extends TaskAccessDeps {
  readonly repository: TaskRepository;
  readonly keeper: TaskKeeper;
  readonly ofTerminals: Pick<TaskTerminals, 'readBy'>;
  readonly conversations: Pick<ConversationService, 'create' | 'get'>;
  readonly streams: Pick<StreamService, 'read'>;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Whether there is a model. */
  readonly hasModel: boolean;
  readonly options: ResolvedTaskOptions;
}

export type TaskFailure =
  | TaskError
  | AccessError
  | SessionArchived
  | ConversationAccessError
  | ConversationFailure
  | ModelNotConfigured
  | IdempotencyMismatch
  | IdempotencyGone
  | InvalidInput
  | ShuttingDown
  | RecordError
  | StoreError;

export interface ListTasks extends PageRequest {
  /** Only those that are so. @default all */
  readonly status?: TaskStatus;
}

export interface CreateTaskOptions {
  /** The same request with the same key gives the same task for a day. */
  readonly idempotencyKey?: string | undefined;
}

const IDEMPOTENCY_MS = 24 * 60 * 60 * 1_000;
const MAX_TITLE = 80;

/** What it takes to have something become of a session, beside having a task in it. */
const AFTER: Readonly<Record<TaskAfter, readonly SessionAction[]>> = {
  keep: [],
  stop: ['workspace.stop'],
  archive: ['session.archive'],
};

/** Work that a model does in sessions, by itself. */
export class TaskService {
  private readonly access: TaskAccess;
  private readonly schema: ReturnType<typeof createTaskSchema>;

  constructor(private readonly deps: TaskServiceDeps) {
    this.access = new TaskAccess(deps);
    this.schema = createTaskSchema(deps.options);
  }

  /**
   * The task is kept when ok, and has its turn whether or not anybody waits for it. `model/not-configured` without a model,
   * `task/queue-full` when no more may wait; `session/not-found`, `session/forbidden` and `session/archived` as everywhere,
   * `conversation/not-found` for a conversation that is not of the session.
   */
  create(
    caller: Caller,
    sessionId: SessionId,
    input: CreateTask,
    options: CreateTaskOptions = {},
  ): ResultAsync<Task, TaskFailure> {
    const { hasModel, keeper, options: limits, repository } = this.deps;
    const valid = checkIdempotencyKey(options.idempotencyKey).andThen(() => parseInput(this.schema, input));
    if (valid.isErr()) return errAsync(valid.error);
    if (keeper.isClosed) return errAsync(shuttingDown());
    const { after = 'keep' } = valid.value;
    return (
      this.access
        .inSession(caller, sessionId, ['tasks.write', 'workspace.start', ...AFTER[after]])
        .andThen(() => (hasModel ? ok(null) : err(modelNotConfigured())))
        // Before there is a conversation that nobody needs. A request that is repeated has one, and maybe its task.
        .andThen((): ResultAsync<void, TaskFailure> =>
          options.idempotencyKey === undefined ? repository.checkRoom(caller, limits) : okAsync(undefined),
        )
        .andThen((): ResultAsync<ConversationId, TaskFailure> =>
          this.conversation(caller, sessionId, valid.value, options),
        )
        .andThen((conversationId) => {
          const task = this.compose(caller, sessionId, { ...valid.value, conversationId });
          const request = this.requestOf([sessionId, input], options);
          return repository.create({ task, limits, by: auditedBy(caller), ...request });
        })
        .map((task) => {
          keeper.kick();
          return toTask(task);
        })
    );
  }

  /** `task/not-found` for who may not know of its session. */
  get(caller: Caller, id: TaskId): ResultAsync<Task, TaskFailure> {
    return this.access
      .find(caller, id, () => 'tasks.read')
      .map(async (stored) => {
        const terminal = stored.status === 'running' ? await this.deps.ofTerminals.readBy(id) : null;
        return { ...toTask(stored), ...(terminal === null ? {} : { terminalId: terminal }) };
      });
  }

  /** Those of the session, the newest first. */
  list(
    caller: Caller,
    sessionId: SessionId,
    { status, ...page }: ListTasks = {},
  ): ResultAsync<Page<Task>, TaskFailure> {
    const { tenantId } = caller;
    return this.access
      .inSession(caller, sessionId, ['tasks.read'])
      .andThen(() => this.deps.repository.list({ tenantId, sessionId, status, ...page }))
      .map(({ items, nextCursor }) => ({ items: items.map(toTask), nextCursor }));
  }

  /**
   * The task is asked to end when ok, and is given as it is then: over where it waited, otherwise its end follows. One that is
   * over stays as it is. That of another member takes an admin.
   */
  cancel(caller: Caller, id: TaskId): ResultAsync<Task, TaskAccessError | RecordError> {
    const { clock, keeper, options, repository } = this.deps;
    const now = clock.now();
    const times = { now: toTimestamp(now), expiresAt: toTimestamp(now + options.retentionMs) };
    return this.access
      .find(caller, id, ({ userId }) => (userId === caller.userId ? 'tasks.write' : 'tasks.others'))
      .andThen((task) => repository.cancel(task, { ...times, by: auditedBy(caller) }))
      .map((task) => {
        keeper.cancelled(task);
        keeper.kick();
        return toTask(task);
      });
  }

  /**
   * What happens in the task, from its beginning or from after what was seen before, through all its runs, to its end. Who leaves
   * changes nothing. `request/invalid` for a cursor that is none.
   */
  follow(
    caller: Caller,
    id: TaskId,
    { after, signal }: FollowTask = {},
  ): ResultAsync<AsyncIterable<TaskEvent>, TaskFailure> {
    const { clock, streams } = this.deps;
    const cursor = parseCursor(after);
    if (cursor.isErr()) return errAsync(cursor.error);
    const find = () => this.access.find(caller, id, () => 'tasks.read');
    return find().map((task) => followTask({ streams, clock, caller, find }, task, { cursor: cursor.value, signal }));
  }

  /** That of the request, where it is of the session, or a new one: the same for the same request. */
  private conversation(
    caller: Caller,
    sessionId: SessionId,
    { conversationId, prompt }: CreateTask,
    { idempotencyKey: key }: CreateTaskOptions,
  ): ResultAsync<ConversationId, TaskFailure> {
    const { conversations } = this.deps;
    if (conversationId === undefined) {
      const [line = ''] = prompt.trim().split('\n', 1);
      const title = line.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, ' ').trim();
      const named = title === '' ? {} : { title: title.slice(0, MAX_TITLE).replace(/[\ud800-\udbff]$/, '') };
      const again = key === undefined ? {} : { idempotencyKey: `task/${key}` };
      return conversations.create(caller, { sessionId, ...named }, again).map(({ id }) => id);
    }
    return conversations
      .get(caller, conversationId)
      .andThen((found) => (found.sessionId === sessionId ? ok(found.id) : err(conversationNotFound())));
  }

  private compose(
    caller: Caller,
    sessionId: SessionId,
    { after = 'keep', conversationId, limits, prompt, setup }: CreateTask & { readonly conversationId: ConversationId },
  ): EntityRecord<StoredTask> {
    const { clock, ids, options } = this.deps;
    const { agentId, requestId, role, scopes, tenantId, tier, userId } = caller;
    const { maxDurationMs, maxSteps, maxTokens } = options;
    const now = toTimestamp(clock.now());
    return {
      ...{ id: taskId.create(ids), tenantId, userId, sessionId, prompt, conversationId, status: 'queued' },
      setup: { install: setup?.install ?? 'auto', commands: setup?.commands ?? [] },
      limits: { maxSteps, maxTokens, maxDurationMs, ...limits },
      ...{ after, usage: { steps: 0, tokens: 0 }, runs: 0, streams: [], interruptions: 0, commandsDone: 0 },
      as: { role, tier, scopes, requestId, ...(agentId === undefined ? {} : { agentId }) },
      ...{ promptId: messageId.create(ids), activeIn: sessionId, createdAt: now, updatedAt: now },
    };
  }

  private requestOf(asked: readonly unknown[], { idempotencyKey: key }: CreateTaskOptions) {
    if (key === undefined) return {};
    const fingerprint = requestFingerprint(asked);
    return { request: { key, fingerprint, expiresAt: toTimestamp(this.deps.clock.now() + IDEMPOTENCY_MS) } };
  }
}
