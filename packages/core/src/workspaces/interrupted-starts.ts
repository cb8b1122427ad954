import type { Clock, IdSource } from '../kernel/index.js';
import { SingleFlight, toTimestamp } from '../kernel/index.js';
import type { Logger } from '../telemetry/index.js';
import type { AdmittedStart } from './start-admission.js';
import type { WorkspaceBoxes } from './workspace-boxes.js';
import { claimed, startedAnew } from './workspace-changes.js';
import type { Hold, WorkspaceRepository } from './workspace-repository.js';
import type { Workspace, WorkspaceReason } from './workspace.js';

export interface InterruptedStartsDeps {
  readonly repository: WorkspaceRepository;
  readonly boxes: WorkspaceBoxes;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly hold: () => Hold;
  /** Makes the start, in the hands of this replica. */
  readonly start: (start: AdmittedStart) => void;
  /** Gives the start up. */
  readonly bury: (workspace: Workspace, reason: WorkspaceReason) => Promise<void>;
}

/**
 * Starts whose replica is gone. One that had waited for its turn keeps the turn: it is made anew under the next incarnation, in
 * the room that it has. Any other is given up. Either way the box that was begun goes first, so that there are never two.
 */
export class InterruptedStarts {
  private readonly takeOvers = new SingleFlight<string, void>();

  constructor(private readonly deps: InterruptedStartsDeps) {}

  takeOver(workspace: Workspace): Promise<void> {
    return this.takeOvers.run(workspace.sessionId, () => this.goOn(workspace));
  }

  private async goOn(workspace: Workspace): Promise<void> {
    const { boxes, bury, logger, repository } = this.deps;
    const mine = await repository.change(workspace, (current) => claimed(current, workspace, this.deps.hold()));
    if (mine.isErr() || mine.value === null) return;
    const gone = await boxes.remove(mine.value);
    // Its box is an orphan from then on, which goes as soon as it can.
    if (gone.isErr()) {
      logger.warn({ sessionId: workspace.sessionId, error: gone.error }, 'box not removed yet');
      return bury(mine.value, 'start-interrupted');
    }
    if (!(await this.startAnew(mine.value))) await bury(mine.value, 'start-interrupted');
  }

  private async startAnew(workspace: Workspace): Promise<boolean> {
    const { clock, hold, ids, logger, repository, start } = this.deps;
    const found = await repository.getWithSession(workspace);
    const session = found.map((both) => both.session).unwrapOr(null);
    if (session === null || session.desired !== 'running' || session.status !== 'active') return false;
    const beginning = { ...hold(), intentToken: ids.nextBody(), now: toTimestamp(clock.now()) };
    const begun = await repository.change(workspace, (current) =>
      current.intentToken === workspace.intentToken ? startedAnew(current, beginning) : null,
    );
    if (begun.isErr() || begun.value === null) return false;
    const { incarnation, sessionId } = begun.value;
    logger.info({ sessionId, incarnation }, 'interrupted start begun anew');
    start({ session, workspace: begun.value });
    return true;
  }
}
