import type { ToolBox } from '../conversations/index.js';
import { commandId, delay, timeLimit, type Clock, type CommandId, type IdSource } from '../kernel/index.js';
import type { CommandRef, CommandService } from '../workspaces/index.js';
import type { TaskHold } from './task-hold.js';
import { callerOf } from './task-record.js';

export interface TaskCommandsDeps {
  readonly commands: CommandService;
  readonly clock: Clock;
  readonly ids: IdSource;
}

const ATTEMPTS = 3;
const PAUSE_MS = 1_000;
/** The longest time that a command which was killed is waited for. */
const END_MS = 10_000;

/** What one run of a task has run in the workspace: known to the next run, whatever becomes of this process. */
export class TaskCommands {
  constructor(
    private readonly deps: TaskCommandsDeps,
    private readonly hold: TaskHold,
  ) {}

  /** The id of a command that is yet to be started; it is on the record of the task from before. */
  async name(): Promise<CommandId> {
    const id = commandId.create(this.deps.ids);
    const written = await this.hold.write((task) => ({ ...task, commandId: id }));
    // A run that cannot write has lost its task, and begins nothing any more.
    return written.match(
      () => id,
      () => id,
    );
  }

  /** The same tools, whose commands are named so. */
  named(tools: ToolBox): ToolBox {
    return {
      definitions: tools.definitions,
      call: (call, context) => tools.call(call, { ...context, commandId: () => this.name() }),
    };
  }

  /**
   * What an earlier run left running is over when it resolves, so that nothing runs beside what is done again. A command that
   * cannot be reached is left: it is in a box that is gone, or ends by its own time.
   */
  async endEarlier(): Promise<void> {
    const { commandId: id, runs, sessionId } = this.hold.current;
    if (id === undefined || runs < 2) return;
    const { clock, commands } = this.deps;
    for (let attempt = 1; attempt <= ATTEMPTS && !this.hold.isLost; attempt += 1) {
      const killed = await commands.kill(callerOf(this.hold.current), { sessionId, id });
      if (killed.isOk()) return this.untilOver({ sessionId, id });
      if (!killed.error.retryable) return;
      await delay(clock, PAUSE_MS, this.hold.signal);
    }
  }

  private async untilOver(ref: CommandRef): Promise<void> {
    const { current } = this.hold;
    const { cancel, signal } = timeLimit(this.deps.clock, END_MS, this.hold.signal);
    const events = await this.deps.commands.output(callerOf(current), ref, { signal });
    // To its last event.
    if (events.isOk()) for await (const _event of events.value);
    cancel();
  }
}
