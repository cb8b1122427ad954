import { delay, err, ok, type Clock, type Result } from '../kernel/index.js';
import type { AdmittedStart } from './start-admission.js';
import { workspaceNotRunning, workspaceReplaced, workspaceStartFailed, type ReachError } from './workspace-errors.js';
import type { WorkspaceFeed } from './workspace-feed.js';
import type { WorkspaceRepository } from './workspace-repository.js';
import type { Workspace } from './workspace.js';

/** How often it is looked whether another replica let a waiting start have its turn. */
const POLL_MS = 1_000;

/** Starts that waited, whose turn it is, and that this replica makes. */
export class AdmittedStarts {
  private readonly starts = new Map<string, AdmittedStart>();

  constructor(
    private readonly deps: {
      readonly repository: WorkspaceRepository;
      readonly feed: WorkspaceFeed;
      readonly clock: Clock;
    },
  ) {}

  /** Told to those who wait for it. */
  add(start: AdmittedStart): void {
    this.starts.set(start.workspace.sessionId, start);
    this.deps.feed.publish(start.workspace);
  }

  /** The start of this very incarnation that nobody makes yet. */
  of({ sessionId, intentToken }: Pick<Workspace, 'sessionId' | 'intentToken'>): AdmittedStart | undefined {
    const start = this.starts.get(sessionId);
    return start?.workspace.intentToken === intentToken ? start : undefined;
  }

  /** Somebody makes it, or nobody will. */
  remove(sessionId: string): void {
    this.starts.delete(sessionId);
  }

  /** The start when it is this replica that makes it, `null` when another one does. `signal` gives the waiting up. */
  async awaitTurn(workspace: Workspace, signal: AbortSignal): Promise<Result<AdmittedStart | null, ReachError>> {
    const { clock, feed, repository } = this.deps;
    for (;;) {
      const changed = new AbortController();
      const unwatch = feed.watch(workspace.sessionId, () => {
        changed.abort();
      });
      try {
        const current = await repository.get(workspace);
        if (current.isErr()) return err(current.error);
        if (signal.aborted) return err(workspaceNotRunning(current.value?.state ?? 'none'));
        const mine = this.of(workspace);
        if (mine !== undefined) return ok(mine);
        const over = turnOver(workspace, current.value);
        if (over !== null) return over;
        await delay(clock, POLL_MS, AbortSignal.any([changed.signal, signal]));
      } finally {
        unwatch();
      }
    }
  }
}

/** What the end of the waiting of `queued` means; `null` while it waits. */
function turnOver(queued: Workspace, current: Workspace | null): Result<null, ReachError> | null {
  if (current === null || current.intentToken !== queued.intentToken) return err(workspaceReplaced(queued.incarnation));
  const { reason, state } = current;
  if (state === 'queued') return null;
  if (state === 'creating' || state === 'ready') return ok(null);
  return err(state === 'failed' ? workspaceStartFailed(reason ?? 'start-failed') : workspaceNotRunning(state));
}
