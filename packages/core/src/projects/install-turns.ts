import { createHash } from 'node:crypto';
import {
  err,
  ok,
  ResultAsync,
  type Caller,
  type Clock,
  type CommandId,
  type InvalidInput,
  type Result,
} from '../kernel/index.js';
import type { AcquireError, Lease, Leases, RenewError } from '../leases/index.js';
import type { CommandError, CommandRef, CommandService, ReachError } from '../workspaces/index.js';
import { installRunning, type InstallRunning } from './project-errors.js';

export interface InstallTurnsDeps {
  readonly leases: Leases;
  readonly commands: Pick<CommandService, 'get'>;
  readonly clock: Clock;
}

/** The directory of a session that packages are installed in, and the command that does it. */
export interface Turn extends CommandRef {
  readonly directory: string;
}

type TurnError = InstallRunning | CommandError | ReachError | InvalidInput;

/** How long a turn lasts whose command is not known to run. */
const STARTING_MS = 60_000;
/** How long a turn outlasts the time of its command, whose processes have to end. */
const ENDING_MS = 60_000;
const LONGEST_MS = 86_400_000;

/**
 * One installation at a time in a directory of a session, whichever replica began it: two programs that write one tree spoil it.
 * A second one is refused, for it may ask for something else; who wants to wait follows the first.
 *
 * A turn is a lease in the name of its command. Nobody has to give it back when the command ends: who comes next looks whether
 * that still runs.
 */
export class InstallTurns {
  constructor(private readonly deps: InstallTurnsDeps) {}

  /** The directory is the command's when ok, for as long as starting it takes. */
  take(caller: Caller, turn: Turn): ResultAsync<Lease, TurnError> {
    return this.acquire(turn).orElse((error) =>
      error.type === 'lease/held' ? new ResultAsync(this.takeOver(caller, turn)) : err(error),
    );
  }

  /** The command was started: the turn lasts as long as it may run. */
  extend(lease: Lease, timeoutMs: number): ResultAsync<Lease, RenewError> {
    return this.deps.leases.renew(lease, Math.min(timeoutMs + ENDING_MS, LONGEST_MS));
  }

  /** The command was not started. */
  giveBack(lease: Lease): ReturnType<Leases['release']> {
    return this.deps.leases.release(lease);
  }

  private acquire({ id, ...place }: Turn): ResultAsync<Lease, AcquireError> {
    const reason = 'packages are installed';
    return this.deps.leases.acquire({ name: nameOf(place), holder: id, reason, ttlMs: STARTING_MS });
  }

  private async takeOver(caller: Caller, turn: Turn): Promise<Result<Lease, TurnError>> {
    const { leases } = this.deps;
    const held = await leases.get(nameOf(turn));
    if (held.isErr()) return err(held.error);
    if (held.value !== null) {
      const over = await this.isOver(caller, turn, held.value);
      if (over.isErr()) return err(over.error);
      if (!over.value) return err(installRunning(held.value.holder as CommandId));
      const released = await leases.release(held.value);
      if (released.isErr()) return err(released.error);
    }
    return this.acquire(turn).mapErr((error) =>
      error.type === 'lease/held' ? installRunning(error.holder as CommandId) : error,
    );
  }

  /** Whether the command of the turn is over. One that is on no record is about to be started, or ended long ago. */
  private isOver(
    caller: Caller,
    { sessionId }: Turn,
    { acquiredAt, holder }: Lease,
  ): ResultAsync<boolean, CommandError | ReachError | InvalidInput> {
    const { clock, commands } = this.deps;
    return commands
      .get(caller, { sessionId, id: holder as CommandId })
      .map(({ state }) => state === 'exited')
      .orElse((error) => {
        if (error.type !== 'command/not-found') return err(error);
        return ok(clock.now() - Date.parse(acquiredAt) > STARTING_MS);
      });
  }
}

function nameOf({ sessionId, directory }: Omit<Turn, 'id'>): string {
  return `install/${sessionId}/${createHash('sha256').update(directory).digest('hex')}`;
}
