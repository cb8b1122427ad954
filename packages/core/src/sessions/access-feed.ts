/** Tells this process when what somebody may do in a session has changed. */
export class AccessFeed {
  private readonly watchers = new Map<string, Set<() => void>>();

  /** Calls everybody who watches the session. */
  publish(sessionId: string): void {
    for (const wake of this.watchers.get(sessionId) ?? []) wake();
  }

  /** Calls `wake` at each change, until the returned function is called. */
  watch(sessionId: string, wake: () => void): () => void {
    const watchers = this.watchers.get(sessionId) ?? new Set();
    watchers.add(wake);
    this.watchers.set(sessionId, watchers);
    return () => {
      watchers.delete(wake);
      if (watchers.size === 0) this.watchers.delete(sessionId);
    };
  }
}
