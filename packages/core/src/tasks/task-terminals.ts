import type { ToolBox } from '../conversations/index.js';
import {
  abortable,
  terminalId,
  timeLimit,
  type Clock,
  type ResultAsync,
  type TaskId,
  type TerminalId,
} from '../kernel/index.js';
import { terminalPolling, type PresenceError, type PresenceStore } from '../presence/index.js';

export interface TaskTerminalsDeps {
  readonly presence: Pick<PresenceStore, 'note' | 'noted' | 'forget'>;
  readonly clock: Clock;
}

/** How long the presence store is waited for: what it knows is good to know, and nothing more. */
const WAIT_MS = 500;

/** Which terminals tasks read: seen from every replica, and from none while the presence store does not answer. */
export class TaskTerminals {
  constructor(private readonly deps: TaskTerminalsDeps) {}

  /** The same tools, of which is known what terminal they read for the task. */
  seen(tools: ToolBox, task: TaskId): ToolBox {
    const onTerminalRead = (id: TerminalId) =>
      this.inTime(this.deps.presence.note(terminalPolling, task, id)).then(() => undefined);
    return {
      definitions: tools.definitions,
      call: (call, context) => tools.call(call, { ...context, onTerminalRead }),
    };
  }

  /** The terminal that the task read last, in the last two hours; `null` for none, and while that cannot be told. */
  async readBy(task: TaskId): Promise<TerminalId | null> {
    const noted = await this.inTime(this.deps.presence.noted(terminalPolling, task));
    return noted !== null && terminalId.is(noted) ? noted : null;
  }

  /** The task reads none any more. Where that cannot be told it is forgotten with its time. */
  async forget(task: TaskId): Promise<void> {
    await this.inTime(this.deps.presence.forget(terminalPolling, task));
  }

  private async inTime<T>(work: ResultAsync<T, PresenceError>): Promise<T | null> {
    const limit = timeLimit(this.deps.clock, WAIT_MS);
    const done = await abortable('what is known of terminals', work, limit.signal);
    limit.cancel();
    return done.unwrapOr(null);
  }
}
