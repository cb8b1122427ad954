export * from './task-errors.js';
export type { FollowTask, TaskChunk, TaskEvent } from './task-event.js';
export { defaultTaskOptions } from './task-options.js';
export type { ResolvedTaskOptions, TaskOptions } from './task-options.js';
export { RecordTaskRepository } from './record-task-repository.js';
export { TaskKeeper } from './task-keeper.js';
export type { TaskKeeperDeps } from './task-keeper.js';
export { taskCollections } from './task-record.js';
export type { TaskRepository } from './task-repository.js';
export { TaskService } from './task-service.js';
export type { CreateTaskOptions, ListTasks, TaskFailure, TaskServiceDeps } from './task-service.js';
export { cancelTaskOf } from './task-streams.js';
export { TaskSessions } from './task-sessions.js';
export { TaskTerminals } from './task-terminals.js';
export { TASK_REASONS, TASK_STATUSES } from './task.js';
export type {
  CreateTask,
  Task,
  TaskAfter,
  TaskEnd,
  TaskKey,
  TaskLimits,
  TaskProblem,
  TaskReason,
  TaskSetup,
  TaskStatus,
  TaskUsage,
} from './task.js';
