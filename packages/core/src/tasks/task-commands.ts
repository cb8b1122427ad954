import { namingCommands, type ToolBox } from '../conversations/index.js';
import { commandId, delay, type Clock, type CommandId, type IdSource } from '../kernel/index.js';
import type { LeftCommands } from '../workspaces/index.js';
import type { TaskHold } from './task-hold.js';

export interface TaskCommandsDeps {
  readonly leftCommands: Pick<LeftCommands, 'end'>;
  readonly clock: Clock;
  readonly ids: IdSource;
}

const ATTEMPTS = 3;
const PAUSE_MS = 1_000;

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
    return namingCommands(tools, () => this.name());
  }

  /**
   * What an earlier run left running is over when it resolves, so that nothing runs beside what is done again. A command that
   * cannot be reached is left after a few tries: it ends by its own time.
   */
  async endEarlier(): Promise<void> {
    const { commandId: id, runs, sessionId, tenantId } = this.hold.current;
    if (id === undefined || runs < 2) return;
    for (let attempt = 1; attempt <= ATTEMPTS && !this.hold.isLost; attempt += 1) {
      const left = await this.deps.leftCommands.end({ tenantId, sessionId, id });
      if (left !== 'unreachable' || this.hold.stopped === 'closing') return;
      await delay(this.deps.clock, PAUSE_MS, this.hold.signal);
    }
  }
}
