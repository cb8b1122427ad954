import { writeAwareness, type AwarenessEntry } from './awareness-codec.js';
import type { LiveReader } from './live-reader.js';

/** What is new of some clients. */
interface AwarenessNews {
  readonly entries: readonly AwarenessEntry[];
  /** The entries, encoded. */
  readonly update: Uint8Array;
  /** Who said it; `null` for what another replica told. */
  readonly from: LiveReader | null;
}

/** What goes to everybody but `from`. */
export interface AwarenessRelay {
  readonly update: Uint8Array;
  /** What of it was said in this process; `null` for nothing. */
  readonly own: Uint8Array | null;
  /** Who said all of it, and need not hear it; `null` where several did. */
  readonly from: LiveReader | null;
}

interface Waiting {
  readonly entry: AwarenessEntry;
  readonly from: LiveReader | null;
}

/**
 * Relays what comes first in a round of the event loop at once, and what follows in the same round together at its end, of each client
 * the newest alone: where many speak at the same time, each hears of all by one message.
 */
export class AwarenessRounds {
  private readonly waiting = new Map<number, Waiting>();
  private isOpen = false;

  constructor(private readonly relay: (relayed: AwarenessRelay) => void) {}

  add({ entries, update, from }: AwarenessNews): void {
    if (this.isOpen) {
      for (const entry of entries) this.waiting.set(entry.client, { entry, from });
      return;
    }
    this.begin();
    this.relay({ update, own: from === null ? null : update, from });
  }

  private begin(): void {
    this.isOpen = true;
    setImmediate(() => {
      this.end();
    });
  }

  private end(): void {
    this.isOpen = false;
    const [first, ...others] = this.waiting.values();
    this.waiting.clear();
    if (first === undefined) return;
    this.begin();
    const all = [first, ...others];
    const own = all.filter(({ from }) => from !== null);
    const update = encode(all);
    this.relay({
      update,
      own: own.length === all.length ? update : own.length === 0 ? null : encode(own),
      from: others.every(({ from }) => from === first.from) ? first.from : null,
    });
  }
}

function encode(waiting: readonly Waiting[]): Uint8Array {
  return writeAwareness(waiting.map(({ entry }) => entry));
}
