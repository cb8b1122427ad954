import type { RuntimeHandle, WorkspaceConnection } from '@carrel/core/runtime';

export interface ReadyLink {
  readonly connection: WorkspaceConnection;
  /** Whether it is over at once when its box is; a stream of the engine may look alive for a moment longer. */
  readonly endsWithBox: boolean;
}

/** The links over which boxes said that they are ready, each for the first who connects. */
export class ReadyLinks {
  private readonly links = new Map<string, ReadyLink>();

  has(boxId: string): boolean {
    return this.links.has(boxId);
  }

  keep(boxId: string, link: ReadyLink): void {
    this.links.set(boxId, link);
    void link.connection.closed.then(() => {
      if (this.links.get(boxId) === link) this.links.delete(boxId);
    });
  }

  /** The link to this life of the box, which is kept no longer; `null` where there is none. */
  take({ boxId, incarnation }: RuntimeHandle): ReadyLink | null {
    const link = this.links.get(boxId);
    this.links.delete(boxId);
    return link?.connection.incarnation === incarnation ? link : null;
  }

  async drop(boxId: string): Promise<void> {
    const link = this.links.get(boxId);
    this.links.delete(boxId);
    await link?.connection.close();
  }

  clear(): void {
    this.links.clear();
  }
}
