import { abortable, timeLimit, type CarrelError, type Clock } from '../kernel/index.js';
import type { WorkspaceRuntime } from '../runtime/index.js';

export interface WorkspaceLeftoversDeps {
  readonly runtime: WorkspaceRuntime;
  readonly clock: Clock;
  readonly installationId: string;
}

/** How old a thing without a box has to be, and so how often it is worth to look. */
const AGE_MS = 60_000;
/** How long the runtime may take, so that it never holds up what waits for the next look. */
const TIMEOUT_MS = 10_000;

/** What boxes left behind on the runtime: has it taken away, now and then. */
export class WorkspaceLeftovers {
  private nextAt = 0;

  constructor(private readonly deps: WorkspaceLeftoversDeps) {}

  /** Done, or given up, when this resolves; what went wrong, if anything did. It is tried again a minute later. */
  async sweep(until: AbortSignal): Promise<CarrelError | null> {
    const { clock, installationId, runtime } = this.deps;
    if (until.aborted || clock.now() < this.nextAt) return null;
    this.nextAt = clock.now() + AGE_MS;
    const { cancel, signal } = timeLimit(clock, TIMEOUT_MS, until);
    const swept = await abortable('sweep', runtime.sweep({ installationId, olderThanMs: AGE_MS }, { signal }), signal);
    cancel();
    return swept.isErr() && !until.aborted ? swept.error : null;
  }
}
