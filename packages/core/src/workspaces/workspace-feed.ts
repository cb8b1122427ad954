import type { Clock } from '../kernel/index.js';
import { WorkspaceProgress } from './workspace-progress.js';
import type { Workspace } from './workspace.js';

/** How many of the latest changes of one workspace can be read again. */
const RETAINED = 64;
/** How many workspaces have their latest changes kept; the one that changed longest ago goes first. */
const TRACKED = 10_000;

/** Tells this process what became of workspaces, in order, each change at its version. */
export class WorkspaceFeed {
  /** What starts do between their states. */
  readonly progress: WorkspaceProgress;
  private readonly histories = new Map<string, Workspace[]>();
  private readonly watchers = new Map<string, Set<() => void>>();

  constructor(clock: Clock) {
    this.progress = new WorkspaceProgress(clock, (sessionId) => {
      this.wake(sessionId);
    });
  }

  publish(workspace: Workspace): void {
    const { sessionId } = workspace;
    const history = this.histories.get(sessionId) ?? [];
    this.histories.delete(sessionId);
    this.histories.set(sessionId, [...history.slice(1 - RETAINED), workspace]);
    if (this.histories.size > TRACKED) {
      for (const oldest of this.histories.keys()) {
        this.histories.delete(oldest);
        break;
      }
    }
    this.wake(sessionId);
  }

  /** The known changes after `version`, oldest first. */
  since(sessionId: string, version: number): readonly Workspace[] {
    return (this.histories.get(sessionId) ?? []).filter((workspace) => workspace.version > version);
  }

  /** Calls `wake` at each change, and at progress, until the returned function is called. */
  watch(sessionId: string, wake: () => void): () => void {
    const watchers = this.watchers.get(sessionId) ?? new Set();
    watchers.add(wake);
    this.watchers.set(sessionId, watchers);
    return () => {
      watchers.delete(wake);
      if (watchers.size === 0) this.watchers.delete(sessionId);
    };
  }

  private wake(sessionId: string): void {
    for (const wake of this.watchers.get(sessionId) ?? []) wake();
  }
}
