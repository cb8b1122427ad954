/** A session that somebody asked for: under its idempotency key, so that asking again is the same request. */
export interface Entry {
  readonly key: string;
  readonly storage: 'none' | 'database';
  /** Once the server acknowledged it. */
  id: string | null;
  deletion: 'none' | 'asked' | 'acknowledged';
  /** By path: every content that was sent since the last one that was acknowledged, that one first. */
  readonly files: Map<string, SentFile>;
}

export interface SentFile {
  readonly contents: readonly string[];
  /** Whether one of them must be there. */
  readonly isAcknowledged: boolean;
}

/** How a session is asked for. */
export function bodyOf({ key, storage }: Entry): Readonly<Record<string, unknown>> {
  return { kind: 'solo', languages: ['lua'], name: key, storage };
}

/** What one user asked the server for, and what it acknowledged. */
export class Ledger {
  readonly entries: Entry[] = [];
  /** By name: every value that was sent since the last one that was acknowledged, that one first. */
  readonly settings = new Map<string, number[]>();
  /** What no server should have answered. */
  readonly problems: string[] = [];
  /** How many requests of each kind were acknowledged. */
  readonly acknowledged = new Map<string, number>();

  count(what: string): void {
    this.acknowledged.set(what, (this.acknowledged.get(what) ?? 0) + 1);
  }

  /** Sessions that exist for certain, as nobody asked for their end. */
  living(): readonly (Entry & { readonly id: string })[] {
    return this.entries.filter(
      (entry): entry is Entry & { readonly id: string } => entry.id !== null && entry.deletion === 'none',
    );
  }

  asked(name: string, value: number): void {
    this.settings.set(name, [...(this.settings.get(name) ?? []), value]);
  }

  took(name: string, value: number): void {
    this.settings.set(name, [value]);
    this.count('setting');
  }
}
