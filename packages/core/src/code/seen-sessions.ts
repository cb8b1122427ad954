import type { SessionKey } from '../sessions/index.js';

/** How many sessions are remembered; the one that was seen first is forgotten. */
const MOST = 10_000;

/** The sessions that an engine was asked about in this process. */
export class SeenSessions {
  private readonly keys = new Map<string, SessionKey>();

  add(key: SessionKey): void {
    this.keys.set(nameOf(key), key);
    const [first] = this.keys.keys();
    if (this.keys.size > MOST && first !== undefined) this.keys.delete(first);
  }

  remove(key: SessionKey): void {
    this.keys.delete(nameOf(key));
  }

  all(): readonly SessionKey[] {
    return [...this.keys.values()];
  }
}

function nameOf({ tenantId, id }: SessionKey): string {
  return `${tenantId}/${id}`;
}
