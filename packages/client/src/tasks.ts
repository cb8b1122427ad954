import type { CallOptions } from './client-options.js';
import { followEvents, type FollowFailed, type FollowOptions, type Meaning } from './follow-events.js';
import { path, type Http } from './http.js';
import { onceHeaders, type MakeOptions } from './idempotency-key.js';
import type { Outcome } from './result.js';
import type { CreateTask, Page, Task, TaskFilter } from './types.js';

/** What happens in a task, through all its runs. */
export type TaskEvent =
  | { readonly type: 'status'; readonly task: Task }
  /** A piece of what it tells of itself; `cursor` is where to go on behind it. */
  | { readonly type: 'chunk'; readonly chunk: unknown }
  | { readonly type: 'gap' }
  /** It is over; the last event. */
  | { readonly type: 'end'; readonly task: Task }
  | FollowFailed;

/** Work that a model does in a session by itself. */
export class TasksClient {
  constructor(private readonly http: Http) {}

  /** Made once, however often it has to be tried. */
  create(
    sessionId: string,
    input: CreateTask,
    { idempotencyKey, ...call }: CallOptions & MakeOptions = {},
  ): Outcome<Task> {
    const headers = onceHeaders({ idempotencyKey });
    return this.http.json({ method: 'POST', path: path`/sessions/${sessionId}/tasks`, json: input, headers }, call);
  }

  /** The newest first. */
  list(sessionId: string, filter: TaskFilter = {}, call: CallOptions = {}): Outcome<Page<Task>> {
    return this.http.json({ method: 'GET', path: path`/sessions/${sessionId}/tasks`, query: { ...filter } }, call);
  }

  get(id: string, call: CallOptions = {}): Outcome<Task> {
    return this.http.json({ method: 'GET', path: path`/tasks/${id}` }, call);
  }

  /** Asked to end when ok. */
  cancel(id: string, call: CallOptions = {}): Outcome<Task> {
    return this.http.json({ method: 'POST', path: path`/tasks/${id}/cancel`, idempotent: true }, call);
  }

  /** What happened in it and what follows, across reconnects, to its end. `status` is told again behind each reconnect. */
  follow(
    id: string,
    { after, signal }: FollowOptions & { readonly after?: string | undefined } = {},
  ): AsyncGenerator<TaskEvent, void, void> {
    const followed = { path: path`/tasks/${id}/events`, query: { after }, meaning: taskMeaning };
    return followEvents<TaskEvent>(this.http, followed, { signal });
  }
}

function taskMeaning(event: string, data: never): Meaning<TaskEvent> {
  switch (event) {
    case 'status':
      return { kind: 'item', item: { type: 'status', task: data } };
    case 'chunk':
      return { kind: 'item', item: { type: 'chunk', chunk: data } };
    case 'gap':
      return { kind: 'item', item: { type: 'gap' } };
    case 'end':
      return { kind: 'last', item: { type: 'end', task: data } };
    default:
      return { kind: 'none' };
  }
}
