import { err, ok, type Clock, type Result } from '../kernel/index.js';
import { readAwareness, writeAwareness, type AwarenessEntry } from './awareness-codec.js';
import type { AwarenessRounds } from './awareness-rounds.js';
import { isBoundedJson } from './content-walk.js';
import { documentAwarenessInvalid, documentTooLarge, type DocumentError } from './document-errors.js';
import type { LiveReader } from './live-reader.js';
import { charge, type UpdateRate } from './update-rate.js';

/** Another replica, as the owner of what it told of. */
const ELSEWHERE = Symbol('elsewhere');

interface Known extends AwarenessEntry {
  /** `null` once it is gone; its clock is kept for a while, so that nobody brings it back by an echo. */
  readonly owner: LiveReader | typeof ELSEWHERE | null;
  readonly heardMs: number;
}

/** Clients renew what they say every 15 s, and forget others after 30 s. */
const STALE_MS = 45_000;
/** What an entry takes at most beside what it says. */
const ENTRY_BYTES = 32;
/** For how many client ids one connection speaks at most. */
const MAX_CLIENTS_EACH = 16;
/** How many clients that are gone are remembered. */
const MAX_GONE = 1_000;
/** Clients send what they hear of others back, so that one message may hold what many say. */
const MAX_MESSAGE_BYTES = 256 * 1_024;

export interface SpeakLimits {
  /** How many bytes all that the reader says may have. */
  readonly maxBytes: number;
  /** How often it may say something new. */
  readonly rate: UpdateRate;
}

/** What everybody who is connected to a document says of themselves: cursors, names, colours. Never stored. */
export class AwarenessRoom {
  private readonly clients = new Map<number, Known>();

  /** @param rounds gives what is new to everybody else. */
  constructor(
    private readonly clock: Clock,
    private readonly rounds: AwarenessRounds,
  ) {}

  /**
   * Takes what is new of the clients that are the reader's, and leaves out those of others, and costs nothing where nothing is left:
   * clients of `y-websocket` repeat what they hear. `document/awareness-invalid` for bytes that are no awareness update,
   * `document/too-large` past `maxBytes`, `document/rate-limited` past `rate`.
   */
  speak(from: LiveReader, update: Uint8Array, { maxBytes, rate }: SpeakLimits): Result<void, DocumentError> {
    if (update.length > MAX_MESSAGE_BYTES) return err(documentTooLarge('awareness', MAX_MESSAGE_BYTES));
    const entries = readAwareness(update);
    if (entries === null) return err(documentAwarenessInvalid());
    const own = this.newsOf(from, entries);
    if (own.length === 0) return ok(undefined);
    if (own.some(({ state }) => state !== null && !isBoundedJson(state))) return err(documentAwarenessInvalid());
    if (this.bytesWith(from, own) > maxBytes) return err(documentTooLarge('awareness', maxBytes));
    const charged = charge(rate);
    if (charged.isErr()) return charged;
    this.keepAll(own, from);
    this.rounds.add({ entries: own, update: own.length === entries.length ? update : writeAwareness(own), from });
    return ok(undefined);
  }

  /** What another replica tells of its clients. */
  hear(update: Uint8Array): void {
    const entries = readAwareness(update) ?? [];
    const news = entries.filter((entry) => {
      const owner = this.clients.get(entry.client)?.owner;
      return this.isNews(entry) && (owner === undefined || owner === null || owner === ELSEWHERE);
    });
    this.keepAll(news, ELSEWHERE);
    if (news.length > 0) this.rounds.add({ entries: news, update: writeAwareness(news), from: null });
  }

  /** Takes back what the reader said. */
  leave(reader: LiveReader): void {
    const gone = [...this.clients.values()]
      .filter(({ owner }) => owner === reader)
      .map(({ client, clock }): AwarenessEntry => ({ client, clock, state: null }));
    this.keepAll(gone, null);
    if (gone.length > 0) this.rounds.add({ entries: gone, update: writeAwareness(gone), from: reader });
  }

  /** All that is said now; `null` when nobody says anything. */
  states(): Uint8Array | null {
    const since = this.clock.now() - STALE_MS;
    const all = [...this.clients.values()].filter(
      ({ state, owner, heardMs }) => state !== null && (owner !== ELSEWHERE || heardMs >= since),
    );
    return all.length === 0 ? null : writeAwareness(all);
  }

  /** What clients of this process say now, in parts of at most so many bytes of it; one that says more is alone. */
  saidHere(maxBytes: number): readonly Uint8Array[] {
    const parts: AwarenessEntry[][] = [];
    let left = 0;
    for (const known of this.clients.values()) {
      if (known.state === null || known.owner === ELSEWHERE) continue;
      const bytes = known.state.length + ENTRY_BYTES;
      const part = parts.at(-1);
      if (part === undefined || bytes > left) {
        parts.push([known]);
        left = maxBytes - bytes;
      } else {
        part.push(known);
        left -= bytes;
      }
    }
    return parts.map((part) => writeAwareness(part));
  }

  private isNews({ client, clock, state }: AwarenessEntry): boolean {
    const known = this.clients.get(client);
    if (known === undefined) return state !== null;
    return clock > known.clock || (clock === known.clock && state === null && known.state !== null);
  }

  /** What is new of clients that are the reader's, or may become so; one entry a client. */
  private newsOf(from: LiveReader, entries: readonly AwarenessEntry[]): readonly AwarenessEntry[] {
    const owned = new Set(this.ownedBy(from).map(({ client }) => client));
    const news = new Map<number, AwarenessEntry>();
    for (const entry of entries) {
      const { client } = entry;
      if (news.has(client) || !this.isNews(entry)) continue;
      const isFree = (this.clients.get(client)?.owner ?? null) === null && owned.size < MAX_CLIENTS_EACH;
      if (!owned.has(client) && !isFree) continue;
      owned.add(client);
      news.set(client, entry);
    }
    return [...news.values()];
  }

  private ownedBy(reader: LiveReader): readonly Known[] {
    return [...this.clients.values()].filter(({ owner }) => owner === reader);
  }

  private bytesWith(from: LiveReader, entries: readonly AwarenessEntry[]): number {
    const said = new Map(this.ownedBy(from).map(({ client, state }) => [client, state?.length ?? 0]));
    for (const { client, state } of entries) said.set(client, state?.length ?? 0);
    return [...said.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Those that are gone have no owner any more. */
  private keepAll(entries: readonly AwarenessEntry[], owner: Known['owner']): void {
    const heardMs = this.clock.now();
    for (const entry of entries) {
      this.clients.delete(entry.client);
      this.clients.set(entry.client, { ...entry, owner: entry.state === null ? null : owner, heardMs });
    }
    this.trim();
  }

  private trim(): void {
    const gone = [...this.clients.values()].filter(({ state }) => state === null);
    for (const { client } of gone.slice(0, Math.max(0, gone.length - MAX_GONE))) this.clients.delete(client);
  }
}
