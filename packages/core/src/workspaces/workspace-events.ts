import { delay, type Clock } from '../kernel/index.js';
import type { WorkspaceFeed } from './workspace-feed.js';
import type { WorkspaceKey, WorkspaceRepository } from './workspace-repository.js';
import { toWorkspaceView } from './workspace-view.js';
import type { Workspace, WorkspaceEvent } from './workspace.js';

export interface WorkspaceEventsDeps {
  readonly key: WorkspaceKey;
  readonly repository: WorkspaceRepository;
  readonly feed: WorkspaceFeed;
  readonly clock: Clock;
  readonly runtimeName: string;
}

/** How often the store is asked for what other replicas did. */
const POLL_MS = 1_000;

/**
 * The states of a workspace in order, each at the version of its record. Begins with the state now, or after the position
 * before `from`; states that passed unseen are a `gap`.
 */
export async function* followWorkspace(
  deps: WorkspaceEventsDeps,
  { from, signal }: { readonly from?: number | undefined; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<WorkspaceEvent, void, void> {
  const { clock, feed, key, repository, runtimeName } = deps;
  let seen = from === undefined ? null : from - 1;
  while (signal?.aborted !== true) {
    const changed = new AbortController();
    const wake = () => {
      changed.abort();
    };
    const unwatch = feed.watch(key.sessionId, wake);
    signal?.addEventListener('abort', wake, { once: true });
    try {
      const current = await repository.get(key);
      for (const event of newEvents({ feed, runtimeName }, seen, current.unwrapOr(null))) {
        seen = event.type === 'gap' ? event.to - 1 : event.position;
        yield event;
      }
      await delay(clock, POLL_MS, changed.signal);
    } finally {
      unwatch();
      signal?.removeEventListener('abort', wake);
    }
  }
}

function newEvents(
  { feed, runtimeName }: { readonly feed: WorkspaceFeed; readonly runtimeName: string },
  seen: number | null,
  current: Workspace | null,
): readonly WorkspaceEvent[] {
  if (current === null || (seen !== null && current.version <= seen)) return [];
  const known = seen === null ? [] : feed.since(current.sessionId, seen);
  const steps = (known.at(-1)?.version ?? 0) >= current.version ? known : [...known, current];
  return steps.flatMap((workspace, index): readonly WorkspaceEvent[] => {
    const before = index === 0 ? seen : (steps[index - 1]?.version ?? seen);
    const state = {
      type: 'state' as const,
      position: workspace.version,
      workspace: toWorkspaceView(workspace, runtimeName),
    };
    if (before === null || workspace.version <= before + 1) return [state];
    return [{ type: 'gap', from: before + 1, to: workspace.version }, state];
  });
}
