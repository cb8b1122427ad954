import type { AuditEntry, AuditService } from '../audit/index.js';
import { ok, safeTry, type CursorCodec, type ResultAsync } from '../kernel/index.js';
import { EntityTable, type EntityRecord, type ReadView, type StoreError, type Transaction } from '../store/index.js';
import { over } from './task-life.js';
import { freePlace, leaveQueue } from './task-queue.js';
import { tasks, type StoredTask, type TaskEnding } from './task-record.js';
import type { TaskActor, TaskRepositoryError, TaskTimes } from './task-repository.js';
import type { TaskKey } from './task.js';

/** Tasks inside a view or transaction that the caller holds, together with what the audit says of them. */
export class TaskTable {
  readonly entities: EntityTable<StoredTask>;

  constructor(
    cursors: CursorCodec,
    private readonly audit: Pick<AuditService, 'append'>,
  ) {
    this.entities = new EntityTable<StoredTask>(tasks, cursors);
  }

  get(view: ReadView, { tenantId, id }: TaskKey): ResultAsync<StoredTask | null, StoreError> {
    return this.entities.get(view, [tenantId, id]);
  }

  insert(tx: Transaction, task: EntityRecord<StoredTask>): ResultAsync<StoredTask, TaskRepositoryError> {
    return this.entities.insert(tx, task);
  }

  put(tx: Transaction, task: StoredTask): ResultAsync<StoredTask, TaskRepositoryError> {
    return this.entities.update(tx, task);
  }

  /** Over, and neither in the queue nor in a place, when ok. */
  end(
    tx: Transaction,
    task: StoredTask,
    { ending, times }: { readonly ending: TaskEnding; readonly times: TaskTimes },
  ): ResultAsync<StoredTask, TaskRepositoryError> {
    const note = () => this.note(tx, task, { ...systemOf(task), ...entryOf(ending, task) });
    const put = () => this.put(tx, over(task, ending, times));
    return safeTry<StoredTask, TaskRepositoryError>(async function* () {
      if (task.status === 'queued') yield* leaveQueue(tx, task);
      yield* freePlace(tx, task);
      yield* note();
      return put();
    });
  }

  note(
    tx: Transaction,
    { id, sessionId }: Pick<StoredTask, 'id' | 'sessionId'>,
    { details, ...entry }: TaskActor & Pick<AuditEntry, 'action' | 'details'> & Partial<Pick<AuditEntry, 'outcome'>>,
  ): ResultAsync<void, TaskRepositoryError> {
    return this.audit
      .append(tx, { outcome: 'success', ...entry, subject: id, details: { session: sessionId, ...details } })
      .andThen(() => ok(undefined));
  }
}

function systemOf({ tenantId, as }: StoredTask): TaskActor {
  return { tenantId, actor: { type: 'system' }, requestId: as.requestId };
}

function entryOf(
  { status, reason, error }: TaskEnding,
  { usage }: StoredTask,
): Pick<AuditEntry, 'action' | 'outcome' | 'details'> {
  const why = reason ?? null;
  return {
    action: 'task.ended',
    outcome: status === 'failed' ? 'failed' : 'success',
    details: { status, reason: why, error: error?.type ?? null, steps: usage.steps, used: usage.tokens },
  };
}
