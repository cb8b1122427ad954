/** Tells this process when what somebody may do in a session has changed. */
export class AccessFeed {
  private readonly watchers = new Map<string, Set<() => void>>();

  /** @param tell passes it on to other processes. @default nobody else is told */
  constructor(private readonly tell: (sessionId: string) => void = () => undefined) {}

  /** Calls everybody who watches the session, here and elsewhere. */
  publish(sessionId: string): void {
    this.hear(sessionId);
    this.tell(sessionId);
  }

  /** Calls everybody in this process who watches the session: another one has published it. */
  hear(sessionId: string): void {
    for (const wake of [...(this.watchers.get(sessionId) ?? [])]) wake();
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
