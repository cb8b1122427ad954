import { err, ok, type CarrelError, type Clock, type Result } from '../kernel/index.js';
import type { StreamRepository } from '../streaming/index.js';
import type { LeftCommands } from '../workspaces/index.js';
import type { AnswerCommand, AnswerCommandRecords } from './answer-command-records.js';

export interface LeftAnswerCommandsDeps {
  readonly commandRecords: Pick<AnswerCommandRecords, 'all' | 'forget'>;
  readonly streams: Pick<StreamRepository, 'get'>;
  readonly leftCommands: Pick<LeftCommands, 'end'>;
  readonly clock: Clock;
}

const ENDED_AT_ONCE = 50;
/** How long after it was noted a command that is not on record may yet be started. */
const STARTING_MS = 60_000;
/** How long after it was noted a command in a workspace that does not answer is tried again. */
const TRIED_FOR_MS = 86_400_000;

/** Ends the commands of answers that are over, and whose process did not end them: it is gone. */
export class LeftAnswerCommands {
  /** Those that the last sweep did not reach. They come after the others. */
  private unreached = new Set<string>();

  constructor(private readonly deps: LeftAnswerCommandsDeps) {}

  /** One look at all, and one try at 50 of those that were left; `null`, or what could not be done. */
  async sweep(): Promise<CarrelError | null> {
    const all = await this.deps.commandRecords.all();
    if (all.isErr()) return all.error;
    const left: AnswerCommand[] = [];
    let failed: CarrelError | null = null;
    for (const command of all.value) {
      const isLeft = await this.isLeft(command);
      if (isLeft.isErr()) failed = isLeft.error;
      else if (isLeft.value) left.push(command);
    }
    const fresh = left.filter(({ commandId }) => !this.unreached.has(commandId));
    const again = left.filter(({ commandId }) => this.unreached.has(commandId));
    this.unreached = new Set();
    const ended = await Promise.all([...fresh, ...again].slice(0, ENDED_AT_ONCE).map((command) => this.end(command)));
    for (const one of ended) if (one.isErr()) failed = one.error;
    return failed;
  }

  private async isLeft({ tenantId, streamId: id }: AnswerCommand): Promise<Result<boolean, CarrelError>> {
    const stream = await this.deps.streams.get({ tenantId, id });
    return stream.map((found) => found?.end !== undefined || found === null);
  }

  private async end(command: AnswerCommand): Promise<Result<unknown, CarrelError>> {
    const { clock, commandRecords, leftCommands } = this.deps;
    const { commandId: id, notedAt, sessionId, tenantId } = command;
    const left = await leftCommands.end({ tenantId, sessionId, id });
    const age = clock.now() - Date.parse(notedAt);
    if (left === 'unreachable') this.unreached.add(id);
    const isSettled =
      left === 'over' || (left === 'unknown' && age > STARTING_MS) || (left === 'unreachable' && age > TRIED_FOR_MS);
    if (!isSettled) return ok(undefined);
    const forgotten = await commandRecords.forget(command);
    return forgotten.isErr() ? err(forgotten.error) : ok(undefined);
  }
}
