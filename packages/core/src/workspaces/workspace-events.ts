import { delay, type Clock } from '../kernel/index.js';
import { ExpiryWarnings } from './expiry-warnings.js';
import type { QueuePlaces } from './queue-places.js';
import type { WorkspaceFeed } from './workspace-feed.js';
import type { WorkspaceKey, WorkspaceRepository } from './workspace-repository.js';
import type { ProgressLine } from './workspace-progress.js';
import { shuttingDown } from './workspace-errors.js';
import { isActive } from './workspace-transitions.js';
import type { Workspace, WorkspaceEvent } from './workspace.js';

export interface WorkspaceEventsDeps {
  readonly key: WorkspaceKey;
  readonly repository: WorkspaceRepository;
  readonly feed: WorkspaceFeed;
  readonly clock: Clock;
  readonly places: QueuePlaces;
  readonly expiryWarningMs: number;
}

/** What has a position. */
type Step = Extract<WorkspaceEvent, { position: number } | { type: 'gap' }>;

/** How often the store is asked for what other replicas did. */
const POLL_MS = 1_000;

/**
 * The states of a workspace in order, each at the version of its record, until its session is deleted. Begins with the state now, or after the position
 * before `from`; states that passed unseen are a `gap`, and so are positions that the workspace has not reached: whoever asks for
 * those has read another history, and begins anew. Between states comes the progress of a start of this replica, from its latest
 * lines on; and while the session is about to expire, once that it is.
 */
export async function* followWorkspace(
  deps: WorkspaceEventsDeps,
  { from, signal }: { readonly from?: number | undefined; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<WorkspaceEvent, void, void> {
  const { clock, feed, key, places, repository } = deps;
  // Whoever wants everything says 0 here as everywhere, though a record's first version is 1.
  let seen = from === undefined ? null : Math.max(from, 1) - 1;
  let begun = false;
  let heard = 0;
  const expiry = new ExpiryWarnings(deps);
  while (signal?.aborted !== true) {
    const changed = new AbortController();
    const wake = () => {
      changed.abort();
    };
    const unwatch = feed.watch(key.sessionId, wake);
    signal?.addEventListener('abort', wake, { once: true });
    try {
      const found = await repository.getWithSession(key);
      if (found.isOk()) {
        const { session, workspace: current } = found.value;
        const ahead = begun ? null : unreached(seen, current);
        begun = true;
        if (ahead !== null) {
          seen = ahead.to - 1;
          yield ahead;
        }
        for (const event of await newEvents({ feed, places }, seen, current)) {
          seen = event.type === 'gap' ? event.to - 1 : event.position;
          yield event;
        }
        for (const { number, phase, line } of progressOf(feed, current, heard)) {
          heard = number;
          yield { type: 'progress', phase, line };
        }
        yield* expiry.due(session);
        // The workspace of a deleted session only ends.
        if (session === null && (current === null || !isActive(current.state))) return;
      } else if (found.error.type === 'store/closed') {
        yield { type: 'failed', error: shuttingDown() };
        return;
      }
      await delay(clock, POLL_MS, changed.signal);
    } finally {
      unwatch();
      signal?.removeEventListener('abort', wake);
    }
  }
}

/** The gap of a reader who goes on behind what the workspace, whose first position is 1, has not reached; `null` for any other. */
function unreached(seen: number | null, current: Workspace | null): Extract<WorkspaceEvent, { type: 'gap' }> | null {
  const newest = current?.version ?? 0;
  return seen === null || seen <= newest ? null : { type: 'gap', from: seen + 1, to: Math.max(newest, 1) };
}

/** A start that is over has no progress, whatever was not read of it. */
function progressOf(feed: WorkspaceFeed, current: Workspace | null, heard: number): readonly ProgressLine[] {
  return current?.state === 'creating' ? feed.progress.since(current, heard) : [];
}

/** Of a version that came with a warning. */
function warningOf({ version, warning }: Workspace): readonly Step[] {
  if (warning?.version !== version) return [];
  const { at, reason } = warning;
  return [{ type: 'warning', position: version, reason, at }];
}

async function newEvents(
  { feed, places }: Pick<WorkspaceEventsDeps, 'feed' | 'places'>,
  seen: number | null,
  current: Workspace | null,
): Promise<readonly Step[]> {
  if (current === null || (seen !== null && current.version <= seen)) return [];
  const known = seen === null ? [] : feed.since(current.sessionId, seen);
  const steps = (known.at(-1)?.version ?? 0) >= current.version ? known : [...known, current];
  const views = await places.views(steps);
  // Tried again at the next look.
  if (views.isErr()) return [];
  return steps.flatMap((workspace, index): readonly Step[] => {
    const view = views.value[index];
    if (view === undefined) return [];
    const before = index === 0 ? seen : (steps[index - 1]?.version ?? seen);
    const state = { type: 'state' as const, position: workspace.version, workspace: view };
    if (before === null) return [state, ...warningOf(workspace)];
    const step = warningOf(workspace)[0] ?? state;
    if (workspace.version <= before + 1) return [step];
    return [{ type: 'gap', from: before + 1, to: workspace.version }, step];
  });
}
