import { abortable, timeLimit, type CarrelError, type Clock } from '../kernel/index.js';
import type { SessionFiles, WorkspaceRuntime } from '../runtime/index.js';
import type { Session, SessionRepository } from '../sessions/index.js';
import type { Logger } from '../telemetry/index.js';
import { forEachOf, pagesOf } from './sweep-pages.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';
import type { WorkspaceKey } from './workspace-repository.js';

export interface KeptFilesDeps {
  readonly runtime: WorkspaceRuntime;
  readonly sessions: Pick<SessionRepository, 'getMany'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly installationId: string;
  readonly options: Pick<ResolvedWorkspaceOptions, 'keptFiles'>;
}

/** How often it is looked for files whose session is gone. */
const INTERVAL_MS = 60_000;
/** How long that may take, so that it never holds up what waits for the next look. */
const TIMEOUT_MS = 10_000;

/**
 * Files that outlive the boxes of a session on the runtime itself, and end with the session. They are forgotten when it is deleted; what
 * a crash, or a start on another replica, left then is found by the sweep.
 */
export class KeptFiles {
  private nextAt = 0;

  constructor(private readonly deps: KeptFilesDeps) {}

  /** Whether the files of the session outlive its boxes. One with a storage or a source gets its files anew in each box. */
  keeps({ kind, source, storage }: Session): boolean {
    const { keptFiles } = this.deps.options;
    if (keptFiles === 'none' || storage !== 'none' || source !== undefined) return false;
    return keptFiles === 'all' || kind === 'room';
  }

  /** The files of a session that is over, and of which no box is left, are gone when this resolves, or left to the sweep. */
  async forget({ sessionId, tenantId }: WorkspaceKey): Promise<void> {
    const { installationId, logger, runtime } = this.deps;
    const forgotten = await runtime.forgetSessionFiles({ installationId, tenantId, sessionId });
    if (forgotten.isErr()) logger.warn({ sessionId, error: forgotten.error }, 'files of a session not forgotten yet');
  }

  /** Done, or given up, when this resolves; what went wrong first, if anything did. It is tried again a minute later. */
  async sweep(until: AbortSignal): Promise<CarrelError | null> {
    const { clock, runtime } = this.deps;
    if (!runtime.capabilities.sessionFiles || until.aborted || clock.now() < this.nextAt) return null;
    this.nextAt = clock.now() + INTERVAL_MS;
    const { cancel, signal } = timeLimit(clock, TIMEOUT_MS, until);
    const failure = await this.forgetLeft(signal);
    cancel();
    return until.aborted ? null : failure;
  }

  private async forgetLeft(signal: AbortSignal): Promise<CarrelError | null> {
    const { installationId, runtime, sessions } = this.deps;
    const listing = runtime.listSessionFiles({ installationId }, { signal });
    const listed = await abortable('listing the files of sessions', listing, signal);
    if (listed.isErr()) return listed.error;
    let failure: CarrelError | null = null;
    for (const page of pagesOf(listed.value)) {
      // A session is in the store before its files are, and its id is no other's: what is not there any more never comes back.
      const found = await sessions.getMany(page.map(keyOf));
      if (found.isErr()) return found.error;
      await forEachOf(page, async (files, at) => {
        if (found.value[at] !== null || signal.aborted) return;
        const forgetting = runtime.forgetSessionFiles(files, { signal });
        const forgotten = await abortable('forgetting the files of a session', forgetting, signal);
        if (forgotten.isErr()) failure ??= forgotten.error;
      });
    }
    return failure;
  }
}

function keyOf({ sessionId, tenantId }: SessionFiles): {
  readonly tenantId: Session['tenantId'];
  readonly id: Session['id'];
} {
  return { tenantId: tenantId as Session['tenantId'], id: sessionId as Session['id'] };
}
