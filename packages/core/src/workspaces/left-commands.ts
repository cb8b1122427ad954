import { abortable, timeLimit, type Clock } from '../kernel/index.js';
import type { Logger } from '../telemetry/index.js';
import type { CommandKey, CommandRepository } from './command-repository.js';
import type { Command } from './command.js';
import { endProcess } from './process-end.js';
import type { WorkspaceAccess } from './workspace-access.js';

export interface LeftCommandsDeps {
  readonly repository: Pick<CommandRepository, 'get' | 'end'>;
  readonly access: Pick<WorkspaceAccess, 'life'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * What is known of a command after it was ended. `over`: it runs no more. `unknown`: none is on record; it was never started, or
 * ended long ago. `unreachable`: its workspace, or the store, did not answer in time, and it may run yet.
 */
export type LeftCommand = 'over' | 'unknown' | 'unreachable';

/** How long one try may take, the end of the command's processes included. */
const END_MS = 10_000;

/**
 * Ends commands whose process that waited for them is gone. It does so in the name of nobody: also when who started them may not
 * do so any more. Any number of replicas may end the same command, at once or again.
 */
export class LeftCommands {
  constructor(private readonly deps: LeftCommandsDeps) {}

  /** One try, of 10 seconds at most: the command and all it started are over, and its end is on record, when it is `over`. */
  async end(key: CommandKey): Promise<LeftCommand> {
    const limit = timeLimit(this.deps.clock, END_MS);
    const found = await abortable('ending a command', this.deps.repository.get(key), limit.signal);
    const left = found.isErr() ? 'unreachable' : await this.endOne(found.value, limit.signal);
    limit.cancel();
    return left;
  }

  private async endOne(command: Command | null, signal: AbortSignal): Promise<LeftCommand> {
    if (command === null) return 'unknown';
    if (command.state === 'exited') return 'over';
    const { access, clock, logger, repository } = this.deps;
    const { id } = command;
    const inBox = access
      .life(command)
      .andThen(({ connection: { processes } }) => processes.get(id, { signal }).map((info) => ({ info, processes })));
    const found = await abortable('ending a command', inBox, signal);
    if (found.isErr()) {
      const { type } = found.error;
      // Its box is gone, or has no such process any more; who reads the command learns that by itself.
      if (type === 'workspace/replaced' || type === 'process/not-found') return 'over';
      logger.debug({ error: found.error, command: id }, 'command not reached to be ended');
      return 'unreachable';
    }
    const end = await endProcess(found.value.processes, found.value.info, { clock, signal });
    if (end === null) return 'unreachable';
    const written = await repository.end(command, end);
    return written.isOk() ? 'over' : 'unreachable';
  }
}
