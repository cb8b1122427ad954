import type { RuntimeHandle, WorkspaceConnection } from '@carrel/core/runtime';

/** How long a link that was made by a start waits for who wants it. */
const KEPT_MS = 30_000;

interface Ready {
  readonly connection: WorkspaceConnection;
  readonly timer: NodeJS.Timeout;
}

/** The links by which boxes were found to be up, each for the first who connects. */
export class ReadyLinks {
  private readonly links = new Map<string, Ready>();

  keep({ boxId }: RuntimeHandle, connection: WorkspaceConnection): void {
    void this.drop(boxId);
    const timer = setTimeout(() => void this.drop(boxId), KEPT_MS).unref();
    const ready = { connection, timer };
    this.links.set(boxId, ready);
    void connection.closed.then(() => {
      if (this.links.get(boxId) === ready) this.take({ boxId });
    });
  }

  /** `null` when there is none, or it is over. */
  take({ boxId }: Pick<RuntimeHandle, 'boxId'>): WorkspaceConnection | null {
    const ready = this.links.get(boxId);
    if (ready === undefined) return null;
    clearTimeout(ready.timer);
    this.links.delete(boxId);
    return ready.connection;
  }

  async drop(boxId: string): Promise<void> {
    await this.take({ boxId })?.close();
  }

  /** Those who made the links close them. */
  clear(): void {
    for (const { timer } of this.links.values()) clearTimeout(timer);
    this.links.clear();
  }
}
