import { abortable, isAborted } from './abortable.js';
import { aborted, type Aborted } from './error.js';
import { err, ResultAsync, type Result } from './result.js';

/** What a piece of shared work is given. */
export interface SharedTask<Note> {
  /** Fires when nobody waits for the work any more. */
  readonly signal: AbortSignal;
  /** Tells everybody who waits now. */
  readonly tell: (note: Note) => void;
}

export interface JoinOptions<Note> {
  /** Gives up waiting; the work goes on for the others. */
  readonly signal?: AbortSignal | undefined;
  /** Hears what the work tells while this caller waits. */
  readonly onNote?: ((note: Note) => void) | undefined;
}

interface Waiter<Note> {
  readonly hear: (note: Note) => void;
}

interface Task<T, E, Note> {
  readonly abort: AbortController;
  readonly waiters: Set<Waiter<Note>>;
  readonly result: Promise<Result<T, E>>;
}

/**
 * Lets callers that want the same thing at the same time share one piece of work, which is ended early only when the last of them
 * has given up. Whoever comes behind that begins it anew.
 */
export class SharedWork<Key, T, E, Note = never> {
  private readonly tasks = new Map<Key, Task<T, E, Note>>();

  constructor(private readonly operation: string) {}

  /** What the work under way for `key` comes to, or `work` when there is none; `request/aborted` as soon as `signal` fires. */
  join(
    key: Key,
    work: (task: SharedTask<Note>) => Promise<Result<T, E>>,
    { signal, onNote }: JoinOptions<Note> = {},
  ): ResultAsync<T, E | Aborted> {
    return new ResultAsync(this.wait(key, work, { signal, onNote }));
  }

  /** Ends all work under way, whoever waits for it. */
  abort(): void {
    for (const { abort } of this.tasks.values()) abort.abort();
  }

  private async wait(
    key: Key,
    work: (task: SharedTask<Note>) => Promise<Result<T, E>>,
    { signal, onNote }: JoinOptions<Note>,
  ): Promise<Result<T, E | Aborted>> {
    if (isAborted(signal)) return err(aborted(this.operation));
    const task = this.tasks.get(key) ?? this.begin(key, work);
    const waiter = { hear: (note: Note) => onNote?.(note) };
    task.waiters.add(waiter);
    try {
      return await abortable(this.operation, new ResultAsync(task.result), signal);
    } finally {
      task.waiters.delete(waiter);
      if (task.waiters.size === 0) this.giveUp(key, task);
    }
  }

  private begin(key: Key, work: (task: SharedTask<Note>) => Promise<Result<T, E>>): Task<T, E, Note> {
    const abort = new AbortController();
    const waiters = new Set<Waiter<Note>>();
    const tell = (note: Note) => {
      for (const { hear } of [...waiters]) hear(note);
    };
    // The work begins once its first caller can hear it.
    const result = Promise.resolve()
      .then(() => work({ signal: abort.signal, tell }))
      .finally(() => {
        if (this.tasks.get(key)?.waiters === waiters) this.tasks.delete(key);
      });
    const task = { abort, waiters, result };
    this.tasks.set(key, task);
    return task;
  }

  private giveUp(key: Key, task: Task<T, E, Note>): void {
    if (this.tasks.get(key) !== task) return;
    this.tasks.delete(key);
    task.abort.abort();
  }
}
